"""The states of a round, and every way from one to another."""

from typing import Final

from ideation.core.machines import Machine, Transition
from ideation.rounds.models import RoundState

RUNNER: Final = "runner"

ROUND: Final = Machine(
    "round",
    tuple(RoundState),
    (
        Transition("publish", (RoundState.DRAFT,), RoundState.PUBLISHED, "round.published", RUNNER),
        Transition("close", (RoundState.PUBLISHED,), RoundState.CLOSED, "round.closed", RUNNER),
        Transition("reopen", (RoundState.CLOSED,), RoundState.PUBLISHED, "round.reopened", RUNNER),
    ),
)
