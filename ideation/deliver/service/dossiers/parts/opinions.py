"""The section about how opinions spread over the statements that were voted on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select

from ideation.core.formats import number
from ideation.core.i18n import _
from ideation.core.sectors import SECTORS, Sector
from ideation.deliver.service.dossiers.parts.markdown import plain, table, together
from ideation.deliver.service.dossiers.parts.root import Root
from ideation.diagnose.models import Theme
from ideation.discover.models import Statement, StatementState, StatementVote
from ideation.extensions import db

MOST: Final = 12


@dataclass(frozen=True)
class Opinions:
    """The statements that got votes, most answered first, and who answered."""

    statements: Sequence[Statement]
    people: int
    sectors: Sequence[tuple[str, int]]


def facts(theme: Theme) -> Opinions:
    """Return the statements of a theme that people answered."""
    votes = Statement.agree_count + Statement.disagree_count + Statement.pass_count
    ours = (Statement.theme_id == theme.id, Statement.state == StatementState.APPROVED, votes > 0)
    people = func.count(StatementVote.voter.distinct())
    voted = select(StatementVote).join(Statement, Statement.id == StatementVote.statement_id)
    by_sector = (
        voted.with_only_columns(StatementVote.sector, people)
        .where(*ours, StatementVote.sector.is_not(None))
        .group_by(StatementVote.sector)
        .order_by(people.desc(), StatementVote.sector)
    )
    return Opinions(
        statements=list(
            db.session.scalars(select(Statement).where(*ours).order_by(votes.desc(), Statement.id))
        ),
        people=db.session.scalar(voted.with_only_columns(people).where(*ours)) or 0,
        sectors=[
            (str(SECTORS[Sector(str(sector))]), n) for sector, n in db.session.execute(by_sector)
        ],
    )


def write(root: Root) -> str:
    """Write the section."""
    known = facts(root.theme)
    if not known.statements:
        return _("No statement about this theme has been voted on.")
    return together(
        " ".join(_sentences(known)),
        table(
            [_("Statement"), _("Agree"), _("Disagree"), _("Pass"), _("Answers")],
            [_row(statement) for statement in known.statements[:MOST]],
        ),
        _extremes(known.statements),
    )


def _sentences(known: Opinions) -> list[str]:
    said = [
        _(
            "Statements that people answered: %(statements)s. People who answered: %(people)s. "
            "Answers: %(votes)s.",
            statements=number(len(known.statements)),
            people=number(known.people),
            votes=number(sum(statement.vote_count for statement in known.statements)),
        )
    ]
    if known.sectors:
        named = [
            _("%(name)s (%(number)s)", name=name, number=number(n)) for name, n in known.sectors
        ]
        said.append(
            _("Those who said as whom they answered: %(sectors)s.", sectors=", ".join(named))
        )
    return said


def _row(statement: Statement) -> list[str]:
    counts = (statement.agree_count, statement.disagree_count, statement.pass_count)
    shares = [_share(count, statement.vote_count) for count in counts]
    return [plain(statement.text), *shares, number(statement.vote_count)]


def _share(count: int, votes: int) -> str:
    return f"{round(100 * count / votes)}%"


def _extremes(statements: Sequence[Statement]) -> str:
    """Say on what people agree and where they part; with one statement the table says it all."""
    taking_sides = [each for each in statements if each.agree_count + each.disagree_count]
    if len(taking_sides) < 2:
        return ""
    agreed = max(taking_sides, key=_agreement)
    divided = min(taking_sides, key=lambda each: abs(_agreement(each) - 0.5))
    lines = [_("Most agree that: %(statement)s", statement=plain(agreed.text))]
    if divided is not agreed:
        lines.append(_("Opinions part most on: %(statement)s", statement=plain(divided.text)))
    return together(*lines)


def _agreement(statement: Statement) -> float:
    return statement.agree_count / (statement.agree_count + statement.disagree_count)
