"""Where a trace begins: the theme of an object, the voices behind it, and what is counted."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import aliased, joinedload, lazyload

from ideation.core.registry import Ref
from ideation.deliver.models import Decision, Dossier, OutcomeStep, Poc
from ideation.develop.models import Challenge, Idea
from ideation.diagnose.models import Submission, Theme, ThemeMember
from ideation.discover.models import (
    FieldNote,
    Need,
    Statement,
    StatementState,
    StatementVote,
)
from ideation.extensions import db
from ideation.rounds.models import Round
from ideation.trace.service.loading.loaded import Counts


def theme_of(start: Ref) -> Theme | None:
    """Return the theme that an object belongs to, with its round; a merged one leads onward."""
    way = (
        select(Theme.id, Theme.merged_into_id)
        .where(_theme_is(start))
        .cte("way_of_merging", recursive=True)
    )
    way = way.union(
        select(Theme.id, Theme.merged_into_id).join(way, Theme.id == way.c.merged_into_id)
    )
    query = (
        select(Theme)
        .where(Theme.id.in_(select(way.c.id)), Theme.merged_into_id.is_(None))
        .options(joinedload(Theme.round).selectinload(Round.windows))
    )
    found: Theme | None = db.session.scalar(query)
    return found


def _theme_is(start: Ref) -> ColumnElement[bool]:
    """Return the condition for the theme that an object of a trace belongs to."""
    kind, key = start
    if kind == "theme":
        return Theme.id == key
    if kind in ("statement", "need", "challenge"):
        model: Any = {"statement": Statement, "need": Need, "challenge": Challenge}[kind]
        return Theme.id == select(model.theme_id).where(model.id == key).scalar_subquery()
    challenge_of = select(Challenge.theme_id).join(Idea, Idea.challenge_id == Challenge.id)
    return Theme.id == _narrowed(challenge_of, kind, key).scalar_subquery()


def _narrowed(query: Select[Any], kind: str, key: int) -> Select[Any]:
    if kind == "idea":
        return query.where(Idea.id == key)
    query = query.join(Poc, Poc.idea_id == Idea.id)
    if kind == "poc":
        return query.where(Poc.id == key)
    query = query.join(Dossier, Dossier.poc_id == Poc.id)
    if kind == "dossier":
        return query.where(Dossier.id == key)
    query = query.join(Decision, Decision.dossier_id == Dossier.id)
    if kind == "decision":
        return query.where(Decision.id == key)
    return query.join(OutcomeStep, OutcomeStep.decision_id == Decision.id).where(
        OutcomeStep.id == key
    )


def family(theme_id: int) -> Select[Any]:
    """Return the ids of a theme and of all that were merged into it."""
    family = select(Theme.id).where(Theme.id == theme_id).cte("family", recursive=True)
    family = family.union(select(Theme.id).join(family, Theme.merged_into_id == family.c.id))
    return select(family.c.id)


def counts_of(theme_id: int) -> Counts:
    """Return what of a theme is counted and not listed; one query."""
    related = family(theme_id)
    confidential = (
        select(func.count())
        .select_from(ThemeMember)
        .join(Submission, Submission.id == ThemeMember.submission_id)
        .where(
            ThemeMember.theme_id == theme_id,
            ThemeMember.is_primary,
            Submission.withdrawn_at.is_(None),
            ~Submission.is_public,
        )
    )
    approved = (Statement.theme_id.in_(related), Statement.state == StatementState.APPROVED)
    statements = select(func.count()).select_from(Statement).where(*approved)
    voters = (
        select(func.count(StatementVote.voter.distinct()))
        .join(Statement, Statement.id == StatementVote.statement_id)
        .where(*approved)
    )
    notes = select(func.count()).select_from(FieldNote).where(FieldNote.theme_id.in_(related))
    numbers = (confidential, statements, voters, notes)
    row = db.session.execute(select(*(each.scalar_subquery() for each in numbers))).one()
    return Counts(*row)


def voice_of(submission_id: int) -> tuple[Submission, int | None, str] | None:
    """Return a submission with its round, the id of its main theme, and a second theme's name."""
    second = aliased(ThemeMember)
    touched = (
        select(Theme.label)
        .join(second, second.theme_id == Theme.id)
        .where(second.submission_id == Submission.id, ~second.is_primary)
        .order_by(second.score.desc(), Theme.id)
        .limit(1)
        .correlate(Submission)
        .scalar_subquery()
    )
    row = db.session.execute(
        select(Submission, ThemeMember.theme_id, touched)
        .outerjoin(
            ThemeMember,
            and_(ThemeMember.submission_id == Submission.id, ThemeMember.is_primary),
        )
        .where(Submission.id == submission_id)
        .options(joinedload(Submission.round), lazyload(Submission.author))
    ).first()
    return (row[0], row[1], row[2] or "") if row else None


def quote_of(theme: Theme) -> Submission | None:
    """Return the most central text of a theme that everybody may read."""
    if not theme.central_ids:
        return None
    query = (
        select(Submission)
        .join(ThemeMember, ThemeMember.submission_id == Submission.id)
        .where(
            Submission.id.in_(theme.central_ids),
            Submission.is_public,
            ThemeMember.theme_id == theme.id,
            ThemeMember.is_primary,
        )
        .options(lazyload(Submission.author))
    )
    found = {each.id: each for each in db.session.scalars(query)}
    return next((found[each] for each in theme.central_ids if each in found), None)
