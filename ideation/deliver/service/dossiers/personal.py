"""What accounts leave behind in dossiers: that they wrote sections and handed versions in."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from ideation.deliver.models import Dossier, DossierSection, DossierVersion
from ideation.extensions import db


def export_of(account_id: int) -> list[dict[str, Any]]:
    """Return which dossiers an account began, wrote sections of or handed in."""
    sections = select(DossierSection).where(DossierSection.updated_by_id == account_id)
    versions = select(DossierVersion).where(DossierVersion.submitted_by_id == account_id)
    begun = select(Dossier).where(Dossier.created_by_id == account_id)
    return [
        *(
            {"dossier": each.id, "began_at": each.created_at.isoformat(), "title": each.title}
            for each in db.session.scalars(begun.order_by(Dossier.id))
        ),
        *(
            {
                "dossier": each.dossier_id,
                "section": each.key,
                "wrote_at": each.updated_at.isoformat(),
                "text": each.body,
            }
            for each in db.session.scalars(sections.order_by(DossierSection.id))
        ),
        *(
            {
                "dossier": each.dossier_id,
                "version": each.number,
                "handed_in_at": each.submitted_at.isoformat(),
            }
            for each in db.session.scalars(versions.order_by(DossierVersion.id))
        ),
    ]


def forget_author(account_id: int, *, now: datetime) -> None:  # noqa: ARG001  Erasers are told.
    """Take an account off the dossiers it worked on; part of closing it, the caller commits.

    What was handed in stays as it is: it names the bare number of the account, as the record of
    events does.
    """
    db.session.execute(
        update(Dossier).where(Dossier.created_by_id == account_id).values(created_by_id=None)
    )
    db.session.execute(
        update(DossierSection)
        .where(DossierSection.updated_by_id == account_id)
        .values(updated_by_id=None)
    )
