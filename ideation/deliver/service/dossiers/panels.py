"""What dossiers add to the page of a trial."""

from datetime import datetime

from sqlalchemy import select

from ideation.core.registry import Panel
from ideation.deliver.models import Dossier, Poc, PocState
from ideation.deliver.service.dossiers import loading
from ideation.extensions import db


def of_poc(poc: Poc, _now: datetime) -> Panel | None:
    """Return what became of a finished trial: its dossier, or that one is to be written.

    The template shows a dossier that is not public to those who may read it.
    """
    if poc.state != PocState.FINISHED:
        return None
    dossier = db.session.scalar(select(Dossier).where(Dossier.poc_id == poc.id))
    public = bool(dossier and loading.public_numbers(dossier.id))
    return Panel("dossiers/_panel.html", {"poc": poc, "dossier": dossier, "is_public": public})
