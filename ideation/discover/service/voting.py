"""Answering a statement: once for each account or browser, changed at will, and taken back."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import contains_eager

from ideation.accounts.models import Account
from ideation.core import events
from ideation.core.errors import InvalidInput, NotFound
from ideation.core.i18n import _l
from ideation.core.sectors import Sector
from ideation.diagnose.models import Theme
from ideation.discover import policy
from ideation.discover.models import Choice, Statement, StatementState, StatementVote
from ideation.discover.service import themes
from ideation.discover.service.who import name_of
from ideation.extensions import db
from ideation.notify.service import follow
from ideation.rounds.models import Round

# The column in which the votes for a choice are counted.
COUNTS = {
    Choice.AGREE: "agree_count",
    Choice.DISAGREE: "disagree_count",
    Choice.PASS: "pass_count",
}
UNSAID = ""


def vote(
    statement_id: int,
    choice: str,
    *,
    actor: Account | None,
    visitor_key: str,
    sector: str | None = None,
    now: datetime,
) -> Statement:
    """Answer a statement, or answer it differently; a person's answer is one row.

    Args:
        statement_id: the statement.
        choice: a word of `Choice`.
        actor: who is signed in, or None.
        visitor_key: the random key that this browser keeps; only its hash is stored.
        sector: as whom the person speaks, a word of `Sector`; empty for somebody who would
            rather not say; None for somebody who was not asked, which means business for the
            account of an organisation.
        now: the present moment.

    Raises:
        NotFound: there is no such statement for the public.
        InvalidInput: no such choice, or no such sector.
        Conflict: its theme is not selected any more.
        StageClosed: the Discover stage is not open.
    """
    picked = _choice(choice)
    spoken_as = sector_of(actor, sector)
    statement = _open(statement_id, actor, now)
    voter = name_of(actor, visitor_key)
    own = _own(statement.id, voter)
    if own is None:
        db.session.add(
            StatementVote(
                statement_id=statement.id,
                voter=voter,
                choice=picked,
                sector=spoken_as,
                cast_at=now,
            )
        )
        _change(statement, {picked: 1}, "statement.answered", actor, now)
    else:
        own.sector = spoken_as
        if own.choice != picked:
            changes = {Choice(own.choice): -1, picked: 1}
            own.choice, own.cast_at = picked, now
            _change(statement, changes, "statement.answer_changed", actor, now)
    if actor is not None and actor.id is not None:
        follow(actor.id, ("theme", statement.theme_id), now=now)
    db.session.commit()
    return statement


def take_back(
    statement_id: int, *, actor: Account | None, visitor_key: str, now: datetime
) -> Statement:
    """Take an answer back; where there is none nothing changes.

    Raises:
        NotFound: there is no such statement for the public.
        Conflict, StageClosed: as for `vote`.
    """
    statement = _open(statement_id, actor, now)
    own = _own(statement.id, name_of(actor, visitor_key))
    if own is not None:
        db.session.delete(own)
        changes = {Choice(own.choice): -1}
        _change(statement, changes, "statement.answer_withdrawn", actor, now)
    db.session.commit()
    return statement


def speak_as(
    theme_id: int, sector: str, *, actor: Account | None, visitor_key: str, now: datetime
) -> None:
    """Say as whom one speaks; this also goes for one's earlier answers about the theme.

    Args:
        theme_id: the theme.
        sector: a word of `Sector`; empty for somebody who would rather not say.
        actor: who is signed in, or None.
        visitor_key: the random key that this browser keeps.
        now: the present moment.

    Raises:
        NotFound: there is no such theme for this person.
        InvalidInput: no such sector.
        Conflict, StageClosed: as for `vote`.
    """
    spoken_as = sector_of(actor, sector)
    theme = themes.visible(theme_id, actor)
    policy.require_part(theme)
    policy.require_open(theme, now)
    of_theme = select(Statement.id).where(Statement.theme_id == theme.id)
    changed = db.session.execute(
        update(StatementVote)
        .where(
            StatementVote.voter == name_of(actor, visitor_key),
            StatementVote.statement_id.in_(of_theme),
            StatementVote.sector.is_distinct_from(spoken_as),
        )
        .values(sector=spoken_as)
        .returning(StatementVote.id),
        execution_options={"synchronize_session": False},
    ).all()
    if changed:
        events.record(
            db.session(),
            "statement.sector_changed",
            theme,
            now=now,
            actor=actor,
            agency_id=theme.round.agency_id,
            answers=len(changed),
        )
    db.session.commit()


def sector_of(actor: Account | None, typed: str | None) -> Sector | None:
    """Return as whom somebody speaks, or None for somebody who did not say.

    Raises:
        InvalidInput: no such sector.
    """
    if typed is None:
        organisation = actor is not None and getattr(actor, "kind", "") == "organisation"
        return Sector.BUSINESS if organisation else None
    if typed == UNSAID:
        return None
    if typed not in set(Sector):
        raise InvalidInput(_l("Choose one of the four groups, or none."), field="sector")
    return Sector(typed)


def _choice(typed: str) -> Choice:
    if typed not in set(Choice):
        raise InvalidInput(_l("Choose: agree, disagree, or pass."), field="choice")
    return Choice(typed)


def _open(statement_id: int, actor: Any, now: datetime) -> Statement:
    """Return a statement that can be answered now, locked against other answers.

    Whoever answers the same statement waits here for a moment, so that neither a second row of
    one person nor a lost count is possible.
    """
    query = (
        select(Statement)
        .join(Theme, Theme.id == Statement.theme_id)
        .join(Round, Round.id == Theme.round_id)
        .where(Statement.id == statement_id)
        .options(contains_eager(Statement.theme).contains_eager(Theme.round))
        .with_for_update(of=Statement, key_share=True)
        .execution_options(populate_existing=True)
    )
    statement = db.session.scalar(query)
    if statement is None or statement.state != StatementState.APPROVED:
        raise NotFound(_l("There is no such statement, or it is not open for answers."))
    themes.seen(statement.theme, actor)
    policy.require_part(statement.theme)
    policy.require_open(statement.theme, now)
    return statement


def _own(statement_id: int, voter: str) -> StatementVote | None:
    query = select(StatementVote).where(
        StatementVote.statement_id == statement_id, StatementVote.voter == voter
    )
    return db.session.scalar(query)


def _change(
    statement: Statement,
    changes: dict[Choice, int],
    verb: str,
    actor: Account | None,
    now: datetime,
) -> None:
    # Counted by the database, as everywhere; what somebody answered is not in the record, which
    # keeps the number of the account for good.
    values = {
        COUNTS[choice]: getattr(Statement, COUNTS[choice]) + change
        for choice, change in changes.items()
    }
    db.session.execute(
        update(Statement).where(Statement.id == statement.id).values(**values),
        execution_options={"synchronize_session": False},
    )
    events.record(
        db.session(),
        verb,
        statement,
        now=now,
        actor=actor,
        agency_id=statement.theme.round.agency_id,
    )
