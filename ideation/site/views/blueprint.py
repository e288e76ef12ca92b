"""The blueprint of the pages across rooms, and the words its templates use."""

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from ideation.site.words import outcome_words

site = Blueprint("site", __name__)


@site.record_once
def _give_words(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals["outcome_words"] = outcome_words
