"""The line from a person's words to what became of them, as the timeline component wants it."""

from typing import Any

from flask import url_for

from ideation.core.i18n import _
from ideation.diagnose.service.status import Followed

_DECISIONS = {"selected": "select", "not_selected": "reject"}


def story(followed: Followed, answer_days: int) -> list[dict[str, Any]]:
    """Return the steps in order: received, theme, decision, answer, and what comes next.

    Args:
        followed: the submission and what became of it.
        answer_days: within how many days we promise to answer.
    """
    submission = followed.submission
    received = {
        "title": _("We received it"),
        "at": submission.said_at,
        "quote": submission.text,
        "lang": submission.language,
        "icon": "voice",
    }
    if submission.is_withdrawn:
        return [received, _withdrawn(submission)]
    return [received, *_of_theme(followed), _next(followed, answer_days)]


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
    }


def _unit(theme: Any) -> str | None:
    return (theme.unit.name_th or theme.unit.abbr) if theme.unit else None


def _next(followed: Followed, answer_days: int) -> dict[str, Any]:
    if followed.theme is None:
        return {
            "title": _("Next: it is put beside those that say much the same"),
            "text": _("This takes a few minutes at most."),
            "icon": "clock",
            "state": "next",
        }
    texts = {
        "waiting": _("Officers read the theme and decide within %(days)s days.", days=answer_days),
        "in_progress": _("Officers have taken the theme up. Their decision appears here."),
        "answered": _("You can add to what you said if the answer leaves something open."),
        "selected": _("It goes on to the next stage of the round, where solutions are made."),
        "not_selected": _("The reason is above. You can add to what you said."),
    }
    return {
        "title": _("What comes next"),
        "text": texts[followed.status],
        "icon": "clock",
        "state": "next",
    }
