"""The section about what people need, with what proves it."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import lazyload, selectinload

from ideation.core.formats import number
from ideation.core.i18n import _
from ideation.deliver.service.dossiers.parts.markdown import (
    LONGEST_QUOTE,
    heading,
    link,
    plain,
    quote,
    together,
)
from ideation.deliver.service.dossiers.parts.root import Root
from ideation.diagnose.models import Submission, Theme
from ideation.diagnose.words import excerpt
from ideation.discover.models import Need, NeedEvidence, NeedState
from ideation.extensions import db
from ideation.notify import links

MOST: Final = 12
QUOTES: Final = 2


def facts(theme: Theme) -> list[Need]:
    """Return the published needs of a theme with their evidence, oldest first."""
    query = (
        select(Need)
        .where(Need.theme_id == theme.id, Need.state == NeedState.PUBLISHED)
        .order_by(Need.id)
        .options(
            selectinload(Need.evidence)
            .selectinload(NeedEvidence.submission)
            .options(lazyload(Submission.author))
        )
    )
    return list(db.session.scalars(query))


def write(root: Root) -> str:
    """Write the section."""
    needs = facts(root.theme)
    if not needs:
        return _("No need has been published about this theme.")
    more = len(needs) - MOST
    return together(
        *(_need(place, need) for place, need in enumerate(needs[:MOST], 1)),
        _("Further needs: %(number)s.", number=number(more)) if more > 0 else "",
    )


def _need(place: int, need: Need) -> str:
    return together(
        heading(f"{place}. {plain(need.who)}"),
        _("What they need: %(what)s", what=plain(need.what)),
        _("Why: %(why)s", why=plain(need.why)),
        _evidence(need),
        *(quote(excerpt(said.text, LONGEST_QUOTE), _source(said)) for said in _quoted(need)),
    )


def _evidence(need: Need) -> str:
    voices = sum(proof.submission_id is not None for proof in need.evidence)
    statements = sum(proof.statement_id is not None for proof in need.evidence)
    notes = sum(proof.field_note_id is not None for proof in need.evidence)
    counted = [
        _("voices: %(number)s", number=number(voices)) if voices else "",
        _("statements voted on: %(number)s", number=number(statements)) if statements else "",
        _("field notes: %(number)s", number=number(notes)) if notes else "",
    ]
    proofs = ", ".join(word for word in counted if word) or _("none was given")
    return _("Evidence: %(proofs)s", proofs=proofs)


def _quoted(need: Need) -> list[Submission]:
    said = [proof.submission for proof in need.evidence if proof.submission is not None]
    return [each for each in said if each.is_public][:QUOTES]


def _source(said: Submission) -> str:
    return link(_("No. %(number)s", number=said.number), links.to("submission_number", said.number))
