"""Suggesting statements, writing them, and deciding which ones people are asked."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from ideation.accounts.models import Account
from ideation.core import events, typed
from ideation.core.errors import Conflict, InvalidInput, NotFound
from ideation.core.i18n import _l
from ideation.core.machines import take
from ideation.core.pagination import Page, paginate
from ideation.diagnose.models import Theme
from ideation.discover import policy
from ideation.discover.models import (
    LONGEST_REASON,
    LONGEST_STATEMENT,
    Statement,
    StatementState,
)
from ideation.discover.service import themes
from ideation.discover.service.who import name_of
from ideation.discover.states import STATEMENT
from ideation.extensions import db
from ideation.notify.service import cancel, follow
from ideation.text.space import BackgroundSpace

MOST_SIMILAR: Final = 3
LEAST_LIKENESS: Final = 0.5
"""Below this likeness people see no relation any more."""
MOST_COMPARED: Final = 500
OWN_ON_PAGE: Final = 10


def suggest(
    theme_id: int,
    text: str,
    *,
    actor: Account | None,
    visitor_key: str,
    submit_token: str,
    now: datetime,
) -> Statement:
    """Suggest a statement; officers decide whether people are asked it.

    Args:
        theme_id: the theme it is about.
        text: 1 to 280 characters, stored in one line.
        actor: who is signed in, or None.
        visitor_key: the random key that this browser keeps; only its hash is stored.
        submit_token: of the form; the same token stores one statement.
        now: the present moment.

    Raises:
        NotFound: there is no such theme for this person.
        Conflict: the theme is not selected.
        StageClosed: the Discover stage is not open.
        InvalidInput: no text, too much of it, or the very same statement is there already.
    """
    theme = themes.visible(theme_id, actor)
    repeated = _posted(theme, submit_token)
    if repeated is not None:
        return repeated
    policy.require_part(theme)
    policy.require_open(theme, now)
    values = {
        "text": _fit(theme, text, submit_token),
        "author_id": actor.id if actor else None,
        "suggester": name_of(actor, visitor_key),
    }
    stored = _insert(theme, submit_token, values, now)
    if stored is None:
        return _posted(theme, submit_token) or _not_stored()
    _record(stored, "statement.suggested", actor, now)
    if actor is not None and actor.id is not None:
        follow(actor.id, ("theme", theme.id), now=now)
    db.session.commit()
    return stored


def write(theme_id: int, text: str, *, actor: Any, submit_token: str, now: datetime) -> Statement:
    """Write a statement as an officer; people are asked it at once.

    Args:
        theme_id: the theme it is about.
        text: 1 to 280 characters, stored in one line.
        actor: the officer.
        submit_token: of the form; the same token stores one statement.
        now: the present moment.

    Raises:
        NotFound: there is no such theme for this person.
        SignInNeeded, NotAllowed: the person does not run the agency's rounds.
        Conflict: the theme is not selected.
        InvalidInput: no text, too much of it, or the very same statement is there already.
    """
    theme = themes.worked_on(theme_id, actor)
    repeated = _posted(theme, submit_token)
    if repeated is not None:
        return repeated
    values = {"text": _fit(theme, text, submit_token), "author_id": actor.id}
    stored = _insert(theme, submit_token, values, now)
    if stored is None:
        return _posted(theme, submit_token) or _not_stored()
    _record(stored, "statement.suggested", actor, now)
    _take("approve", stored, "", actor, now)
    db.session.commit()
    return stored


def decide(
    statement_id: int, act: str, reason: str = "", *, actor: Any, now: datetime
) -> Statement:
    """Approve a statement, decline it with a reason, or put it back among the suggested ones.

    Args:
        statement_id: the statement.
        act: `approve`, `decline` or `reopen` (see `states.STATEMENT`).
        reason: what its author reads; needed to decline.
        actor: the officer.
        now: the present moment.

    Raises:
        NotFound: there is no such statement for this person.
        SignInNeeded, NotAllowed: the person does not run the agency's rounds.
        Conflict: the state does not allow it, or the theme is not selected.
        InvalidInput: the reason is missing or too long.
    """
    statement: Statement | None = db.session.scalar(
        _with_theme()
        .where(Statement.id == statement_id)
        .with_for_update(of=Statement)
        .execution_options(populate_existing=True)
    )
    if statement is None:
        raise _no_statement()
    themes.seen(statement.theme, actor)
    policy.require_work(actor, statement.theme)
    if act == "approve":
        policy.require_part(statement.theme)
    way = STATEMENT.find(act, statement.state)
    given = typed.text(reason, "reason", LONGEST_REASON, _no_reason()) if way.reason else ""
    _take(act, statement, given, actor, now)
    db.session.commit()
    return statement


def show(statement_id: int, *, actor: Account | None, visitor_key: str | None) -> Statement:
    """Return a statement with its theme.

    Raises:
        NotFound: there is none, or it is not approved and neither the person's own nor theirs
            to decide.
    """
    query = _with_theme().where(Statement.id == statement_id)
    statement: Statement | None = db.session.scalar(query)
    if statement is None:
        raise _no_statement()
    themes.seen(statement.theme, actor)
    if not policy.can_read_statement(statement, actor, name_of(actor, visitor_key)):
        raise _no_statement()
    return statement


def mine(actor: Account, number: int) -> Page[Statement]:
    """Return one page of what an account suggested, newest first, with themes and rounds."""
    query = _with_theme().where(Statement.author_id == actor.id).order_by(Statement.id.desc())
    return paginate(db.session, query, number)


def own_of(theme: Theme, *, actor: Account | None, visitor_key: str | None) -> list[Statement]:
    """Return what a person suggested on a theme lately, newest first."""
    suggester = name_of(actor, visitor_key)
    if not suggester:
        return []
    query = (
        select(Statement)
        .where(Statement.theme_id == theme.id, Statement.suggester == suggester)
        .order_by(Statement.id.desc())
        .limit(OWN_ON_PAGE)
    )
    return list(db.session.scalars(query))


def similar(theme_id: int, text: str, *, viewer: Any) -> list[Statement]:
    """Return the approved statements of a theme that say much the same, nearest first.

    Args:
        theme_id: the theme.
        text: what somebody types.
        viewer: who looks.

    Raises:
        NotFound: there is no such theme for this person.
    """
    theme = themes.visible(theme_id, viewer)
    words = " ".join(text.split())[:LONGEST_STATEMENT]
    (place,) = _places([words]) if words else (np.zeros(BackgroundSpace.dimensions),)
    if not place.any():
        return []
    query = (
        select(Statement)
        .where(Statement.theme_id == theme.id, Statement.state == StatementState.APPROVED)
        .order_by(Statement.id.desc())
        .limit(MOST_COMPARED)
    )
    others = list(db.session.scalars(query))
    if not others:
        return []
    likeness = _places([each.text for each in others]) @ place
    nearest = [int(index) for index in np.argsort(-likeness)[:MOST_SIMILAR]]
    return [others[index] for index in nearest if likeness[index] >= LEAST_LIKENESS]


def _places(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    return np.stack([_place(each) for each in texts])


@lru_cache(maxsize=4_096)
def _place(text: str) -> npt.NDArray[np.float32]:
    # The same few statements are compared at every pause in somebody's typing.
    placed: npt.NDArray[np.float32] = BackgroundSpace.load().transform([text])[0]
    return placed


def _fit(theme: Theme, text: str, submit_token: str) -> str:
    """Return a new statement's text as it is stored."""
    words = typed.line(text, "text", LONGEST_STATEMENT, _l("Write the statement."))
    query = select(Statement.state).where(
        Statement.theme_id == theme.id,
        Statement.text == words,
        Statement.state != StatementState.DECLINED,
        # The same form, sent twice at once, is no second statement.
        Statement.submit_key != typed.key_of(submit_token),
    )
    state = db.session.scalar(query.limit(1))
    if state == StatementState.APPROVED:
        raise InvalidInput(
            _l("This very statement is there already. Answer it instead."), field="text"
        )
    if state is not None:
        raise InvalidInput(
            _l("Somebody has suggested this very statement. The agency is looking at it."),
            field="text",
        )
    return words


def _insert(
    theme: Theme, submit_token: str, values: dict[str, Any], now: datetime
) -> Statement | None:
    """Insert the row, or return None where the form was stored before."""
    statement = (
        insert(Statement)
        .values(
            **values,
            theme_id=theme.id,
            submit_key=typed.key_of(submit_token),
            state=StatementState.SUGGESTED,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=[Statement.theme_id, Statement.submit_key])
        .returning(Statement)
    )
    return db.session.scalars(statement).first()


def _posted(theme: Theme, submit_token: str) -> Statement | None:
    query = select(Statement).where(
        Statement.theme_id == theme.id, Statement.submit_key == typed.key_of(submit_token)
    )
    return db.session.scalar(query)


def _not_stored() -> Statement:
    raise Conflict(_l("We could not store this just now. Send it again."))


def _take(act: str, statement: Statement, reason: str, actor: Any, now: datetime) -> None:
    ref = ("statement", statement.id)
    for event in ("statement.approved", "statement.declined"):
        cancel(event, ref, now=now)
    # Not before there is something to hear: until then nothing about it is public.
    if statement.author_id is not None:
        follow(statement.author_id, ref, now=now)
    decided = act != "reopen"
    statement.reason = reason
    statement.decided_at = now if decided else None
    statement.decided_by_id = actor.id if decided else None
    take(
        db.session,
        STATEMENT,
        act,
        statement,
        now=now,
        actor=actor,
        role="officer",
        agency_id=statement.theme.round.agency_id,
        title=statement.text,
        text=reason,
        related=[("theme", statement.theme_id)],
    )


def _record(statement: Statement, verb: str, actor: Any, now: datetime) -> None:
    events.record(
        db.session,
        verb,
        statement,
        now=now,
        actor=actor,
        agency_id=statement.theme.round.agency_id,
        theme_id=statement.theme_id,
    )


def _with_theme() -> Select[Any]:
    return select(Statement).options(
        joinedload(Statement.theme, innerjoin=True).joinedload(Theme.round, innerjoin=True)
    )


def _no_reason() -> Any:
    return _l("Give the reason. Whoever suggested the statement will read it.")


def _no_statement() -> NotFound:
    return NotFound(_l("There is no such statement, or it is not public."))
