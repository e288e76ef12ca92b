"""What follows an approved decision: steps with a day, and with what proves that they were done."""

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from ideation.agencies.models import Unit
from ideation.core import events, ids
from ideation.core.errors import InvalidInput, NotFound
from ideation.core.i18n import _l
from ideation.core.machines import take
from ideation.deliver.models import Decision, OutcomeState, OutcomeStep
from ideation.deliver.policy import outcomes as policy
from ideation.deliver.service.pocs import given
from ideation.deliver.states import OUTCOME
from ideation.extensions import db
from ideation.notify.service import follow

LONGEST_TITLE: Final = 200
LONGEST_BODY: Final = 4_000
LONGEST_EVIDENCE: Final = 4_000
LONGEST_URL: Final = 2_000
OPEN: Final = (OutcomeState.PLANNED, OutcomeState.IN_PROGRESS)
"""The states of steps that can be late."""


def add(
    decision_id: int,
    *,
    title: str,
    body: str,
    unit_id: int | None,
    due_on: date | None,
    actor: Any,
    now: datetime,
    submit_token: str | None = None,
) -> OutcomeStep:
    """Add a step at the end; sending the same form twice makes one.

    Args:
        decision_id: what the step carries out.
        title: what is to be done, in one line.
        body: how, in Markdown; may be empty.
        unit_id: the unit of the agency that does it; None while nobody is named.
        due_on: the day by which it is to be done; None where no day is set.
        actor: the officer.
        now: the present moment.
        submit_token: of the form; None where no form was filled in.

    Raises:
        NotFound: there is no such decision for this account.
        SignInNeeded, NotAllowed: the account does not run rounds of the agency.
        Conflict: the committee did not approve.
        InvalidInput: something cannot be stored; the field says what.
    """
    decision = _locked(decision_id, actor)
    values = _checked(decision, title, body, unit_id, due_on)
    key = given.submit_key(submit_token or ids.new_token())
    last = select(func.coalesce(func.max(OutcomeStep.position), 0)).where(
        OutcomeStep.decision_id == decision_id
    )
    made = db.session.scalar(
        insert(OutcomeStep)
        .values(
            decision_id=decision_id,
            submit_key=key,
            position=(db.session.scalar(last) or 0) + 1,
            created_at=now,
            updated_at=now,
            **values,
        )
        .on_conflict_do_nothing(index_elements=[OutcomeStep.decision_id, OutcomeStep.submit_key])
        .returning(OutcomeStep.id)
    )
    step = db.session.scalars(
        select(OutcomeStep).where(
            OutcomeStep.decision_id == decision_id, OutcomeStep.submit_key == key
        )
    ).one()
    if made is not None:
        _record("outcome_step.added", step, decision, actor, now)
        if actor.id is not None:
            follow(actor.id, ("decision", decision_id), now=now)
    db.session.commit()
    return step


def edit(
    step_id: int,
    *,
    title: str,
    body: str,
    unit_id: int | None,
    due_on: date | None,
    actor: Any,
    now: datetime,
) -> OutcomeStep:
    """Say anew what a step is, who does it and by when.

    Raises:
        NotFound: there is no such step for this account.
        SignInNeeded, NotAllowed: the account does not run rounds of the agency.
        InvalidInput: something cannot be stored; the field says what.
    """
    step, decision = _step(step_id, actor)
    values = _checked(decision, title, body, unit_id, due_on)
    if any(getattr(step, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(step, name, value)
        step.updated_at = now
        _record("outcome_step.edited", step, decision, actor, now)
    db.session.commit()
    return step


def change(
    step_id: int,
    act: str,
    *,
    evidence: str = "",
    evidence_url: str = "",
    reason: str = "",
    actor: Any,
    now: datetime,
) -> OutcomeStep:
    """Begin a step, finish it with evidence, drop it with the reason, or resume it.

    Args:
        step_id: the step.
        act: `begin`, `finish`, `drop` or `resume`, see `states.OUTCOME`.
        evidence: to finish: what proves it, in words.
        evidence_url: to finish: where the proof is; words, an address or both are needed.
        reason: to drop: what the public reads.
        actor: the officer.
        now: the present moment.

    Raises:
        NotFound: there is no such step for this account.
        SignInNeeded, NotAllowed: the account does not run rounds of the agency.
        InvalidInput: the evidence or the reason is missing or cannot be stored.
        Conflict: the step's state does not allow it.
    """
    step, decision = _step(step_id, actor)
    OUTCOME.find(act, step.state)
    said = ""
    if act == "finish":
        step.evidence, step.evidence_url = _proof(evidence, evidence_url)
        step.done_at = now
        said = step.evidence
    # A resumed step has no reason any more; the record of events says that it was dropped.
    step.reason = given.reason(reason) if act == "drop" else ""
    step.updated_at = now
    take(
        db.session(),
        OUTCOME,
        act,
        step,
        now=now,
        actor=actor,
        role="officer",
        agency_id=decision.dossier.poc.round.agency_id,
        title=step.title,
        text=step.reason or said,
        related=[("decision", decision.id)],
    )
    db.session.commit()
    return step


def move(step_id: int, *, up: bool, actor: Any, now: datetime) -> OutcomeStep:
    """Put a step before the one above it, or after the one below; at an end nothing changes.

    Raises:
        NotFound: there is no such step for this account.
        SignInNeeded, NotAllowed: the account does not run rounds of the agency.
    """
    step, decision = _step(step_id, actor)
    steps = list(decision.outcomes)
    old = steps.index(step)
    new = old - 1 if up else old + 1
    if 0 <= new < len(steps):
        steps.insert(new, steps.pop(old))
        for position, each in enumerate(steps, 1):
            each.position = position
        _record("outcome_step.moved", step, decision, actor, now)
    db.session.commit()
    return step


def prepare(step_id: int, *, actor: Any) -> OutcomeStep:
    """Return a step that somebody is about to change.

    Raises:
        NotFound: there is no such step for this account.
        SignInNeeded, NotAllowed: the account does not run rounds of the agency.
    """
    step = _find(step_id)
    policy.require_work(actor, step.decision)
    return step


def decision_of(step_id: int) -> int:
    """Return the id of the decision that a step carries out.

    Raises:
        NotFound: there is no such step.
    """
    return _find(step_id).decision_id


def units_of(decision: Decision) -> list[Unit]:
    """Return the units that can do a step."""
    agency_id = decision.dossier.poc.round.agency_id
    query = select(Unit).where(Unit.agency_id == agency_id).order_by(Unit.abbr)
    return list(db.session.scalars(query))


def is_late(step: OutcomeStep, today: date) -> bool:
    """Tell whether a step should have been done before today."""
    return step.state in OPEN and step.due_on is not None and step.due_on < today


def _locked(decision_id: int, actor: Any) -> Decision:
    """Return a decision whose steps nobody else can change before our commit."""
    query = select(Decision).where(Decision.id == decision_id).with_for_update(of=Decision)
    decision = db.session.scalar(query)
    if decision is None:
        raise policy.no_decision()
    policy.require_work(actor, decision)
    return decision


def _step(step_id: int, actor: Any) -> tuple[OutcomeStep, Decision]:
    """Return a step as it is under the lock, with its decision."""
    decision = _locked(_find(step_id).decision_id, actor)
    step = db.session.get_one(OutcomeStep, step_id, populate_existing=True)
    return step, decision


def _find(step_id: int) -> OutcomeStep:
    step = db.session.get(OutcomeStep, step_id)
    if step is None:
        raise NotFound(_l("There is no such step. Check the address."))
    return step


def _checked(
    decision: Decision, title: str, body: str, unit_id: int | None, due_on: date | None
) -> dict[str, Any]:
    missing = _l("Say what is to be done.")
    return {
        "title": given.needed(" ".join(title.split()), "title", LONGEST_TITLE, missing),
        "body": given.optional(body, "body", LONGEST_BODY),
        "unit_id": _unit(unit_id, decision.dossier.poc.round.agency_id),
        "due_on": given.day(due_on, "due_on") if due_on else None,
    }


def _unit(unit_id: int | None, agency_id: int) -> int | None:
    if unit_id is None:
        return None
    found = db.session.scalar(
        select(Unit.id).where(Unit.id == unit_id, Unit.agency_id == agency_id)
    )
    if found is None:
        raise InvalidInput(_l("Choose a unit of this agency."), field="unit_id")
    return found


def _proof(evidence: str, address: str) -> tuple[str, str]:
    words = given.optional(evidence, "evidence", LONGEST_EVIDENCE)
    url = given.optional(address, "evidence_url", LONGEST_URL)
    if url and not _is_https(url):
        raise InvalidInput(
            _l("Enter the whole address, beginning with https://."), field="evidence_url"
        )
    if not words and not url:
        raise InvalidInput(
            _l("Show what proves it: write it down, or give the address of a page or paper."),
            field="evidence",
        )
    return words, url


def _is_https(url: str) -> bool:
    start, _sign, rest = url.partition("://")
    return start.lower() == "https" and bool(rest.strip("/")) and not any(map(str.isspace, url))


def _record(verb: str, step: OutcomeStep, decision: Decision, actor: Any, now: datetime) -> None:
    events.record(
        db.session(),
        verb,
        step,
        now=now,
        actor=actor,
        role="officer",
        agency_id=decision.dossier.poc.round.agency_id,
        decision_id=decision.id,
    )
