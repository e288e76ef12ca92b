"""What becomes of a trial: it starts, is adjusted, goes on or is stopped; and its diary."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from ideation.core import events
from ideation.core.clock import day_of
from ideation.core.errors import Conflict
from ideation.core.i18n import _l
from ideation.core.machines import take
from ideation.deliver.models import EntryKind, Poc, PocEntry, PocState
from ideation.deliver.service.pocs import access, given, planning, plans
from ideation.deliver.service.pocs.plans import PocPlan
from ideation.deliver.states import POC
from ideation.extensions import db


def change(
    poc_id: int,
    act: str,
    *,
    text: str = "",
    reason: str = "",
    plan: PocPlan | None = None,
    seen: str | None = None,
    submit_token: str = "",
    actor: Any,
    now: datetime,
) -> Poc:
    """Start, adjust, finish or stop a trial.

    Args:
        poc_id: the trial.
        act: `start`, `adjust`, `go` or `stop`, as in the table of states.
        text: in plain words, what is changed (needed to adjust) or what the trial showed.
        reason: why; the public reads it. Needed for all but the start.
        plan: the whole new plan, where an adjustment changes it.
        seen: the mark (`planning.version_of`) of the plan that the officer saw.
        submit_token: of the form, so that sending an adjustment twice makes one.
        actor: the officer.
        now: the present moment.

    Raises:
        NotFound: there is no such trial for this account.
        SignInNeeded, NotAllowed: the account does not run rounds of its agency.
        Conflict: its state does not allow it, or somebody changed the plan meanwhile.
        InvalidInput: words are missing, or the plan cannot be stored; the field says where.
    """
    poc = access.to_run(poc_id, actor)
    if submit_token and _written_by(poc, submit_token):
        return poc
    way = POC.find(act, poc.state)
    why = given.reason(reason) if way.reason else ""
    said = _said(act, text, why)
    if act == "start":
        _require_time_left(poc, now)
        poc.started_at = now
    changed: list[str] = []
    if act == "adjust" and plan is not None:
        planning.require_seen(poc, seen)
        changed = plans.write(poc, plans.check(poc, plan), now=now)
    if way.target in (PocState.FINISHED, PocState.STOPPED):
        poc.reason = why
        poc.ended_at = now
    poc.updated_at = now
    if way.reason:
        _write(poc, EntryKind(act), said, why, submit_token, actor, now)
    take(
        db.session(),
        POC,
        act,
        poc,
        now=now,
        actor=actor,
        role="staff",
        agency_id=poc.round.agency_id,
        title=poc.title,
        text=said if act == "adjust" else why or poc.hypothesis,
        data={"changed": changed} if changed else None,
        related=[("idea", poc.idea_id)],
    )
    db.session.commit()
    return poc


def note(poc_id: int, text: str, *, submit_token: str = "", actor: Any, now: datetime) -> Poc:
    """Write a note into the diary, also of a trial that has ended.

    Args:
        poc_id: the trial.
        text: what happened, in plain words.
        submit_token: of the form, so that sending it twice makes one note.
        actor: the officer.
        now: the present moment.

    Raises:
        NotFound: there is no such trial for this account.
        SignInNeeded, NotAllowed: the account does not run rounds of its agency.
        InvalidInput: nothing in it, or too much.
    """
    poc = access.to_run(poc_id, actor)
    if submit_token and _written_by(poc, submit_token):
        return poc
    words = given.needed(text, "text", given.LONGEST_TEXT, _l("Write what happened."))
    entry = _write(poc, EntryKind.NOTE, words, "", submit_token, actor, now)
    events.record(
        db.session(),
        "poc_entry.written",
        entry,
        now=now,
        actor=actor,
        role="staff",
        agency_id=poc.round.agency_id,
        poc_id=poc.id,
    )
    db.session.commit()
    return poc


def _said(act: str, text: str, why: str) -> str:
    if act == "adjust":
        missing = _l("Say in plain words what you change.")
        return given.needed(text, "text", given.LONGEST_TEXT, missing)
    return given.optional(text, "text", given.LONGEST_TEXT) or why


def _require_time_left(poc: Poc, now: datetime) -> None:
    if poc.ends_on < day_of(now):
        raise Conflict(_l("The last day of the trial is over. Edit its days before it starts."))


def _written_by(poc: Poc, submit_token: str) -> bool:
    """Tell whether a form was stored before; the trial is locked, so nobody is faster."""
    query = select(PocEntry.id).where(
        PocEntry.poc_id == poc.id, PocEntry.submit_key == given.submit_key(submit_token)
    )
    return db.session.scalar(query) is not None


def _write(
    poc: Poc,
    kind: EntryKind,
    text: str,
    reason: str,
    submit_token: str,
    actor: Any,
    now: datetime,
) -> PocEntry:
    entry = PocEntry(
        poc_id=poc.id,
        submit_key=given.submit_key(submit_token) if submit_token else None,
        kind=kind,
        text=text,
        reason=reason,
        author_id=actor.id,
        at=now,
    )
    db.session.add(entry)
    return entry
