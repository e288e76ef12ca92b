"""The states of a theme, and every way from one to another.

Undoing an act on the board is no way of this table: it puts back what was there before.
"""

from typing import Final

from ideation.core.machines import Machine, Transition
from ideation.diagnose.models import ThemeState

RUNNER: Final = "runner"

DECIDED: Final = (ThemeState.SELECTED, ThemeState.REJECTED)
_OPEN: Final = (ThemeState.NEW, ThemeState.ACCEPTED)

THEME: Final = Machine(
    "theme",
    tuple(ThemeState),
    (
        Transition("accept", (ThemeState.NEW,), ThemeState.ACCEPTED, "theme.accepted", RUNNER),
        Transition("select", _OPEN, ThemeState.SELECTED, "theme.selected", RUNNER, reason=True),
        Transition("reject", _OPEN, ThemeState.REJECTED, "theme.rejected", RUNNER, reason=True),
        Transition("reopen", (ThemeState.ACCEPTED,), ThemeState.NEW, "theme.reopened", RUNNER),
        Transition("reopen", DECIDED, ThemeState.ACCEPTED, "theme.reopened", RUNNER),
    ),
)
