"""Needs: who needs what, and why, with the evidence that proves it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload, selectinload

from ideation.core import events, ids, typed
from ideation.core.errors import Conflict, NotFound
from ideation.core.i18n import _l
from ideation.core.machines import take
from ideation.core.pagination import Page, paginate
from ideation.core.registry import Panel, registry
from ideation.diagnose.models import Theme
from ideation.discover import policy
from ideation.discover.models import (
    LONGEST_WHAT,
    LONGEST_WHO,
    LONGEST_WHY,
    Need,
    NeedEvidence,
    NeedState,
)
from ideation.discover.service import evidence, themes
from ideation.discover.service.evidence import Chosen, Things
from ideation.discover.states import NEED
from ideation.extensions import db
from ideation.notify.service import cancel


@dataclass(frozen=True)
class NeedPage:
    """One need as everybody may read it.

    Args:
        need: the need with its theme and round.
        things: what proves it.
        panels: what later rooms add: what it led to.
    """

    need: Need
    things: Things
    panels: list[Panel]


@dataclass(frozen=True)
class Listing:
    """One page of the needs of a theme.

    Args:
        theme: the theme with its round.
        page: the needs; drafts are among them for staff of the agency only.
        proofs: how many pieces of evidence each need has, by its id.
    """

    theme: Theme
    page: Page[Need]
    proofs: dict[int, int]


@dataclass(frozen=True)
class Desk:
    """What an officer needs before them to write a need.

    Args:
        theme: the theme.
        need: the need that is edited; None for a new one.
        picked: what was chosen so far.
        offered: what else could be chosen.
    """

    theme: Theme
    need: Need | None
    picked: Things
    offered: Things


def write(
    theme_id: int,
    *,
    who: str,
    what: str,
    why: str,
    submission_ids: Sequence[int] = (),
    statement_ids: Sequence[int] = (),
    field_note_ids: Sequence[int] = (),
    actor: Any,
    now: datetime,
    submit_token: str | None = None,
) -> Need:
    """Write a need as a draft that only staff of the agency see.

    Args:
        theme_id: the theme it was found in.
        who: who needs it, up to 200 characters.
        what: what they need, up to 300 characters.
        why: why, up to 1,000 characters.
        submission_ids: voices of the theme that prove it; those that everybody may read.
        statement_ids: approved statements of the theme that prove it.
        field_note_ids: field notes of the theme that prove it.
        actor: the officer.
        now: the present moment.
        submit_token: of the form; the same token stores one need. None where there is no form.

    Raises:
        NotFound: there is no such theme for this person.
        SignInNeeded, NotAllowed: the person does not run the agency's rounds.
        Conflict: the theme is not selected.
        InvalidInput: words are missing or too long, or evidence cannot be used; `field` says
            what (`evidence` for the latter).
    """
    theme = themes.worked_on(theme_id, actor)
    key = typed.key_of(submit_token or ids.new_token())
    words = _words(who, what, why)
    chosen = Chosen(tuple(submission_ids), tuple(statement_ids), tuple(field_note_ids))
    evidence.check(theme, chosen)
    stored = (
        insert(Need)
        .values(
            **words,
            theme_id=theme.id,
            submit_key=key,
            written_by_id=actor.id,
            created_at=now,
            updated_at=now,
        )
        .on_conflict_do_nothing(index_elements=[Need.theme_id, Need.submit_key])
        .returning(Need)
    )
    need = db.session.scalars(stored).first()
    if need is None:
        posted = select(Need).where(Need.theme_id == theme.id, Need.submit_key == key)
        return db.session.scalars(posted).one()
    evidence.put(need, chosen)
    _record(need, "need.written", actor, now)
    db.session.commit()
    return need


def edit(
    need_id: int,
    *,
    who: str,
    what: str,
    why: str,
    chosen: Chosen,
    version: str,
    actor: Any,
    now: datetime,
) -> Need:
    """Change the words of a need and what proves it.

    Args:
        need_id: the need.
        who: as for `write`, like `what` and `why`.
        what: as for `write`.
        why: as for `write`.
        chosen: everything that proves it from now on.
        version: mark of the need that the officer saw; see `version_of`.
        actor: the officer.
        now: the present moment.

    Raises:
        NotFound, SignInNeeded, NotAllowed: as for `write`.
        Conflict: somebody else has changed it since.
        InvalidInput: as for `write`; a published need also keeps some evidence.
    """
    need = _locked(need_id, actor)
    if version_of(need) != version:
        raise Conflict(
            _l(
                "Somebody else changed this need while you were writing. Compare with the need "
                "as it is now; saving again replaces their change with yours."
            )
        )
    words = _words(who, what, why)
    # What was chosen earlier may have been moved to another theme since, and still proves it.
    evidence.check(need.theme, chosen, kept=evidence.kept_of(need).chosen)
    if need.state == NeedState.PUBLISHED:
        evidence.require_some(evidence.picked(chosen))
    for name, value in words.items():
        setattr(need, name, value)
    evidence.put(need, chosen)
    need.updated_at = now
    _record(need, "need.edited", actor, now)
    db.session.commit()
    return need


def publish(need_id: int, *, actor: Any, now: datetime) -> Need:
    """Show a need to everybody; it needs at least one piece of evidence.

    Raises:
        NotFound, SignInNeeded, NotAllowed: as for `write`.
        Conflict: it is published already, or its theme is not selected.
        InvalidInput: nothing proves it.
    """
    need = _locked(need_id, actor)
    policy.require_part(need.theme)
    NEED.find("publish", need.state)
    evidence.require_some(evidence.of_need(need))
    need.published_at = now
    _take("publish", need, actor, now)
    db.session.commit()
    return need


def retract(need_id: int, *, actor: Any, now: datetime) -> Need:
    """Take a published need back among the drafts.

    Raises:
        NotFound, SignInNeeded, NotAllowed: as for `write`.
        Conflict: it is no longer published.
    """
    need = _locked(need_id, actor)
    cancel("need.published", ("need", need.id), now=now)
    need.published_at = None
    _take("retract", need, actor, now)
    db.session.commit()
    return need


def show(need_id: int, *, actor: Any, now: datetime) -> NeedPage:
    """Return a need with its evidence and what it led to.

    Raises:
        NotFound: there is none, or it is a draft and the person is not of the agency's staff.
    """
    need = _visible(need_id, actor)
    return NeedPage(need, evidence.of_need(need), registry.panels_of("need", need, now))


def browse(theme_id: int, number: int, *, actor: Any) -> Listing:
    """Return one page of the needs of a theme: drafts first for staff, then the newest.

    Raises:
        NotFound: there is no such theme for this person.
    """
    theme = themes.visible(theme_id, actor)
    query = select(Need).where(Need.theme_id == theme.id)
    if not policy.can_read_drafts(actor, theme):
        query = query.where(Need.state == NeedState.PUBLISHED)
    query = query.order_by(Need.published_at.desc().nulls_first(), Need.id.desc())
    page = paginate(db.session, query, number)
    return Listing(theme, page, _proofs([each.id for each in page.items]))


def prepare_new(theme_id: int, chosen: Chosen, query: str, *, actor: Any) -> Desk:
    """Return what is needed to write a need of a theme.

    Args:
        theme_id: the theme.
        chosen: the evidence that was chosen so far.
        query: words to find more evidence by.
        actor: the officer.

    Raises:
        NotFound, SignInNeeded, NotAllowed, Conflict: as for `write`.
    """
    return _desk(themes.worked_on(theme_id, actor), None, chosen, query)


def prepare_edit(need_id: int, chosen: Chosen | None, query: str, *, actor: Any) -> Desk:
    """Return what is needed to edit a need; without `chosen` with the evidence that it has.

    Raises:
        NotFound, SignInNeeded, NotAllowed: as for `write`.
    """
    need = _visible(need_id, actor)
    policy.require_work(actor, need.theme)
    return _desk(need.theme, need, chosen, query)


def version_of(need: Need) -> str:
    """Return the mark of a need's present words; every change makes another."""
    return need.updated_at.isoformat()


def _desk(theme: Theme, need: Need | None, chosen: Chosen | None, query: str) -> Desk:
    if need is not None and chosen is None:
        picked = evidence.kept_of(need)
    else:
        picked = evidence.picked(chosen or evidence.NOTHING)
    return Desk(theme, need, picked, evidence.offer(theme, query, picked.chosen))


def _words(who: str, what: str, why: str) -> dict[str, str]:
    return {
        "who": typed.line(who, "who", LONGEST_WHO, _l("Write who needs it.")),
        "what": typed.line(what, "what", LONGEST_WHAT, _l("Write what they need.")),
        "why": typed.text(why, "why", LONGEST_WHY, _l("Write why they need it.")),
    }


def _proofs(need_ids: list[int]) -> dict[int, int]:
    query = (
        select(NeedEvidence.need_id, func.count())
        .where(NeedEvidence.need_id.in_(need_ids))
        .group_by(NeedEvidence.need_id)
    )
    return dict(db.session.execute(query).all()) if need_ids else {}


def _with_theme() -> Select[Any]:
    return select(Need).options(
        joinedload(Need.theme, innerjoin=True).joinedload(Theme.round, innerjoin=True),
        selectinload(Need.evidence),
    )


def _visible(need_id: int, actor: Any) -> Need:
    need = db.session.scalar(_with_theme().where(Need.id == need_id))
    return _seen(need, actor)


def _locked(need_id: int, actor: Any) -> Need:
    query = (
        _with_theme()
        .where(Need.id == need_id)
        .with_for_update(of=Need)
        .execution_options(populate_existing=True)
    )
    need = _seen(db.session.scalar(query), actor)
    policy.require_work(actor, need.theme)
    return need


def _seen(need: Need | None, actor: Any) -> Need:
    if need is None:
        raise _no_need()
    themes.seen(need.theme, actor)
    if need.state == NeedState.DRAFT and not policy.can_read_drafts(actor, need.theme):
        raise _no_need()
    return need


def _no_need() -> NotFound:
    return NotFound(_l("There is no such need, or it is not public."))


def _take(act: str, need: Need, actor: Any, now: datetime) -> None:
    take(
        db.session,
        NEED,
        act,
        need,
        now=now,
        actor=actor,
        role="officer",
        agency_id=need.theme.round.agency_id,
        title=need.title,
        text=need.why if act == "publish" else "",
        related=[("theme", need.theme_id)],
    )


def _record(need: Need, verb: str, actor: Any, now: datetime) -> None:
    events.record(
        db.session,
        verb,
        need,
        now=now,
        actor=actor,
        role="officer",
        agency_id=need.theme.round.agency_id,
        theme_id=need.theme_id,
        evidence=len(need.evidence),
    )
