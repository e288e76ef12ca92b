"""Planning the trial of a promoted idea, and changing the plan before it begins."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ideation.agencies.models import Agency, Unit
from ideation.core import events
from ideation.core.errors import Conflict, NotFound
from ideation.core.i18n import _l
from ideation.core.registry import registry
from ideation.deliver.models import Poc, PocState
from ideation.deliver.policy import pocs as policy
from ideation.deliver.service.pocs import access, plans
from ideation.deliver.service.pocs.plans import PocPlan
from ideation.deliver.states import POC
from ideation.develop.models import Challenge, Idea, IdeaState
from ideation.diagnose.models import Theme
from ideation.extensions import db
from ideation.notify.service import follow
from ideation.rounds import policy as rounds_policy


@dataclass(frozen=True)
class Desk:
    """What an officer needs before them to write the plan of a trial.

    Args:
        idea: the idea that is tried.
        agency: whose units can carry it out.
        units: these units.
        poc: the trial as it is; None for a new one.
        measured: the ids of its indicators that have measurements.
    """

    idea: Idea
    agency: Agency
    units: list[Unit]
    poc: Poc | None = None
    measured: frozenset[int] = field(default_factory=frozenset)


def prepare_new(idea_id: int, *, actor: Any) -> Desk:
    """Return what is needed to plan the trial of an idea; with the trial, where there is one.

    Raises:
        NotFound: there is no such idea for this account.
        SignInNeeded, NotAllowed: the account does not run rounds of its agency.
        Conflict: the idea was not promoted.
    """
    idea = _idea_to_try(idea_id, actor, lock=False)
    poc = _trial_of(idea)
    if poc is None:
        _require_promoted(idea)
    agency = idea.challenge.theme.round.agency
    return Desk(idea, agency, _units(agency), poc)


def prepare_edit(poc_id: int, *, actor: Any) -> Desk:
    """Return what is needed to change the plan of a trial that has not begun.

    Raises:
        NotFound: there is no such trial for this account.
        SignInNeeded, NotAllowed: the account does not run rounds of its agency.
        Conflict: it has begun.
    """
    desk = desk_of(poc_id, actor=actor)
    _require_planned(desk.poc)
    return desk


def prepare_adjust(poc_id: int, *, actor: Any) -> Desk:
    """Return what is needed to adjust a running trial.

    Raises:
        NotFound: there is no such trial for this account.
        SignInNeeded, NotAllowed: the account does not run rounds of its agency.
        Conflict: it does not run.
    """
    desk = desk_of(poc_id, actor=actor)
    if desk.poc is not None:
        POC.find("adjust", desk.poc.state)
    return desk


def desk_of(poc_id: int, *, actor: Any) -> Desk:
    """Return what is needed to write on the plan of a trial, whatever state it is in.

    Raises:
        NotFound: there is no such trial for this account.
        SignInNeeded, NotAllowed: the account does not run rounds of its agency.
    """
    poc = access.visible(poc_id, actor)
    policy.require_runner(actor, poc)
    agency = poc.round.agency
    return Desk(poc.idea, agency, _units(agency), poc, plans.measured_in(poc))


def plan(idea_id: int, draft: PocPlan, *, actor: Any, now: datetime) -> Poc:
    """Plan the trial of a promoted idea; where there is one already, that one is returned.

    Args:
        idea_id: the idea.
        draft: the whole plan.
        actor: the officer.
        now: the present moment.

    Raises:
        NotFound: there is no such idea for this account.
        SignInNeeded, NotAllowed: the account does not run rounds of its agency.
        Conflict: the idea was not promoted.
        InvalidInput: the plan cannot be stored; the field says where.
    """
    idea = _idea_to_try(idea_id, actor, lock=True)
    existing = _trial_of(idea)
    if existing is not None:
        return existing
    _require_promoted(idea)
    poc = Poc(idea=idea, state=PocState.PLANNED, created_by_id=actor.id, created_at=now)
    plans.write(poc, plans.check(poc, draft), now=now)
    db.session.add(poc)
    agency_id = poc.round.agency_id
    common = {"now": now, "actor": actor, "agency_id": agency_id}
    events.record(db.session(), "poc.planned", poc, role="staff", idea_id=idea.id, **common)
    registry.announce("poc.planned", poc, title=poc.title, text=poc.hypothesis, **common)
    if actor.id is not None:
        follow(actor.id, ("poc", poc.id), now=now)
    db.session.commit()
    return poc


def edit(poc_id: int, draft: PocPlan, *, actor: Any, now: datetime, seen: str | None = None) -> Poc:
    """Change the plan of a trial that has not begun.

    Args:
        poc_id: the trial.
        draft: the whole new plan.
        actor: the officer.
        now: the present moment.
        seen: the mark (`version_of`) of the plan that the officer saw.

    Raises:
        NotFound: there is no such trial for this account.
        SignInNeeded, NotAllowed: the account does not run rounds of its agency.
        Conflict: the trial has begun, or somebody changed the plan meanwhile.
        InvalidInput: the plan cannot be stored; the field says where.
    """
    poc = access.to_run(poc_id, actor)
    _require_planned(poc)
    require_seen(poc, seen)
    changed = plans.write(poc, plans.check(poc, draft), now=now)
    if changed:
        events.record(
            db.session(),
            "poc.edited",
            poc,
            now=now,
            actor=actor,
            role="staff",
            agency_id=poc.round.agency_id,
            changed=changed,
        )
    db.session.commit()
    return poc


def version_of(poc: Poc) -> str:
    """Return the mark of a trial's present plan; every change of it makes another."""
    return poc.updated_at.isoformat()


def require_seen(poc: Poc, seen: str | None) -> None:
    """Refuse to replace a plan that the officer has not seen.

    Raises:
        Conflict: somebody has changed it since.
    """
    if seen is not None and seen != version_of(poc):
        raise Conflict(
            _l(
                "Somebody else changed this trial while you were writing. Compare with the trial "
                "as it is now; saving again replaces their change with yours."
            )
        )


def _idea_to_try(idea_id: int, actor: Any, *, lock: bool) -> Idea:
    way = joinedload(Idea.challenge).joinedload(Challenge.theme).joinedload(Theme.round)
    query = select(Idea).where(Idea.id == idea_id).options(way)
    if lock:
        # Against a second trial, and against officers who take the promotion back meanwhile.
        query = query.with_for_update(of=Idea).execution_options(populate_existing=True)
    idea = db.session.scalar(query)
    if idea is None or not rounds_policy.can_see(actor, idea.challenge.theme.round):
        raise NotFound(_l("There is no such idea, or it is not public."))
    rounds_policy.require_runner(actor, idea.challenge.theme.round.agency_id)
    return idea


def _trial_of(idea: Idea) -> Poc | None:
    return db.session.scalar(select(Poc).where(Poc.idea_id == idea.id))


def _require_promoted(idea: Idea) -> None:
    if idea.state != IdeaState.PROMOTED:
        raise Conflict(_l("Only an idea that was promoted is tried. Promote it first."))


def _require_planned(poc: Poc | None) -> None:
    if poc is None or poc.state == PocState.PLANNED:
        return
    access.require_under_way(poc)
    raise Conflict(_l("The trial has begun. Adjust it instead, and say what you change and why."))


def _units(agency: Agency) -> list[Unit]:
    query = select(Unit).where(Unit.agency_id == agency.id).order_by(Unit.abbr)
    return list(db.session.scalars(query))
