"""Words that are not public any more: no dossier shows them, whoever took them away.

People take back what they sent, and officers hide what breaks the rules of a trial. A version
never changes, so the words are left out whenever it is read.
"""

import re
from collections.abc import Mapping, Set
from typing import Final

from sqlalchemy import select

from ideation.core.i18n import _, force_locale
from ideation.deliver.models import Feedback
from ideation.deliver.service.dossiers.parts import LANGUAGE
from ideation.diagnose.models import Submission
from ideation.extensions import db

# A quotation as `parts.markdown.quote` writes it, with the link to where it stands below: a voice
# by its number, what somebody said of a trial by its id.
_QUOTED: Final = re.compile(
    r"^> “.*”\n>\n> \[[^\]\n]*\]\([^)\s]*(?:/submissions/([0-9A-Z-]+)|#said-(\d{1,18}))\).*$",
    re.MULTILINE,
)


def without_withdrawn(bodies: Mapping[str, str]) -> dict[str, str]:
    """Return sections without the quoted words that are not public any more.

    Args:
        bodies: Markdown by the keys of sections.
    """
    quoted = [found for body in bodies.values() for found in _QUOTED.findall(body)]
    voices = _gone_voices({number for number, _said in quoted if number})
    hidden = _hidden_feedback({int(said) for _number, said in quoted if said})
    if not voices and not hidden:
        return dict(bodies)
    with force_locale(LANGUAGE):
        taken_back = "> " + _("This voice was taken back by the person who gave it.")
        hidden_words = "> " + _("The agency hid these words. The trial’s page says why.")

    def shown(found: re.Match[str]) -> str:
        number, said = found.groups()
        if number:
            return taken_back if number in voices else found[0]
        return hidden_words if int(said) in hidden else found[0]

    return {key: _QUOTED.sub(shown, body) for key, body in bodies.items()}


def _gone_voices(numbers: Set[str]) -> Set[str]:
    if not numbers:
        return set()
    public = select(Submission.number).where(Submission.number.in_(numbers), Submission.is_public)
    return numbers - set(db.session.scalars(public))


def _hidden_feedback(feedback_ids: Set[int]) -> Set[int]:
    if not feedback_ids:
        return set()
    hidden = select(Feedback.id).where(
        Feedback.id.in_(feedback_ids), Feedback.hidden_at.is_not(None)
    )
    return set(db.session.scalars(hidden))
