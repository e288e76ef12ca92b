"""The blueprint, and the words that templates of every room may use."""

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from ideation.trace.words import WAYS

blueprint = Blueprint("trace", __name__)


@blueprint.record_once
def _give_words(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals["WAYS"] = WAYS
