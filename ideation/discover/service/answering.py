"""What somebody is asked next, and how everybody answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal_column, select

from ideation.accounts.models import Account
from ideation.core.pagination import Page, paginate
from ideation.diagnose.models import Theme
from ideation.discover import policy
from ideation.discover.models import Choice, Statement, StatementState, StatementVote
from ideation.discover.service import spread, themes
from ideation.discover.service.spread import Group, Spread
from ideation.discover.service.who import name_of
from ideation.extensions import db

SORTS: Final = ("agreed", "divided", "newest")
ROWS_AT_ONCE: Final = 500


@dataclass(frozen=True)
class Answered:
    """A statement with how people answered it.

    Args:
        statement: the statement.
        choice: the person's own answer; empty for none.
        spread: everybody's answers.
        groups: the same by sector, where the groups are large enough to be shown.
    """

    statement: Statement
    choice: str
    spread: Spread
    groups: list[Group]


@dataclass(frozen=True)
class Asking:
    """What a person is shown of the statements of a theme.

    Args:
        theme: the theme with its round.
        is_open: whether answers are taken now.
        statement: the one to answer now; None where all are answered, or there are none.
        choice: what the person has answered to it already; empty for nothing.
        answered: how many statements the person has answered.
        total: how many there are.
        last: the statement that was just answered, with everybody's answers.
    """

    theme: Theme
    is_open: bool
    statement: Statement | None
    choice: str
    answered: int
    total: int
    last: Answered | None


@dataclass(frozen=True)
class Results:
    """One page of the statements of a theme with how people answered them.

    Args:
        theme: the theme with its round.
        is_open: whether answers are still taken.
        sort: a word of `SORTS`.
        page: the statements.
        unseen: how many more there are, which the person has not answered yet.
    """

    theme: Theme
    is_open: bool
    sort: str
    page: Page[Answered]
    unseen: int


def ask(
    theme_id: int,
    *,
    actor: Account | None,
    visitor_key: str | None,
    wanted: int | None = None,
    after: int | None = None,
    now: datetime,
) -> Asking:
    """Return what a person is asked next.

    Those with the fewest answers come first, so that every statement is heard.

    Args:
        theme_id: the theme.
        actor: who is signed in, or None.
        visitor_key: the key under which this browser answers, or None if it never did.
        wanted: id of a statement that the person wants to answer, perhaps anew.
        after: id of the statement that the person has just answered.
        now: the present moment.

    Raises:
        NotFound: there is no such theme for this person.
    """
    theme = themes.visible(theme_id, actor)
    voter = name_of(actor, visitor_key)
    total, answered = _progress(theme, voter)
    is_open = policy.can_answer(theme, now)
    statement = _next(theme, voter, wanted) if is_open else None
    own = _choices([each for each in (after, statement and statement.id) if each], voter)
    last = _approved(theme).where(Statement.id == after) if after in own else None
    return Asking(
        theme=theme,
        is_open=is_open,
        statement=statement,
        choice=own.get(statement.id, "") if statement else "",
        answered=answered,
        total=total,
        last=_with_spread(db.session.scalars(last), own)[0] if last is not None else None,
    )


def results(
    theme_id: int,
    sort: str,
    number: int,
    *,
    actor: Account | None,
    visitor_key: str | None,
    now: datetime,
) -> Results:
    """Return one page of how people answered.

    While answers are taken, a person sees how others answered where they have answered
    themselves; see `policy.sees_every_count`.

    Args:
        theme_id: the theme.
        sort: a word of `SORTS`; anything else means the first of them.
        number: which page, from 1.
        actor: who is signed in, or None.
        visitor_key: the key under which this browser answers, or None if it never did.
        now: the present moment.

    Raises:
        NotFound: there is no such theme for this person.
    """
    theme = themes.visible(theme_id, actor)
    voter = name_of(actor, visitor_key)
    sort = sort if sort in SORTS else SORTS[0]
    query = _seen(theme, actor, voter, now)
    page = paginate(db.session, _in_order(query, sort), number)
    total, _answered = _progress(theme, voter)
    own = _choices([each.id for each in page.items], voter)
    return Results(
        theme=theme,
        is_open=policy.can_answer(theme, now),
        sort=sort,
        page=Page(_with_spread(page.items, own), page.number, page.per_page, page.total),
        unseen=total - page.total,
    )


def rows(
    theme_id: int, *, actor: Account | None, visitor_key: str | None, now: datetime
) -> list[Answered]:
    """Return all that `results` would show of a theme, newest last, for a table.

    Raises:
        NotFound: there is no such theme for this person.
    """
    theme = themes.visible(theme_id, actor)
    voter = name_of(actor, visitor_key)
    query = _seen(theme, actor, voter, now).order_by(Statement.id).limit(ROWS_AT_ONCE)
    found = list(db.session.scalars(query))
    return _with_spread(found, _choices([each.id for each in found], voter))


def with_spread(statements: Iterable[Statement]) -> list[Answered]:
    """Return statements with everybody's answers, for whoever may see them all."""
    return _with_spread(statements, {})


def with_counts(statements: Iterable[Statement]) -> list[Answered]:
    """Return statements as `with_spread` does, without the groups, which cost a query."""
    return [Answered(each, "", spread.of(each), []) for each in statements]


def answer_of(
    statement: Statement, *, actor: Account | None, visitor_key: str | None, now: datetime
) -> tuple[str, Answered | None]:
    """Return what a person answered to one statement, and everybody's answers if they see them."""
    own = _choices([statement.id], name_of(actor, visitor_key))
    sees = statement.id in own or policy.sees_every_count(actor, statement.theme, now)
    found = _with_spread([statement], own)[0] if sees else None
    return own.get(statement.id, ""), found


def _approved(theme: Theme) -> Select[Any]:
    return select(Statement).where(
        Statement.theme_id == theme.id, Statement.state == StatementState.APPROVED
    )


def _answered_by(voter: str) -> ColumnElement[bool]:
    return exists().where(StatementVote.statement_id == Statement.id, StatementVote.voter == voter)


def _progress(theme: Theme, voter: str) -> tuple[int, int]:
    """Return how many statements a theme has, and how many of them a person has answered."""
    query = (
        select(func.count(Statement.id), func.count(StatementVote.id))
        .outerjoin(
            StatementVote,
            and_(StatementVote.statement_id == Statement.id, StatementVote.voter == voter),
        )
        .where(Statement.theme_id == theme.id, Statement.state == StatementState.APPROVED)
    )
    total, answered = db.session.execute(query).one()
    return total, answered


def _next(theme: Theme, voter: str, wanted: int | None) -> Statement | None:
    if wanted is not None:
        named = _approved(theme).where(Statement.id == wanted)
        asked_for: Statement | None = db.session.scalar(named)
        if asked_for is not None:
            return asked_for
    answers = Statement.agree_count + Statement.disagree_count + Statement.pass_count
    query = _approved(theme).where(~_answered_by(voter)).order_by(answers, Statement.id).limit(1)
    unanswered: Statement | None = db.session.scalar(query)
    return unanswered


def _seen(theme: Theme, actor: Any, voter: str, now: datetime) -> Select[Any]:
    query = _approved(theme)
    if policy.sees_every_count(actor, theme, now):
        return query
    return query.where(_answered_by(voter))


def _in_order(query: Select[Any], sort: str) -> Select[Any]:
    answers = Statement.agree_count + Statement.disagree_count + Statement.pass_count
    # One more answer each way keeps a statement that one person answered from the top.
    agreed = (Statement.agree_count + 1.0) / (answers + 2)
    fewer = case(
        (Statement.agree_count < Statement.disagree_count, Statement.agree_count),
        else_=Statement.disagree_count,
    )
    divided = (fewer * 1.0) / (answers + 2)
    orders: dict[str, ColumnElement[Any]] = {
        "agreed": agreed.desc(),
        "divided": divided.desc(),
        "newest": Statement.id.desc(),
    }
    return query.order_by(orders[sort], Statement.id.desc())


def _choices(statement_ids: Iterable[int], voter: str) -> dict[int, str]:
    """Return what a person answered to some statements."""
    wanted = list(statement_ids)
    if not wanted or not voter:
        return {}
    query = select(StatementVote.statement_id, StatementVote.choice).where(
        StatementVote.statement_id.in_(wanted), StatementVote.voter == voter
    )
    return dict(db.session.execute(query).all())


def _with_spread(statements: Iterable[Statement], own: dict[int, str]) -> list[Answered]:
    found = list(statements)
    by_sector = _by_sector([each.id for each in found])
    return [
        Answered(
            statement=each,
            choice=own.get(each.id, ""),
            spread=spread.of(each),
            groups=spread.groups(by_sector.get(each.id, {})),
        )
        for each in found
    ]


def _by_sector(statement_ids: list[int]) -> dict[int, dict[str, Spread]]:
    if not statement_ids:
        return {}
    sector = func.coalesce(StatementVote.sector, literal_column("''"))
    query = (
        select(
            StatementVote.statement_id,
            sector,
            func.count().filter(StatementVote.choice == Choice.AGREE),
            func.count().filter(StatementVote.choice == Choice.DISAGREE),
            func.count().filter(StatementVote.choice == Choice.PASS),
        )
        .where(StatementVote.statement_id.in_(statement_ids))
        .group_by(StatementVote.statement_id, sector)
    )
    found: dict[int, dict[str, Spread]] = {}
    for statement_id, spoken_as, agree, disagree, passed in db.session.execute(query):
        found.setdefault(statement_id, {})[spoken_as] = Spread(agree, disagree, passed)
    return found
