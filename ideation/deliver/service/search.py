"""Finding public dossiers and decisions by the words in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, or_, select

from ideation.core.filters import query_words
from ideation.core.registry import registry
from ideation.deliver.models import Decision, Dossier, DossierVersion
from ideation.deliver.service.dossiers.naming import decided, newest_public
from ideation.deliver.service.dossiers.withdrawn import without_withdrawn
from ideation.deliver.service.upwards import to_round
from ideation.extensions import db
from ideation.rounds.models import Round


@dataclass(frozen=True)
class FoundDossier:
    """A dossier as everybody may find it.

    Args:
        id: of the dossier.
        title: of its latest public version.
        number: of that version.
        round: in which it was made.
        path: of its page.
    """

    id: int
    title: str
    number: int
    round: Round
    path: str


@dataclass(frozen=True)
class FoundDecision:
    """A decision as everybody may find it.

    Args:
        id: of the decision.
        number: such as `3/2569`.
        title: of the dossier that was decided on.
        ruling: approved, returned or rejected.
        decided_at: when.
        round: in which.
        path: of its page.
    """

    id: int
    number: str
    title: str
    ruling: str
    decided_at: datetime
    round: Round
    path: str


def search_dossiers(query: str, limit: int) -> list[FoundDossier]:
    """Return dossiers whose latest public version holds what was typed, newest first.

    Fewer than `limit` come back where some hold it only in the words of withdrawn voices.
    """
    typed = query_words(query)
    if not typed:
        return []
    sections = func.jsonb_array_elements(DossierVersion.content["sections"]).table_valued(
        "value", name="section"
    )
    in_body = sections.c.value.op("->>")("body").icontains(typed, autoescape=True)
    columns: tuple[Any, ...] = (DossierVersion, Round)
    versions = select(*columns).select_from(DossierVersion)
    found = (
        to_round(versions.join(Dossier, Dossier.id == DossierVersion.dossier_id))
        .where(
            DossierVersion.id.in_(newest_public()),
            DossierVersion.title.icontains(typed, autoescape=True)
            | exists().select_from(sections).where(in_body).correlate(DossierVersion),
        )
        .order_by(DossierVersion.submitted_at.desc(), DossierVersion.id.desc())
        .limit(limit)
    )
    rows = db.session.execute(found).all()
    shown = _shown_words([version for version, _round in rows])
    return [
        FoundDossier(
            id=version.dossier_id,
            title=version.title,
            number=version.number,
            round=round,
            path=registry.links["dossier"](version.dossier_id),
        )
        for version, round in rows
        if typed.lower() in shown[version.id]
    ]


def _shown_words(versions: Sequence[DossierVersion]) -> dict[int, str]:
    """Return what is shown of versions, in small letters, without voices that were withdrawn."""
    bodies = {
        f"{version.id} {section['key']}": section["body"]
        for version in versions
        for section in version.content["sections"]
    }
    shown = {version.id: version.title.lower() for version in versions}
    for name, body in without_withdrawn(bodies).items():
        shown[int(name.partition(" ")[0])] += f"\n{body.lower()}"
    return shown


def search_decisions(query: str, limit: int) -> list[FoundDecision]:
    """Return decisions whose title, reasons, points or number hold what was typed, newest first."""
    typed = query_words(query)
    if not typed:
        return []
    columns = (DossierVersion.title, Decision.reasons, Decision.points, Decision.number)
    found = (
        decided(Decision, DossierVersion.title, Round)
        .where(or_(*(column.icontains(typed, autoescape=True) for column in columns)))
        .order_by(Decision.decided_at.desc(), Decision.id.desc())
        .limit(limit)
    )
    return [
        FoundDecision(
            id=decision.id,
            number=decision.number,
            title=title,
            ruling=decision.ruling,
            decided_at=decision.decided_at,
            round=round,
            path=registry.links["decision"](decision.id),
        )
        for decision, title, round in db.session.execute(found)
    ]
