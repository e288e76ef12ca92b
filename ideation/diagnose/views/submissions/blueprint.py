"""The blueprint, and the words that templates of every room may use for submissions."""

from typing import Any

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from ideation.core.formats import date_words
from ideation.core.i18n import _
from ideation.diagnose import words

blueprint = Blueprint("submissions", __name__)


@blueprint.record_once
def _give_words(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(
        kind_word=words.kind_word,
        channel_word=words.channel_word,
        province_word=words.province_word,
        shown_name=shown_name,
        said_by=said_by,
        said_where=said_where,
    )
    state.app.jinja_env.filters["excerpt"] = words.excerpt


def said_by(submission: Any, *, kind: bool = True) -> str:
    """Return in one line who said something, where, of which kind and through which channel."""
    parts = (
        shown_name(submission) or _("No name given"),
        words.province_word(submission.province),
        words.kind_word(submission.kind) if kind else "",
        words.channel_word(submission.channel),
    )
    return " · ".join(part for part in parts if part)


def said_where(submission: Any) -> str:
    """Return in one line through which channel something was said, where and when; no name."""
    parts = (
        words.channel_word(submission.channel),
        words.province_word(submission.province),
        date_words(submission.said_at),
    )
    return " · ".join(part for part in parts if part)


def shown_name(submission: Any) -> str:
    """Return the name a submission appears under, or nothing."""
    if submission.name_shown == "account":
        return str(submission.author.public_name)
    return submission.pen_name or ""
