"""The blueprint of trials, and the words that its templates and those of panels use."""

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from ideation.core.sectors import SECTORS
from ideation.deliver import findings, words

blueprint = Blueprint("pocs", __name__)


@blueprint.record_once
def _give_words(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(
        POC_STATES=words.POC_STATES,
        VERDICTS=words.VERDICTS,
        DIARY_KINDS=words.DIARY_KINDS,
        SECTORS=SECTORS,
        finding_words=findings.sentence,
        findings_words=findings.summary,
        amount_words=findings.amount,
    )
