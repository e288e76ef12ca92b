"""What the home page shows: what is open, what became of voices, and what waits for staff."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from ideation.accounts.models import Role
from ideation.accounts.policy import agency_ids_of
from ideation.agencies.models import Agency
from ideation.core.formats import date_words
from ideation.core.i18n import _
from ideation.core.models import WorkItem
from ideation.core.registry import registry
from ideation.core.waiting import Waiting
from ideation.deliver.models import Committee, CommitteeMember, Meeting, MeetingState
from ideation.diagnose.models import ThemeRun
from ideation.extensions import db
from ideation.rounds import service as rounds
from ideation.rounds.models import Round, RoundState, Stage, StageWindow
from ideation.rounds.words import STAGES
from ideation.site import policy
from ideation.trace.service.latest import Outcome, latest

OUTCOMES_SHOWN = 3
ROUNDS_SHOWN = 4


@dataclass(frozen=True)
class Today:
    """What waits for somebody who works for an agency or sits in a committee.

    Args:
        waiting: what waits, what is urgent first.
        coming: the next date, as a sentence; empty while something waits.
        rounds: the rounds they run, closed ones last.
        failed: how much work each agency has that was given up; only those that have some.
        runs: runs of the theme engine that wait or go on.
    """

    waiting: list[Waiting]
    coming: str
    rounds: list[Round]
    failed: list[tuple[Agency, int]]
    runs: list[ThemeRun]


@dataclass(frozen=True)
class Front:
    """Everything on the home page.

    Args:
        outcomes: what became of voices lately.
        rounds: rounds in which people can take part now.
        speak_in: those of them whose Diagnose is open.
        today: for staff and members of committees; None for everybody else.
    """

    outcomes: list[Outcome]
    rounds: list[Round]
    speak_in: list[Round]
    today: Today | None


def front_page(*, viewer: Any, now: datetime) -> Front:
    """Return what the home page shows to a viewer."""
    open_now = rounds.open_rounds(ROUNDS_SHOWN, now=now)
    return Front(
        outcomes=latest(OUTCOMES_SHOWN),
        rounds=open_now,
        speak_in=[round_ for round_ in open_now if round_.is_open(Stage.DIAGNOSE, now)],
        today=_today(viewer, now),
    )


def _today(viewer: Any, now: datetime) -> Today | None:
    if viewer is None or not viewer.is_authenticated:
        return None
    waiting = registry.waiting_for(viewer, now)
    if not waiting and not viewer.is_staff:
        return None
    watched = policy.watched_agency_ids(viewer)
    failed = _failed(watched)
    return Today(
        waiting=waiting,
        coming="" if waiting or failed else _coming(viewer, now),
        rounds=rounds.run_by(viewer, ROUNDS_SHOWN),
        failed=failed,
        runs=_runs(watched),
    )


def _failed(agency_ids: list[int]) -> list[tuple[Agency, int]]:
    if not agency_ids:
        return []
    rows = db.session.execute(
        select(Agency, func.count(WorkItem.id))
        .join(WorkItem, WorkItem.agency_id == Agency.id)
        .where(Agency.id.in_(agency_ids), WorkItem.state == "failed")
        .group_by(Agency.id)
        .order_by(Agency.id)
    )
    return [(agency, number) for agency, number in rows]


def _runs(agency_ids: list[int]) -> list[ThemeRun]:
    if not agency_ids:
        return []
    query = (
        select(ThemeRun)
        .join(Round, Round.id == ThemeRun.round_id)
        .where(Round.agency_id.in_(agency_ids), ThemeRun.state.in_(("waiting", "running")))
        .order_by(ThemeRun.id.desc())
        .limit(ROUNDS_SHOWN)
        .options(joinedload(ThemeRun.round))
    )
    return list(db.session.scalars(query))


def _coming(viewer: Any, now: datetime) -> str:
    """Return the next date in the calendar of somebody for whom nothing waits."""
    dates = [each for each in (_next_meeting(viewer, now), _next_stage(viewer, now)) if each]
    return min(dates)[1] if dates else _("No date is set in your rounds and committees.")


def _next_meeting(viewer: Any, now: datetime) -> tuple[datetime, str] | None:
    kept = agency_ids_of(viewer, Role.COMMITTEE_SECRETARY)
    seats = select(CommitteeMember.committee_id).where(CommitteeMember.account_id == viewer.id)
    query = (
        select(Meeting)
        .join(Committee, Committee.id == Meeting.committee_id)
        .where(
            Meeting.held_at > now,
            Meeting.state == MeetingState.CALLED,
            or_(Committee.id.in_(seats), Committee.agency_id.in_(kept)),
        )
        .order_by(Meeting.held_at, Meeting.id)
        .limit(1)
    )
    meeting = db.session.scalar(query)
    if meeting is None:
        return None
    sentence = _(
        "“%(meeting)s” of %(committee)s is on %(day)s.",
        meeting=meeting.title,
        committee=meeting.committee.name,
        day=date_words(meeting.held_at),
    )
    return meeting.held_at, sentence


def _next_stage(viewer: Any, now: datetime) -> tuple[datetime, str] | None:
    at = case((StageWindow.opens_at > now, StageWindow.opens_at), else_=StageWindow.closes_at)
    query = (
        select(Round.title, StageWindow.stage, StageWindow.opens_at, at.label("at"))
        .join(StageWindow, StageWindow.round_id == Round.id)
        .where(
            Round.agency_id.in_(agency_ids_of(viewer)),
            Round.state == RoundState.PUBLISHED,
            and_(at.is_not(None), at > now),
        )
        .order_by(at, StageWindow.id)
        .limit(1)
    )
    row = db.session.execute(query).first()
    if row is None:
        return None
    values = {"stage": STAGES[Stage(row.stage)], "round": row.title, "day": date_words(row.at)}
    if row.opens_at > now:
        return row.at, _("%(stage)s of “%(round)s” opens on %(day)s.", **values)
    return row.at, _("%(stage)s of “%(round)s” closes on %(day)s.", **values)


def staff_agencies(viewer: Any) -> list[Agency]:
    """Return the agencies in which a viewer holds a role, in a lasting order."""
    ids = agency_ids_of(viewer)
    if not ids:
        return []
    if len(ids) == 1:
        # Most people work for one agency, and most of their pages have loaded it already.
        return [db.session.get_one(Agency, ids.pop())]
    return list(db.session.scalars(select(Agency).where(Agency.id.in_(ids)).order_by(Agency.id)))
