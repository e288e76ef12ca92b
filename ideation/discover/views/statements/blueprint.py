"""The blueprint, and the words that templates of every room may use for statements and needs."""

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from ideation.discover import words
from ideation.discover.policy import works_in

blueprint = Blueprint("statements", __name__)


@blueprint.record_once
def _give_words(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(
        choice_word=words.choice_word,
        method_word=words.method_word,
        sector_word=words.sector_word,
        group_word=words.group_word,
        finding=words.finding,
        works_in=works_in,
        STATEMENT_STATES=words.STATES,
    )
