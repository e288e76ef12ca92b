"""What people look at: one round, and lists of rounds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from ideation.accounts.policy import RUNNERS, agency_ids_of
from ideation.agencies.models import Agency, MissionArea
from ideation.core.errors import NotFound
from ideation.core.i18n import _l
from ideation.core.models import Event
from ideation.core.pagination import Page, paginate
from ideation.core.registry import Door, Panel, registry
from ideation.extensions import db
from ideation.notify.service import is_following
from ideation.rounds import policy
from ideation.rounds.models import Round, RoundState, Stage, StageWindow
from ideation.rounds.windows import END_OF_TIME, NextAct, StageView, next_act, stage_views

_WITH_WINDOWS = joinedload(Round.windows)

# How a list may be narrowed by time; the words of the address.
OPEN, UPCOMING, ENDED, DRAFTS = "open", "upcoming", "closed", "draft"
LATEST_EVENTS = 20


@dataclass(frozen=True)
class Wanted:
    """What a list of rounds is narrowed to; empty means everything.

    Args:
        query: words of the title or the purpose.
        agency: slug of an agency.
        area: slug of a mission area.
        stage: a stage that is open.
        when: open, upcoming, closed or draft.
    """

    query: str = ""
    agency: str = ""
    area: str = ""
    stage: str = ""
    when: str = ""


@dataclass(frozen=True)
class Choices:
    """What the filters of the list offer."""

    agencies: list[Agency]
    areas: list[MissionArea]


@dataclass(frozen=True)
class RoundPage:
    """Everything on a round's page.

    Args:
        round: the round with its steps, notices and responsible units loaded.
        stages: the four stages as they stand now.
        act: the one thing to do now.
        doors: where the panels let people take part now, in order.
        panels: what later rooms add, in order.
        events: what was done to the round, newest first.
        following: whether the viewer hears of the round; None for a visitor.
    """

    round: Round
    stages: list[StageView]
    act: NextAct
    doors: list[Door]
    panels: list[Panel]
    events: list[Event]
    following: bool | None


def get_round(slug: str, *, viewer: Any) -> Round:
    """Return a round.

    Raises:
        NotFound: there is none, or it is a draft and the viewer is not of its agency.
    """
    return _visible(select(Round).where(Round.slug == slug), viewer)


def round_id_of(slug: str) -> int:
    """Return the id of a round, for commands on the server itself, which may see drafts.

    Raises:
        NotFound: there is none.
    """
    found = db.session.scalar(select(Round.id).where(Round.slug == slug))
    if found is None:
        raise NotFound(_l("There is no such round. Check the address, or look at all rounds."))
    return found


def slug_of(round_id: int, *, viewer: Any) -> str:
    """Return the last part of a round's address.

    Raises:
        NotFound: there is none, or it is a draft and the viewer is not of its agency.
    """
    return _visible(select(Round).where(Round.id == round_id), viewer).slug


def show_round(slug: str, *, viewer: Any, now: datetime) -> RoundPage:
    """Return all that a round's page shows.

    Raises:
        NotFound: there is none, or it is a draft and the viewer is not of its agency.
    """
    query = (
        select(Round)
        .where(Round.slug == slug)
        .options(
            # Few of each, so one question for all of them costs less than one for each.
            joinedload(Round.windows),
            joinedload(Round.steps),
            selectinload(Round.notices),
            joinedload(Round.mission_area).joinedload(MissionArea.responsibilities),
        )
    )
    round_ = _visible(query, viewer)
    panels = registry.panels_of("round", round_, now)
    return RoundPage(
        round=round_,
        stages=stage_views(round_, now),
        act=next_act(round_, now),
        doors=[panel.door for panel in panels if panel.door],
        panels=panels,
        events=_public_events(round_),
        following=is_following(viewer, ("round", round_.id)),
    )


def _visible(query: Select[Any], viewer: Any) -> Round:
    round_: Round | None = db.session.scalars(query).unique().one_or_none()
    if round_ is None:
        raise NotFound(_l("There is no such round. Check the address, or look at all rounds."))
    policy.require_sight(viewer, round_)
    return round_


def _public_events(round_: Round) -> list[Event]:
    """Return what was done to a round since it was first published, newest first."""
    if round_.published_at is None:
        return []
    query = (
        select(Event)
        .where(
            Event.subject_kind == Round.__tablename__,
            Event.subject_id == round_.id,
            Event.at >= round_.published_at,
        )
        .order_by(Event.id.desc())
        .limit(LATEST_EVENTS)
    )
    return list(db.session.scalars(query))


def latest_version(round_: Round) -> str:
    """Return the mark of a round's present content; every change makes another."""
    newest = select(func.max(Event.id)).where(
        Event.subject_kind == Round.__tablename__, Event.subject_id == round_.id
    )
    return str(db.session.scalar(newest) or 0)


def list_rounds(wanted: Wanted, number: int, *, viewer: Any, now: datetime) -> Page[Round]:
    """Return one page of the rounds that a viewer may see: open ones first, newest first.

    Args:
        wanted: what to narrow the list to.
        number: which page, from 1.
        viewer: the account that looks, or None.
        now: the present moment.
    """
    query = select(Round).where(_visible_to(viewer), *_conditions(wanted, now))
    order = case((_open(now), 0), (_upcoming(now), 1), (_is(RoundState.DRAFT), 2), else_=3)
    query = query.order_by(order, Round.id.desc()).options(_WITH_WINDOWS)
    return paginate(db.session(), query, number)


def open_rounds(limit: int, *, now: datetime) -> list[Round]:
    """Return rounds in which people can take part now, those closest to their end first."""
    closes_at = (
        select(func.min(func.coalesce(StageWindow.closes_at, END_OF_TIME)))
        .where(StageWindow.round_id == Round.id, _contains(now))
        .scalar_subquery()
    )
    query = (
        select(Round)
        .where(_open(now))
        .order_by(closes_at, Round.id.desc())
        .limit(limit)
        .options(_WITH_WINDOWS)
    )
    return list(db.session.scalars(query).unique())


def search_rounds(words: str, limit: int) -> list[Round]:
    """Return public rounds whose title or purpose holds the words, newest first."""
    query = (
        select(Round)
        .where(~_is(RoundState.DRAFT), _holds(words))
        .order_by(Round.id.desc())
        .limit(limit)
        .options(_WITH_WINDOWS)
    )
    return list(db.session.scalars(query).unique())


def run_by(account: Any, limit: int) -> list[Round]:
    """Return the rounds of the agencies in which an account runs rounds, closed ones last."""
    runs_in = agency_ids_of(account, *RUNNERS)
    query = (
        select(Round)
        .where(Round.agency_id.in_(runs_in))
        .order_by(_is(RoundState.CLOSED), Round.id.desc())
        .limit(limit)
        .options(_WITH_WINDOWS)
    )
    return list(db.session.scalars(query).unique()) if runs_in else []


def choices() -> Choices:
    """Return the agencies and mission areas that rounds can be filtered by."""
    areas = select(MissionArea).order_by(MissionArea.agency_id, MissionArea.position)
    agencies = select(Agency).order_by(Agency.slug)
    return Choices(list(db.session.scalars(agencies)), list(db.session.scalars(areas)))


def _visible_to(viewer: Any) -> ColumnElement[bool]:
    own = agency_ids_of(viewer)
    return or_(~_is(RoundState.DRAFT), Round.agency_id.in_(own))


def _conditions(wanted: Wanted, now: datetime) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.query:
        found.append(_holds(wanted.query))
    if wanted.agency:
        found.append(Round.agency_id.in_(select(Agency.id).where(Agency.slug == wanted.agency)))
    if wanted.area:
        areas = select(MissionArea.id).where(MissionArea.slug == wanted.area)
        found.append(Round.mission_area_id.in_(areas))
    if wanted.stage in set(Stage):
        found.append(_open(now, StageWindow.stage == wanted.stage))
    at_a_time = {OPEN: _open, UPCOMING: _upcoming, ENDED: _ended, DRAFTS: _draft}
    if wanted.when in at_a_time:
        found.append(at_a_time[wanted.when](now))
    return found


def _holds(words: str) -> ColumnElement[bool]:
    return or_(
        Round.title.icontains(words, autoescape=True),
        Round.purpose.icontains(words, autoescape=True),
    )


def _is(state: RoundState) -> ColumnElement[bool]:
    return Round.state == state


def _contains(now: datetime) -> ColumnElement[bool]:
    return and_(
        StageWindow.opens_at <= now,
        or_(StageWindow.closes_at.is_(None), StageWindow.closes_at > now),
    )


def _has_window(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(StageWindow.round_id == Round.id, *conditions)


def _open(now: datetime, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return and_(_is(RoundState.PUBLISHED), _has_window(_contains(now), *conditions))


def _upcoming(now: datetime) -> ColumnElement[bool]:
    later = _has_window(StageWindow.opens_at > now)
    return and_(_is(RoundState.PUBLISHED), ~_has_window(_contains(now)), later)


def _ended(now: datetime) -> ColumnElement[bool]:
    over = ~_has_window(or_(_contains(now), StageWindow.opens_at > now))
    return or_(_is(RoundState.CLOSED), and_(_is(RoundState.PUBLISHED), over))


def _draft(_now: datetime) -> ColumnElement[bool]:
    return _is(RoundState.DRAFT)
