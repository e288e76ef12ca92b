"""Handing a dossier in to the committee, and taking it back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ideation.core.errors import InvalidInput
from ideation.core.machines import take
from ideation.deliver.models import Dossier, DossierVersion
from ideation.deliver.service.dossiers import loading
from ideation.deliver.service.dossiers.parts import PARTS
from ideation.deliver.service.dossiers.withdrawn import without_withdrawn
from ideation.deliver.states import DOSSIER
from ideation.extensions import db
from ideation.notify.service import follow


@dataclass(frozen=True)
class Lack:
    """A section that must be written before a dossier is handed in, and what to tell officers."""

    key: str
    sentence: Any


def lacks(dossier: Dossier) -> list[Lack]:
    """Return the sections that are still missing, in their order."""
    written = {section.key for section in dossier.sections if section.body.strip()}
    return [
        Lack(part.key, part.lack)
        for part in PARTS
        if part.lack is not None and part.key not in written
    ]


def submit(dossier_id: int, *, actor: Any, now: datetime) -> DossierVersion:
    """Hand a dossier in: what it says now becomes a version that never changes.

    Raises:
        NotFound: there is no such dossier for this account.
        SignInNeeded, NotAllowed: the account does not run rounds of the agency.
        InvalidInput: a section is missing; `lacks` tells them all.
        Conflict: it was handed in already.
    """
    dossier = loading.locked(dossier_id, actor)
    DOSSIER.find("submit", dossier.state)
    for lack in lacks(dossier):
        raise InvalidInput(lack.sentence, field=lack.key)
    dossier.version_number += 1
    dossier.submitted_at = dossier.updated_at = now
    version = DossierVersion(
        dossier_id=dossier.id,
        number=dossier.version_number,
        title=dossier.title,
        content=_content(dossier),
        submitted_at=now,
        submitted_by_id=actor.id,
    )
    db.session.add(version)
    db.session.flush()
    _take("submit", dossier, actor, now, version_id=version.id, number=version.number)
    if actor.id is not None:
        follow(actor.id, ("dossier", dossier.id), now=now)
    db.session.commit()
    return version


def take_back(dossier_id: int, *, actor: Any, now: datetime) -> Dossier:
    """Take a dossier back that stands on no agenda yet, to go on writing.

    Raises:
        NotFound: there is no such dossier for this account.
        SignInNeeded, NotAllowed: the account does not run rounds of the agency.
        Conflict: it was not handed in, or stands on an agenda already.
    """
    dossier = loading.locked(dossier_id, actor)
    _take("take_back", dossier, actor, now)
    dossier.updated_at = now
    db.session.commit()
    return dossier


def _content(dossier: Dossier) -> dict[str, Any]:
    bodies = without_withdrawn({section.key: section.body for section in dossier.sections})
    return {
        "sections": [
            {"key": part.key, "body": bodies[part.key]}
            for part in PARTS
            if bodies.get(part.key, "").strip()
        ]
    }


def _take(act: str, dossier: Dossier, actor: Any, now: datetime, **data: Any) -> None:
    take(
        db.session(),
        DOSSIER,
        act,
        dossier,
        now=now,
        actor=actor,
        role="officer",
        agency_id=dossier.poc.round.agency_id,
        title=dossier.title,
        data=data,
        related=[("poc", dossier.poc_id)],
    )
