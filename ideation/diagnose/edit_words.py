"""What officers did on the theme board, in words for its history."""

from collections.abc import Callable
from typing import Any, Final

from ideation.core.i18n import _, ngettext
from ideation.diagnose.models import ThemeEdit


def edit_words(edit: ThemeEdit) -> str:
    """Return one line that says what an edit did."""
    return _WORDS[edit.verb](edit.summary)


def _renamed(data: dict[str, Any]) -> str:
    return _("Renamed “%(old)s” to “%(new)s”", old=data["from"], new=data["to"])


def _merged(data: dict[str, Any]) -> str:
    labels = ", ".join(f"“{label}”" for label in data["labels"])
    return _("Merged %(labels)s into “%(to)s”", labels=labels, to=data["to"])


def _split(data: dict[str, Any]) -> str:
    return ngettext(
        "Split %(num)s voice from “%(old)s” into “%(new)s”",
        "Split %(num)s voices from “%(old)s” into “%(new)s”",
        data["voices"],
        old=data["from"],
        new=data["to"],
    )


def _moved(data: dict[str, Any]) -> str:
    return ngettext(
        "Moved %(num)s voice from “%(old)s” to “%(new)s”",
        "Moved %(num)s voices from “%(old)s” to “%(new)s”",
        data["voices"],
        old=data["from"],
        new=data["to"],
    )


def _confirmed(data: dict[str, Any]) -> str:
    return ngettext(
        "Confirmed %(num)s voice in “%(label)s”",
        "Confirmed %(num)s voices in “%(label)s”",
        data["voices"],
        label=data["in"],
    )


def _barred(data: dict[str, Any]) -> str:
    return ngettext(
        "Took %(num)s voice out of “%(old)s” for good",
        "Took %(num)s voices out of “%(old)s” for good",
        data["voices"],
        old=data["from"],
    )


def _assigned(data: dict[str, Any]) -> str:
    if not data["unit"]:
        return _("Took the responsible unit away")
    return _("Made %(unit)s responsible", unit=data["unit"])


_WORDS: Final[dict[str, Callable[[dict[str, Any]], str]]] = {
    "renamed": _renamed,
    "merged": _merged,
    "split": _split,
    "moved": _moved,
    "confirmed": _confirmed,
    "barred": _barred,
    "assigned": _assigned,
    "locked": lambda _data: _("Locked the theme"),
    "unlocked": lambda _data: _("Unlocked the theme"),
    "accepted": lambda _data: _("Accepted the theme"),
    "selected": lambda _data: _("Selected the theme for development"),
    "rejected": lambda _data: _("Decided not to select the theme"),
    "reopened": lambda _data: _("Opened the theme again"),
    "answered": lambda _data: _("Published an official answer"),
}
