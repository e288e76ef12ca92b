"""The blueprint, and the words that templates of every room may use for submissions."""

from typing import Any

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from ideation.diagnose import words

blueprint = Blueprint("submissions", __name__)


@blueprint.record_once
def _give_words(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(
        kind_word=words.kind_word,
        channel_word=words.channel_word,
        province_word=words.province_word,
        shown_name=shown_name,
    )
    state.app.jinja_env.filters["excerpt"] = words.excerpt


def shown_name(submission: Any) -> str:
    """Return the name a submission appears under, or nothing."""
    if submission.name_shown == "account":
        return str(submission.author.public_name)
    return submission.pen_name or ""
