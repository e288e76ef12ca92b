"""What of the trials waits for the officers who run them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, func, or_, select

from ideation.accounts.policy import RUNNERS, agency_ids_of
from ideation.core import clock
from ideation.core.clock import day_of
from ideation.core.i18n import _, ngettext
from ideation.core.registry import registry
from ideation.core.waiting import Waiting
from ideation.deliver.models import Indicator, Measurement, Milestone, Poc, PocState
from ideation.develop.models import Challenge, Idea
from ideation.diagnose.models import Theme
from ideation.extensions import db
from ideation.rounds.models import Round

QUIET: Final = timedelta(days=35)
"""So long a running trial may go without a measurement: a monthly one, and a few days more."""
MOST_TRIALS: Final = 5


@dataclass(frozen=True)
class _Row:
    """A running trial that waits for something."""

    id: int
    title: str
    begun_on: date
    ends_on: date
    late: int
    late_since: date | None
    measured_on: date | None


def waiting_for(actor: Any, now: datetime) -> list[Waiting]:
    """Return what waits for an officer: late milestones, missing measurements, missing verdicts.

    Args:
        actor: the account; nothing waits for one who runs no rounds.
        now: the present moment.
    """
    runs = agency_ids_of(actor, *RUNNERS)
    if not runs:
        return []
    today = day_of(now)
    return [line for row in _rows(runs, today) for line in _lines(row, today)]


def _rows(agency_ids: list[int], today: date) -> list[_Row]:
    late = _milestones(func.count(), today)
    late_since = _milestones(func.min(Milestone.due_on), today)
    measured_on = (
        select(func.max(Measurement.measured_on))
        .join(Indicator, Indicator.id == Measurement.indicator_id)
        .where(Indicator.poc_id == Poc.id)
        .correlate(Poc)
        .scalar_subquery()
    )
    begun_on = func.greatest(
        Poc.starts_on, func.date(func.timezone(str(clock.THAILAND), Poc.started_at))
    )
    quiet_since = func.greatest(measured_on, begun_on)
    query = (
        select(Poc.id, Poc.title, begun_on, Poc.ends_on, late, late_since, measured_on)
        .join(Poc.idea)
        .join(Idea.challenge)
        .join(Challenge.theme)
        .join(Theme.round)
        .where(
            Poc.state == PocState.RUNNING,
            Round.agency_id.in_(agency_ids),
            or_(late > 0, quiet_since < today - QUIET, Poc.ends_on < today),
        )
        .order_by(Poc.ends_on, Poc.id)
        .limit(MOST_TRIALS)
    )
    return [_Row(*row) for row in db.session.execute(query)]


def _milestones(what: Any, today: date) -> ColumnElement[Any]:
    return (
        select(what)
        .where(Milestone.poc_id == Poc.id, Milestone.done_on.is_(None), Milestone.due_on < today)
        .correlate(Poc)
        .scalar_subquery()
    )


def _lines(row: _Row, today: date) -> Iterator[Waiting]:
    path = registry.links["poc"](row.id)
    if row.late and row.late_since:
        yield Waiting(
            "poc.milestone",
            ngettext(
                "%(num)s milestone of the trial “%(title)s” is late",
                "%(num)s milestones of the trial “%(title)s” are late",
                row.late,
                title=row.title,
            ),
            path,
            row.late,
            due_at=_end_of(row.late_since),
            urgent=True,
        )
    quiet_since = max(row.measured_on, row.begun_on) if row.measured_on else row.begun_on
    if quiet_since < today - QUIET:
        days = (today - quiet_since).days
        yield Waiting(
            "poc.measurement",
            _(
                "The trial “%(title)s” has not been measured for %(days)s days",
                title=row.title,
                days=days,
            ),
            path,
            1,
            due_at=_end_of(quiet_since + QUIET),
        )
    if row.ends_on < today:
        yield Waiting(
            "poc.verdict",
            _("The trial “%(title)s” is past its last day: conclude it", title=row.title),
            path,
            1,
            due_at=_end_of(row.ends_on),
            urgent=True,
        )


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time.max, tzinfo=clock.THAILAND)
