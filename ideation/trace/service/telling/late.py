"""The steps of Develop and Deliver: challenge, idea, trial, dossier, decision and what follows."""

from collections.abc import Iterator
from typing import Final

from ideation.core.i18n import _
from ideation.core.registry import Ref, Step
from ideation.deliver.models import (
    Decision,
    Dossier,
    OutcomeState,
    OutcomeStep,
    Poc,
    PocState,
    Ruling,
)
from ideation.deliver.words import DOSSIER_STATES, OUTCOME_STATES, POC_STATES
from ideation.develop.models import Challenge, Idea, IdeaState
from ideation.trace.service.loading import Loaded
from ideation.trace.service.telling.common import agency_of, office_of, path_of, plain
from ideation.trace.words import CHALLENGE_STATES, IDEA_STATES

# What stands in a tally beside the votes themselves.
BALLOTS: Final = ("approve", "return", "reject", "abstain")


def challenge_steps(loaded: Loaded, challenge: Challenge) -> Iterator[Step]:
    """Tell of a challenge, and how many people worked on its ideas."""
    ref: Ref = ("challenge", challenge.id)
    word = CHALLENGE_STATES[challenge.state]
    yield Step(
        ref=ref,
        title=_("A challenge was set: “%(title)s”", title=challenge.title),
        stage="develop",
        at=challenge.published_at or challenge.created_at,
        who=agency_of(loaded),
        people=loaded.people.get(ref),
        path=path_of(ref),
        status=word.label,
        tone=word.tone,
    )


def idea_steps(loaded: Loaded, idea: Idea) -> Iterator[Step]:
    """Tell of an idea, and of what was decided of it."""
    ref: Ref = ("idea", idea.id)
    yield Step(
        ref=ref,
        title=_("An idea was proposed: “%(title)s”", title=idea.title),
        stage="develop",
        at=idea.created_at,
        people=loaded.people.get(ref),
        path=path_of(ref),
    )
    if idea.state in (IdeaState.PROMOTED, IdeaState.DECLINED):
        promoted = idea.state == IdeaState.PROMOTED
        yield Step(
            ref=("idea_decision", idea.id),
            title=_("The idea was taken up for a trial")
            if promoted
            else _("The idea was not taken up"),
            stage="develop",
            icon="select" if promoted else "reject",
            at=idea.decided_at,
            who=agency_of(loaded),
            text=plain(idea.reason),
            status=IDEA_STATES[idea.state].label,
            tone=IDEA_STATES[idea.state].tone,
        )


def poc_steps(loaded: Loaded, poc: Poc) -> Iterator[Step]:
    """Tell of a trial, and what it showed."""
    ref: Ref = ("poc", poc.id)
    word = POC_STATES[poc.state]
    begun = poc.started_at is not None
    planned = _("A trial is planned: “%(title)s”", title=poc.title)
    ended = poc.state in (PocState.FINISHED, PocState.STOPPED)
    yield Step(
        ref=ref,
        title=_("It was tried: “%(title)s”", title=poc.title) if begun else planned,
        stage="deliver",
        at=poc.started_at or poc.starts_on,
        who=office_of(loaded, poc.unit),
        people=loaded.people.get(ref),
        text=poc.where_tried,
        path=path_of(ref),
        status="" if ended else word.label,
        tone=word.tone,
    )
    if ended:
        yield Step(
            ref=("finding", poc.id),
            title=_("What the trial showed"),
            stage="deliver",
            icon="chart",
            at=poc.ended_at,
            who=office_of(loaded, poc.unit),
            text=plain(poc.reason),
            status=word.label,
            tone=word.tone,
        )


def dossier_steps(loaded: Loaded, dossier: Dossier, poc: Poc) -> Iterator[Step]:
    """Tell of a dossier that goes to a committee."""
    ref: Ref = ("dossier", dossier.id)
    word = DOSSIER_STATES[dossier.state]
    yield Step(
        ref=ref,
        title=_("It was written up for the committee: “%(title)s”", title=dossier.title),
        stage="deliver",
        icon="file",
        at=dossier.submitted_at or dossier.created_at,
        who=office_of(loaded, poc.unit),
        path=path_of(ref),
        status=word.label,
        tone=word.tone,
    )


def decision_steps(_loaded: Loaded, decision: Decision) -> Iterator[Step]:
    """Tell of a decision, how many voted, and why they decided so."""
    ref: Ref = ("decision", decision.id)
    titles = {
        Ruling.APPROVED: (_("The committee approved"), "check-circle"),
        Ruling.RETURNED: (_("The committee returned it for revision"), "undo"),
        Ruling.REJECTED: (_("The committee did not approve"), "cross-circle"),
    }
    title, icon = titles[Ruling(decision.ruling)]
    yield Step(
        ref=ref,
        title=_("%(ruling)s, decision %(number)s", ruling=title, number=decision.number),
        stage="deliver",
        icon=icon,
        at=decision.decided_at,
        who=decision.item.meeting.committee.name,
        people=sum(int(decision.tally.get(ballot, 0)) for ballot in BALLOTS) or None,
        text=plain(decision.points or decision.reasons),
        path=path_of(ref),
    )


def outcome_steps(loaded: Loaded, step: OutcomeStep) -> Iterator[Step]:
    """Tell of what is done after a decision, and what proves it."""
    ref: Ref = ("outcome_step", step.id)
    word = OUTCOME_STATES[step.state]
    said = {OutcomeState.DONE: step.evidence, OutcomeState.DROPPED: step.reason}
    yield Step(
        ref=ref,
        title=step.title,
        stage="deliver",
        icon="deliver",
        at=step.done_at or step.due_on,
        who=office_of(loaded, step.unit),
        text=plain(said.get(OutcomeState(step.state), step.body)),
        path=path_of(ref),
        status=word.label,
        tone=word.tone,
    )
