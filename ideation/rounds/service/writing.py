"""What officers do: open a round, edit it, publish, close and reopen it, put up notices."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from ideation.agencies.models import Agency
from ideation.core import events, machines
from ideation.core.errors import Conflict, InvalidInput, NotFound
from ideation.core.i18n import _l
from ideation.core.registry import registry
from ideation.extensions import db
from ideation.rounds import policy
from ideation.rounds.models import Notice, Round, RoundState
from ideation.rounds.service.content import (
    LONGEST_TITLE,
    RoundDraft,
    changes_between,
    check,
    content_of,
    one_slug_at_a_time,
    refuse_taken,
    require_complete,
    require_text,
    suggest_slug,
    write,
)
from ideation.rounds.service.reading import get_round, latest_version
from ideation.rounds.states import ROUND


@dataclass(frozen=True)
class Desk:
    """What an officer needs before them to write a round.

    Args:
        agency: the agency with its mission areas.
        round: the round that is edited; None for a new one.
        version: the mark of the content that is edited.
    """

    agency: Agency
    round: Round | None = None
    version: str = ""


def prepare_new(agency_slug: str, *, actor: Any) -> Desk:
    """Return what is needed to open a round of an agency.

    Raises:
        NotFound: there is no such agency.
        NotAllowed: the account does not run rounds of it.
    """
    return Desk(_agency_for(agency_slug, actor))


def prepare_edit(slug: str, *, actor: Any) -> Desk:
    """Return a round with all that its form shows.

    Raises:
        NotFound: there is no such round for this account.
        NotAllowed: the account does not run rounds of its agency.
    """
    round_ = get_round(slug, viewer=actor)
    policy.require_runner(actor, round_.agency_id)
    return Desk(round_.agency, round_, latest_version(round_))


def prepare_notice(slug: str, *, actor: Any) -> Round:
    """Return the round that a notice is to be written for.

    Raises:
        NotFound: there is no such round for this account.
        NotAllowed: the account does not run rounds of its agency.
    """
    round_ = get_round(slug, viewer=actor)
    policy.require_runner(actor, round_.agency_id)
    return round_


def draft_round(agency_slug: str, draft: RoundDraft, *, actor: Any, now: datetime) -> Round:
    """Open a round as a draft that only staff of the agency see.

    Raises:
        NotFound: there is no such agency.
        NotAllowed: the account does not run rounds of it.
        InvalidInput: the content cannot be stored; the field says where.
    """
    agency = _agency_for(agency_slug, actor)
    check(draft, agency.id)
    one_slug_at_a_time()
    slug = draft.slug or suggest_slug(draft, now)
    refuse_taken(slug)
    round_ = Round(
        agency_id=agency.id,
        state=RoundState.DRAFT,
        created_by_id=actor.id,
        created_at=now,
    )
    write(round_, draft, slug)
    db.session.add(round_)
    events.record(
        db.session(),
        "round.drafted",
        round_,
        now=now,
        actor=actor,
        agency_id=agency.id,
        role="staff",
    )
    db.session.commit()
    return round_


def edit_round(slug: str, draft: RoundDraft, *, version: str, actor: Any, now: datetime) -> Round:
    """Replace the content of a round, unless somebody else has changed it meanwhile.

    Args:
        slug: of the round as it is stored.
        draft: the whole new content.
        version: the mark of the content that the officer saw.
        actor: the officer.
        now: the present moment.

    Raises:
        NotFound: there is no such round for this account.
        NotAllowed: the account does not run rounds of its agency.
        Conflict: the round has been changed since `version`.
        InvalidInput: the content cannot be stored; the field says where.
    """
    round_ = _locked(slug, actor)
    if latest_version(round_) != version:
        raise Conflict(
            _l(
                "Somebody else changed this round while you were writing. Compare with the round "
                "as it is now; saving again replaces their change with yours."
            )
        )
    check(draft, round_.agency_id)
    new_slug = draft.slug or round_.slug
    if round_.published_at is not None and new_slug != round_.slug:
        message = _l("The address of a published round stays, so that links to it go on working.")
        raise InvalidInput(message, field="slug")
    if new_slug != round_.slug:
        one_slug_at_a_time()
        refuse_taken(new_slug)
    if round_.state != RoundState.DRAFT:
        require_complete(draft.windows, draft.steps)
    before = content_of(round_)
    write(round_, draft, new_slug)
    changes = changes_between(before, content_of(round_))
    if changes:
        _record(round_, "round.edited", actor, now, changes=changes)
    db.session.commit()
    return round_


def change_state(slug: str, act: str, *, actor: Any, now: datetime) -> Round:
    """Publish, close or reopen a round.

    Args:
        slug: of the round.
        act: `publish`, `close` or `reopen` (see `states.ROUND`).
        actor: the officer.
        now: the present moment.

    Raises:
        NotFound: there is no such round for this account.
        NotAllowed: the account does not run rounds of its agency.
        Conflict: this is not possible in its present state.
        InvalidInput: it lacks what a published round must have.
    """
    round_ = _locked(slug, actor)
    way = ROUND.find(act, round_.state)
    if way.target == RoundState.PUBLISHED:
        require_complete(round_.windows, round_.steps)
        round_.published_at = round_.published_at or now
    round_.closed_at = now if way.target == RoundState.CLOSED else None
    machines.take(
        db.session,
        ROUND,
        act,
        round_,
        now=now,
        actor=actor,
        role="staff",
        agency_id=round_.agency_id,
        title=round_.title,
    )
    db.session.commit()
    return round_


def add_notice(slug: str, *, title: str, body: str, actor: Any, now: datetime) -> Notice:
    """Put up a notice on the page of a round.

    Args:
        slug: of the round.
        title: 1 to 200 characters.
        body: Markdown, not empty.
        actor: the officer.
        now: the present moment.

    Raises:
        NotFound: there is no such round for this account.
        NotAllowed: the account does not run rounds of its agency.
        InvalidInput: title or text is missing.
    """
    round_ = prepare_notice(slug, actor=actor)
    require_text(title, "title", _l("Enter a title."))
    require_text(body, "body", _l("Write what you want to announce."))
    notice = Notice(
        round_id=round_.id,
        title=title.strip()[:LONGEST_TITLE],
        body=body,
        published_at=now,
        author_id=actor.id,
    )
    db.session.add(notice)
    events.record(
        db.session(),
        "notice.published",
        notice,
        now=now,
        actor=actor,
        role="staff",
        agency_id=round_.agency_id,
        round_id=round_.id,
    )
    # Of the round: a notice has no page of its own, and its words are what the news tell.
    registry.announce(
        "notice.published",
        round_,
        title=notice.title,
        text=body,
        now=now,
        actor=actor,
        agency_id=round_.agency_id,
    )
    db.session.commit()
    return notice


def _agency_for(agency_slug: str, actor: Any) -> Agency:
    query = (
        select(Agency).where(Agency.slug == agency_slug).options(selectinload(Agency.mission_areas))
    )
    agency = db.session.scalar(query)
    if agency is None:
        raise NotFound(_l("There is no such agency."))
    policy.require_runner(actor, agency.id)
    return agency


def _locked(slug: str, actor: Any) -> Round:
    """Return a round that nobody else can change before our commit."""
    query = (
        select(Round)
        .where(Round.slug == slug)
        .options(selectinload(Round.steps))
        .with_for_update(of=Round)
        .execution_options(populate_existing=True)
    )
    round_ = db.session.scalar(query)
    if round_ is None or not policy.can_see(actor, round_):
        raise NotFound(_l("There is no such round. Check the address, or look at all rounds."))
    policy.require_runner(actor, round_.agency_id)
    return round_


def _record(round_: Round, verb: str, actor: Any, now: datetime, **data: Any) -> None:
    events.record(
        db.session(),
        verb,
        round_,
        now=now,
        actor=actor,
        role="staff",
        agency_id=round_.agency_id,
        **data,
    )
