"""Keeping the promise to people who take back what they sent: no dossier shows it any more.

A version never changes, so the words are left out whenever it is read.
"""

import re
from collections.abc import Mapping
from typing import Final

from sqlalchemy import select

from ideation.core.i18n import _, force_locale
from ideation.deliver.service.dossiers.parts import LANGUAGE
from ideation.diagnose.models import Submission
from ideation.extensions import db

# A voice as `parts.markdown.quote` writes it, with the link to its number below.
_QUOTED: Final = re.compile(
    r"^> “.*”\n>\n> \[[^\]\n]*\]\([^)\s]*/submissions/([0-9A-Z-]+)\).*$", re.MULTILINE
)


def without_withdrawn(bodies: Mapping[str, str]) -> dict[str, str]:
    """Return sections without the words of voices that are not public any more.

    Args:
        bodies: Markdown by the keys of sections.
    """
    numbers = {number for body in bodies.values() for number in _QUOTED.findall(body)}
    gone = _gone(numbers)
    if not gone:
        return dict(bodies)
    with force_locale(LANGUAGE):
        instead = "> " + _("This voice was taken back by the person who gave it.")
    return {
        key: _QUOTED.sub(lambda found: instead if found[1] in gone else found[0], body)
        for key, body in bodies.items()
    }


def _gone(numbers: set[str]) -> set[str]:
    if not numbers:
        return set()
    public = select(Submission.number).where(Submission.number.in_(numbers), Submission.is_public)
    return numbers - set(db.session.scalars(public))
