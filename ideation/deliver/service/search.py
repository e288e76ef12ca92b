"""Finding public dossiers and decisions by the words in them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, or_, select

from ideation.core.registry import registry
from ideation.deliver.models import Decision, Dossier, DossierVersion
from ideation.deliver.service.dossiers.naming import decided, newest_public
from ideation.deliver.service.upwards import to_round
from ideation.extensions import db
from ideation.rounds.models import Round

LONGEST_QUERY = 200


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
    """Return dossiers whose latest public version holds what was typed, newest first."""
    typed = _tidy(query)
    if not typed:
        return []
    sections = func.jsonb_array_elements(DossierVersion.content["sections"]).table_valued(
        "value", name="section"
    )
    in_body = sections.c.value.op("->>")("body").icontains(typed, autoescape=True)
    columns: tuple[Any, ...] = (
        DossierVersion.dossier_id, DossierVersion.title, DossierVersion.number, Round,
    )  # fmt: skip
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
    return [
        FoundDossier(dossier_id, title, number, round, registry.links["dossier"](dossier_id))
        for dossier_id, title, number, round in db.session.execute(found)
    ]


def search_decisions(query: str, limit: int) -> list[FoundDecision]:
    """Return decisions whose title, reasons, points or number hold what was typed, newest first."""
    typed = _tidy(query)
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


def _tidy(query: str) -> str:
    return query.replace("\x00", "").strip()[:LONGEST_QUERY]
