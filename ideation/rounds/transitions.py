"""The states of a round, and every way from one to another."""

from collections.abc import Mapping
from types import MappingProxyType

from ideation.core.errors import Conflict
from ideation.core.i18n import _l
from ideation.rounds.models import RoundState

# From which state to which, and what the event record calls it.
TRANSITIONS: Mapping[tuple[RoundState, RoundState], str] = MappingProxyType(
    {
        (RoundState.DRAFT, RoundState.PUBLISHED): "round.published",
        (RoundState.PUBLISHED, RoundState.CLOSED): "round.closed",
        (RoundState.CLOSED, RoundState.PUBLISHED): "round.reopened",
    }
)


def verb_for(now_in: RoundState, target: RoundState) -> str:
    """Return what the event record calls the step from one state to another.

    Raises:
        Conflict: there is no such step, for example because somebody else has just taken it.
    """
    verb = TRANSITIONS.get((now_in, target))
    if verb is None:
        raise Conflict(
            _l("The round is no longer in the state in which this can be done. Look at it again.")
        )
    return verb
