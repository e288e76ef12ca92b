"""Entering what was measured, one value or a table at a time, and which milestones are done."""

from datetime import date, datetime
from typing import Any, Final, TypeVar

from sqlalchemy import select

from ideation.core import events
from ideation.core.clock import day_of
from ideation.core.errors import NotFound
from ideation.core.i18n import _l
from ideation.deliver.models import Indicator, Measurement, Milestone, Poc
from ideation.deliver.policy import pocs as policy
from ideation.deliver.service.pocs import access, given, tables
from ideation.extensions import db

LONGEST_NOTE: Final = 500

T = TypeVar("T")


def indicator_to_measure(indicator_id: int, *, actor: Any) -> Indicator:
    """Return an indicator for whoever enters its values.

    Raises:
        NotFound: there is no such indicator for this account.
        SignInNeeded, NotAllowed: the account does not run rounds of its agency.
    """
    indicator = _row(Indicator, indicator_id, _l("There is no such indicator."))
    policy.require_runner(actor, access.visible(indicator.poc_id, actor))
    return indicator


def measure(
    indicator_id: int,
    measured_on: date,
    value: float,
    note: str = "",
    *,
    actor: Any,
    now: datetime,
) -> Measurement:
    """Enter the value of an indicator on a day; a second value for the day corrects the first.

    Args:
        indicator_id: the indicator.
        measured_on: the day, not in the future.
        value: the number.
        note: how it was measured, or what explains it.
        actor: the officer.
        now: the present moment.

    Raises:
        NotFound: there is no such indicator for this account.
        SignInNeeded, NotAllowed: the account does not run rounds of its agency.
        Conflict: the trial has ended.
        InvalidInput: day, value or note cannot be used.
    """
    indicator, poc = _to_measure(indicator_id, actor)
    line = tables.Value(
        given.past_day(measured_on, "measured_on", day_of(now)),
        given.value(value, "value"),
        given.optional(note, "note", LONGEST_NOTE),
    )
    stored = _enter(indicator, poc, _stored(indicator).get(line.day), line, actor, now)
    db.session.commit()
    return stored


def measure_table(
    indicator_id: int, name: str, content: bytes, *, actor: Any, now: datetime
) -> int:
    """Enter a table of days and values; where a row is wrong, nothing of it is stored.

    Args:
        indicator_id: the indicator.
        name: of the file; empty for what was pasted.
        content: the table: day, value and perhaps a note in each row, with or without a heading.
        actor: the officer.
        now: the present moment.

    Returns:
        How many values were entered.

    Raises:
        NotFound: there is no such indicator for this account.
        SignInNeeded, NotAllowed: the account does not run rounds of its agency.
        Conflict: the trial has ended.
        tables.BadRows: rows that cannot be taken, each with its reason.
        InvalidInput, TooLarge: it is no table, or too long a one.
    """
    indicator, poc = _to_measure(indicator_id, actor)
    lines = tables.read(name, content, today=day_of(now), longest_note=LONGEST_NOTE)
    stored = _stored(indicator)
    for line in lines:
        _enter(indicator, poc, stored.get(line.day), line, actor, now)
    db.session.commit()
    return len(lines)


def delete_measurement(measurement_id: int, *, actor: Any, now: datetime) -> Indicator:
    """Delete a value that was entered by mistake; its event keeps what it was.

    Returns:
        The indicator that it was of.

    Raises:
        NotFound: there is no such measurement for this account.
        SignInNeeded, NotAllowed: the account does not run rounds of its agency.
        Conflict: the trial has ended.
    """
    gone = _l("This measurement is deleted already.")
    indicator, poc = _to_measure(_row(Measurement, measurement_id, gone).indicator_id, actor)
    found = _row(Measurement, measurement_id, gone)
    _record(indicator, poc, "measurement.deleted", found.measured_on, found.value, actor, now)
    db.session.delete(found)
    db.session.commit()
    return indicator


def trial_of_milestone(milestone_id: int, *, actor: Any) -> int:
    """Return the id of the trial of a milestone, for whoever marks it.

    Raises:
        NotFound: there is no such milestone for this account.
        SignInNeeded, NotAllowed: the account does not run rounds of its agency.
    """
    milestone = _row(Milestone, milestone_id, _l("There is no such milestone."))
    policy.require_runner(actor, access.visible(milestone.poc_id, actor))
    return milestone.poc_id


def complete_milestone(milestone_id: int, done_on: date, *, actor: Any, now: datetime) -> Milestone:
    """Mark a milestone as done on a day.

    Raises:
        NotFound: there is no such milestone for this account.
        SignInNeeded, NotAllowed: the account does not run rounds of its agency.
        Conflict: the trial has ended.
        InvalidInput: the day lies ahead.
    """
    day = given.past_day(done_on, "done_on", day_of(now))
    return _set_done(milestone_id, day, "milestone.done", actor, now)


def reopen_milestone(milestone_id: int, *, actor: Any, now: datetime) -> Milestone:
    """Mark a milestone as not done after all.

    Raises:
        NotFound: there is no such milestone for this account.
        SignInNeeded, NotAllowed: the account does not run rounds of its agency.
        Conflict: the trial has ended.
    """
    return _set_done(milestone_id, None, "milestone.reopened", actor, now)


def _set_done(
    milestone_id: int, day: date | None, verb: str, actor: Any, now: datetime
) -> Milestone:
    missing = _l("There is no such milestone.")
    poc = access.to_run(_row(Milestone, milestone_id, missing).poc_id, actor)
    access.require_under_way(poc)
    milestone = _row(Milestone, milestone_id, missing)
    if milestone.done_on != day:
        milestone.done_on = day
        events.record(
            db.session(),
            verb,
            milestone,
            now=now,
            actor=actor,
            role="staff",
            agency_id=poc.round.agency_id,
            poc_id=poc.id,
        )
    db.session.commit()
    return milestone


def _to_measure(indicator_id: int, actor: Any) -> tuple[Indicator, Poc]:
    indicator = _row(Indicator, indicator_id, _l("There is no such indicator."))
    poc = access.to_run(indicator.poc_id, actor)
    access.require_under_way(poc)
    return indicator, poc


def _stored(indicator: Indicator) -> dict[date, Measurement]:
    """Return what is entered by its day; the trial is locked, so that nobody adds to it now."""
    query = select(Measurement).where(Measurement.indicator_id == indicator.id)
    return {each.measured_on: each for each in db.session.scalars(query)}


def _enter(
    indicator: Indicator,
    poc: Poc,
    stored: Measurement | None,
    line: tables.Value,
    actor: Any,
    now: datetime,
) -> Measurement:
    if stored is None:
        stored = Measurement(indicator_id=indicator.id, measured_on=line.day)
        db.session.add(stored)
        _record(indicator, poc, "measurement.entered", line.day, None, actor, now)
    elif (stored.value, stored.note) == (line.value, line.note):
        return stored
    else:
        _record(indicator, poc, "measurement.corrected", line.day, stored.value, actor, now)
    stored.value, stored.note = line.value, line.note
    stored.entered_by_id, stored.entered_at = actor.id, now
    return stored


def _record(
    indicator: Indicator,
    poc: Poc,
    verb: str,
    day: date,
    before: float | None,
    actor: Any,
    now: datetime,
) -> None:
    """Write the event at the indicator, which stays when a measurement is deleted."""
    events.record(
        db.session(),
        verb,
        indicator,
        now=now,
        actor=actor,
        role="staff",
        agency_id=poc.round.agency_id,
        poc_id=poc.id,
        measured_on=day.isoformat(),
        before=before,
    )


def _row(kind: type[T], row_id: int, missing: Any) -> T:
    """Return a row as it is now, whatever was read of it before its trial was locked."""
    found = db.session.get(kind, row_id, populate_existing=True)
    if found is None:
        raise NotFound(missing)
    return found
