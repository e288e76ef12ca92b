"""Acts on what a theme is called, what was decided, and who answers for it."""

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select

from ideation.agencies.models import Unit
from ideation.core.errors import Conflict, InvalidInput
from ideation.core.i18n import _l
from ideation.diagnose.models import ThemeEdit
from ideation.diagnose.service import placing
from ideation.diagnose.service.board.act import Act
from ideation.diagnose.states import THEME
from ideation.extensions import db

LONGEST_LABEL: Final = 120
LONGEST_REASON: Final = 2_000
LONGEST_ANSWER: Final = 10_000


def rename(
    theme_id: int, label: str, *, actor: Any, now: datetime, seen: str | None = None
) -> ThemeEdit:
    """Give a theme a name that no run changes.

    Raises:
        InvalidInput: no name, or one longer than 120 characters.
        NotFound, SignInNeeded, NotAllowed, Conflict: as for every act (`Act`).
    """
    act = Act(theme_id, actor=actor, now=now, seen=seen)
    new = tidy_label(label, "label")
    old, act.theme.label = act.theme.label, new
    act.theme.label_by_officer = True
    placing.index(act.theme)
    return act.finish("renamed", summary={"from": old, "to": new})


def tidy_label(label: str, field: str) -> str:
    """Return a name in one line; `field` is where it was typed.

    Raises:
        InvalidInput: nothing in it, or too much.
    """
    tidy = " ".join(label.split())
    if not tidy:
        raise InvalidInput(_l("Enter a name for the theme."), field=field)
    if len(tidy) > LONGEST_LABEL:
        raise InvalidInput(
            _l("The name must have %(most)s characters or fewer.", most=LONGEST_LABEL),
            field=field,
        )
    return tidy


def set_locked(theme_id: int, locked: bool, *, actor: Any, now: datetime) -> ThemeEdit:
    """Lock a theme, so that runs leave its voices and name alone, or unlock it."""
    act = Act(theme_id, actor=actor, now=now)
    act.theme.locked = locked
    return act.finish("locked" if locked else "unlocked", summary={})


def decide(
    theme_id: int,
    verb: str,
    reason: str = "",
    *,
    actor: Any,
    now: datetime,
    seen: str | None = None,
) -> ThemeEdit:
    """Accept a theme, select it for development, reject it, or open it again.

    Args:
        theme_id: the theme.
        verb: an act of the table `states.THEME`: `accept`, `select`, `reject` or `reopen`.
        reason: what the public reads; needed to select and to reject.
        actor: the officer.
        now: the present moment.
        seen: the theme's `version` on the officer's page.

    Raises:
        InvalidInput: the reason is missing or too long.
        Conflict: the theme's state does not allow it, or the page was old.
        NotFound, SignInNeeded, NotAllowed: as for every act (`Act`).
    """
    act = Act(theme_id, actor=actor, now=now, seen=seen)
    way = THEME.find(verb, act.theme.state)
    words = _needed(reason, "reason", LONGEST_REASON) if way.reason else ""
    return act.step(way, reason=words)


def answer(
    theme_id: int, text: str, *, actor: Any, now: datetime, seen: str | None = None
) -> ThemeEdit:
    """Give or correct the agency's official answer; everyone whose voice is in the theme is told.

    Raises:
        InvalidInput: no answer, or one longer than 10,000 characters.
        Conflict: nothing has changed in it, or the page was old.
        NotFound, SignInNeeded, NotAllowed: as for every act (`Act`).
    """
    act = Act(theme_id, actor=actor, now=now, seen=seen)
    words = _needed(text, "answer", LONGEST_ANSWER)
    if words == act.theme.answer:
        raise Conflict(_l("This is the answer that is published already."))
    act.theme.answer = words
    act.theme.answered_at = now
    return act.finish("answered", summary={}, text=words)


def assign(
    theme_id: int,
    unit_id: int | None,
    due_on: date | None,
    *,
    actor: Any,
    now: datetime,
    seen: str | None = None,
) -> ThemeEdit:
    """Say which unit answers for a theme, and by when.

    Raises:
        InvalidInput: a unit of another agency.
        NotFound, SignInNeeded, NotAllowed, Conflict: as for every act (`Act`).
    """
    act = Act(theme_id, actor=actor, now=now, seen=seen)
    unit = _unit(unit_id, act.round.agency_id)
    act.theme.unit_id = unit.id if unit else None
    act.theme.due_on = due_on
    return act.finish(
        "assigned",
        summary={
            "unit": unit.abbr if unit else "",
            "due_on": due_on.isoformat() if due_on else "",
        },
    )


def _unit(unit_id: int | None, agency_id: int) -> Unit | None:
    if unit_id is None:
        return None
    unit = db.session.scalar(select(Unit).where(Unit.id == unit_id, Unit.agency_id == agency_id))
    if unit is None:
        raise InvalidInput(_l("Choose a unit of this agency."), field="unit")
    return unit


def _needed(text: str, field: str, most: int) -> str:
    words = text.strip().replace("\r\n", "\n")
    if not words:
        missing = {
            "reason": _l("Give the reason. The public will read it."),
            "answer": _l("Write the answer. The public will read it."),
        }
        raise InvalidInput(missing[field], field=field)
    if len(words) > most:
        raise InvalidInput(
            _l("Shorten the text to %(most)s characters or fewer.", most=most), field=field
        )
    return words


__all__ = [
    "LONGEST_ANSWER",
    "LONGEST_LABEL",
    "LONGEST_REASON",
    "answer",
    "assign",
    "decide",
    "rename",
    "set_locked",
    "tidy_label",
]
