"""The one table of what officers may decide of a theme, and when."""

from collections.abc import Mapping
from typing import Final

from ideation.core.errors import Conflict
from ideation.core.i18n import _l
from ideation.diagnose.models import ThemeState

# act → state before → state after.
TRANSITIONS: Final[Mapping[str, Mapping[ThemeState, ThemeState]]] = {
    "accept": {ThemeState.NEW: ThemeState.ACCEPTED},
    "select": {
        ThemeState.NEW: ThemeState.SELECTED,
        ThemeState.ACCEPTED: ThemeState.SELECTED,
    },
    "reject": {
        ThemeState.NEW: ThemeState.REJECTED,
        ThemeState.ACCEPTED: ThemeState.REJECTED,
    },
    "reopen": {
        ThemeState.ACCEPTED: ThemeState.NEW,
        ThemeState.SELECTED: ThemeState.ACCEPTED,
        ThemeState.REJECTED: ThemeState.ACCEPTED,
    },
}

DECIDED: Final = (ThemeState.SELECTED, ThemeState.REJECTED)
WITH_REASON: Final = ("select", "reject")


def acts_from(state: str) -> tuple[str, ...]:
    """Return the acts that a theme in this state allows, in the order they are offered."""
    return tuple(act for act, rows in TRANSITIONS.items() if ThemeState(state) in rows)


def after(act: str, state: str) -> ThemeState:
    """Return the state that an act leads to.

    Raises:
        Conflict: the theme's state does not allow the act.
    """
    following = TRANSITIONS[act].get(ThemeState(state))
    if following is None:
        raise Conflict(
            _l("This is not possible in the theme's present state. Look at the theme again.")
        )
    return following
