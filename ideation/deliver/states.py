"""The states of everything in Deliver, and every way from one to another."""

from typing import Final

from ideation.core.machines import Machine, Transition
from ideation.deliver.models import (
    DossierState,
    ItemState,
    MeetingState,
    OutcomeState,
    PocState,
)

RUNNER: Final = "runner"
SECRETARY: Final = "secretary"
COMMITTEE: Final = "committee"  # The decision itself, reached by votes; no person alone.

POC: Final = Machine(
    "poc",
    tuple(PocState),
    (
        Transition("start", (PocState.PLANNED,), PocState.RUNNING, "poc.started", RUNNER),
        Transition(
            "adjust", (PocState.RUNNING,), PocState.RUNNING, "poc.adjusted", RUNNER, reason=True
        ),
        Transition(
            "go", (PocState.RUNNING,), PocState.FINISHED, "poc.finished", RUNNER, reason=True
        ),
        Transition(
            "stop",
            (PocState.PLANNED, PocState.RUNNING),
            PocState.STOPPED,
            "poc.stopped",
            RUNNER,
            reason=True,
        ),
    ),
)

DOSSIER: Final = Machine(
    "dossier",
    tuple(DossierState),
    (
        Transition(
            "submit",
            (DossierState.DRAFTING, DossierState.RETURNED),
            DossierState.SUBMITTED,
            "dossier.submitted",
            RUNNER,
        ),
        Transition(
            "take_back",
            (DossierState.SUBMITTED,),
            DossierState.DRAFTING,
            "dossier.taken_back",
            RUNNER,
        ),
        Transition(
            "schedule",
            (DossierState.SUBMITTED,),
            DossierState.SCHEDULED,
            "dossier.scheduled",
            SECRETARY,
        ),
        Transition(
            "unschedule",
            (DossierState.SCHEDULED,),
            DossierState.SUBMITTED,
            "dossier.unscheduled",
            SECRETARY,
        ),
        Transition(
            "approve",
            (DossierState.SCHEDULED,),
            DossierState.APPROVED,
            "dossier.approved",
            COMMITTEE,
            reason=True,
        ),
        Transition(
            "return",
            (DossierState.SCHEDULED,),
            DossierState.RETURNED,
            "dossier.returned",
            COMMITTEE,
            reason=True,
        ),
        Transition(
            "reject",
            (DossierState.SCHEDULED,),
            DossierState.REJECTED,
            "dossier.rejected",
            COMMITTEE,
            reason=True,
        ),
    ),
)

MEETING: Final = Machine(
    "meeting",
    tuple(MeetingState),
    (
        Transition(
            "call", (MeetingState.PLANNED,), MeetingState.CALLED, "meeting.called", SECRETARY
        ),
        Transition("open", (MeetingState.CALLED,), MeetingState.OPEN, "meeting.opened", SECRETARY),
        Transition("close", (MeetingState.OPEN,), MeetingState.CLOSED, "meeting.closed", SECRETARY),
        # Nobody has heard of a meeting that was not called yet: there is nothing to tell.
        Transition(
            "cancel",
            (MeetingState.PLANNED,),
            MeetingState.CANCELLED,
            "meeting.dropped",
            SECRETARY,
            reason=True,
        ),
        Transition(
            "cancel",
            (MeetingState.CALLED,),
            MeetingState.CANCELLED,
            "meeting.cancelled",
            SECRETARY,
            reason=True,
        ),
    ),
)

MEETING_ITEM: Final = Machine(
    "meeting_item",
    tuple(ItemState),
    (
        Transition(
            "discuss",
            (ItemState.WAITING,),
            ItemState.DISCUSSING,
            "meeting_item.discussed",
            SECRETARY,
        ),
        Transition(
            "open_vote",
            (ItemState.DISCUSSING,),
            ItemState.VOTING,
            "meeting_item.vote_opened",
            SECRETARY,
        ),
        # Between the two the secretary reads what was voted, and nobody votes.
        Transition(
            "close_vote",
            (ItemState.VOTING,),
            ItemState.VOTING,
            "meeting_item.vote_closed",
            SECRETARY,
        ),
        Transition(
            "reopen_vote",
            (ItemState.VOTING,),
            ItemState.VOTING,
            "meeting_item.vote_reopened",
            SECRETARY,
        ),
        Transition(
            "reopen_discussion",
            (ItemState.VOTING,),
            ItemState.DISCUSSING,
            "meeting_item.vote_withdrawn",
            SECRETARY,
        ),
        Transition(
            "decide", (ItemState.VOTING,), ItemState.DECIDED, "meeting_item.decided", SECRETARY
        ),
        Transition(
            "defer",
            (ItemState.WAITING, ItemState.DISCUSSING, ItemState.VOTING),
            ItemState.DEFERRED,
            "meeting_item.deferred",
            SECRETARY,
            reason=True,
        ),
    ),
)

OUTCOME: Final = Machine(
    "outcome_step",
    tuple(OutcomeState),
    (
        Transition(
            "begin",
            (OutcomeState.PLANNED,),
            OutcomeState.IN_PROGRESS,
            "outcome_step.begun",
            RUNNER,
        ),
        Transition(
            "finish",
            (OutcomeState.IN_PROGRESS,),
            OutcomeState.DONE,
            "outcome_step.done",
            RUNNER,
        ),
        Transition(
            "drop",
            (OutcomeState.PLANNED, OutcomeState.IN_PROGRESS),
            OutcomeState.DROPPED,
            "outcome_step.dropped",
            RUNNER,
            reason=True,
        ),
        Transition(
            "resume",
            (OutcomeState.DROPPED,),
            OutcomeState.IN_PROGRESS,
            "outcome_step.resumed",
            RUNNER,
        ),
    ),
)
