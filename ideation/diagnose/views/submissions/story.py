"""The line from a person's words to what became of them, as the timeline component wants it."""

from typing import Any

from flask import url_for

from ideation.core.i18n import _
from ideation.diagnose.service.status import Followed
from ideation.rounds.words import name_of

_DECISIONS = {"selected": "select", "not_selected": "reject"}


def story(followed: Followed) -> list[Any]:
    """Return the steps in order: received, theme, decision, answer, and what comes next.

    After the selection of the theme the later rooms tell the story on.

    Args:
        followed: the submission and what became of it.
    """
    submission = followed.submission
    received = {
        "title": _("We received it"),
        "at": submission.said_at,
        "quote": submission.text,
        "lang": submission.language,
        "icon": "voice",
        "stage": "diagnose",
    }
    if submission.is_withdrawn:
        return [received, _withdrawn(submission)]
    further: list[Any] = [*followed.sequel] or [_next(followed)]
    return [received, *_of_theme(followed), *further]


def _withdrawn(submission: Any) -> dict[str, Any]:
    return {
        "title": _("You withdrew it"),
        "at": submission.withdrawn_at,
        "text": _("Your words and contact details are erased. Only the number remains."),
        "icon": "withdrawn",
    }


def _of_theme(followed: Followed) -> list[dict[str, Any]]:
    theme = followed.theme
    if theme is None:
        return []
    steps: list[dict[str, Any]] = [
        {
            "title": _("It belongs to the theme “%(label)s”", label=theme.label),
            "url": url_for("themes.show", theme_id=theme.id),
            "count": theme.size,
            "icon": "theme",
            "stage": "diagnose",
        }
    ]
    if followed.status in _DECISIONS:
        steps.append(_decision(followed.status, theme))
    if theme.answer:
        steps.append(
            {
                "title": _("The agency answered"),
                "at": theme.answered_at,
                "text": theme.answer,
                "who": _unit(theme),
                "icon": "answer",
                "stage": "diagnose",
            }
        )
    return steps


def _decision(status: str, theme: Any) -> dict[str, Any]:
    titles = {
        "selected": _("The theme was selected for development"),
        "not_selected": _("The theme was not selected"),
    }
    return {
        "title": titles[status],
        "at": theme.decided_at,
        "text": theme.reason,
        "who": _unit(theme),
        "icon": _DECISIONS[status],
        "stage": "diagnose",
    }


def _unit(theme: Any) -> str:
    return name_of(theme.unit or theme.round.agency)


def _next(followed: Followed) -> dict[str, Any]:
    text = followed.coming
    if followed.status in ("answered", "not_selected") and followed.can_add:
        text = f"{text} {_('You can add to what you said.')}"
    return {"title": _("What comes next"), "text": text, "icon": "clock", "state": "next"}
