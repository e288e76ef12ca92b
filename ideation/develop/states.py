"""The states of challenges and ideas, and every way from one to another."""

from typing import Final

from ideation.core.machines import Machine, Transition
from ideation.develop.models import ChallengeState, IdeaState

RUNNER: Final = "runner"
AUTHOR: Final = "author"

CHALLENGE: Final = Machine(
    "challenge",
    tuple(ChallengeState),
    (
        Transition(
            "open", (ChallengeState.DRAFT,), ChallengeState.OPEN, "challenge.opened", RUNNER
        ),
        Transition(
            "close", (ChallengeState.OPEN,), ChallengeState.CLOSED, "challenge.closed", RUNNER
        ),
        Transition(
            "reopen", (ChallengeState.CLOSED,), ChallengeState.OPEN, "challenge.reopened", RUNNER
        ),
    ),
)

# An idea that is tried already cannot be reconsidered; the service looks at that.
IDEA: Final = Machine(
    "idea",
    tuple(IdeaState),
    (
        Transition(
            "promote",
            (IdeaState.PROPOSED,),
            IdeaState.PROMOTED,
            "idea.promoted",
            RUNNER,
            reason=True,
        ),
        Transition(
            "decline",
            (IdeaState.PROPOSED,),
            IdeaState.DECLINED,
            "idea.declined",
            RUNNER,
            reason=True,
        ),
        Transition(
            "reconsider",
            (IdeaState.PROMOTED, IdeaState.DECLINED),
            IdeaState.PROPOSED,
            "idea.reconsidered",
            RUNNER,
        ),
        Transition(
            "withdraw", (IdeaState.PROPOSED,), IdeaState.WITHDRAWN, "idea.withdrawn", AUTHOR
        ),
    ),
)
