"""What of dossiers and outcomes waits for officers and for the committee's secretary."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Select, func, select

from ideation.accounts.models import Role
from ideation.accounts.policy import RUNNERS
from ideation.agencies.models import Agency
from ideation.core.clock import THAILAND
from ideation.core.i18n import _, ngettext
from ideation.core.registry import registry
from ideation.core.waiting import Waiting
from ideation.deliver.models import (
    Decision,
    Dossier,
    DossierState,
    OutcomeStep,
    Poc,
    PocState,
)
from ideation.deliver.service.days import day_of
from ideation.deliver.service.outcomes import OPEN
from ideation.deliver.service.upwards import poc_to_round, to_round
from ideation.extensions import db
from ideation.rounds.models import Round


def waiting_for(actor: Any, now: datetime) -> list[Waiting]:
    """Return what of dossiers and outcomes waits for an account, in the language spoken now.

    Officers and administrators: trials that finished without a dossier, dossiers that the
    committee returned, steps that are late. The committee's secretary: dossiers that were handed
    in and stand on no agenda.

    Args:
        actor: the account, or None.
        now: the present moment.
    """
    lines: list[Waiting] = []
    if run := _agencies(actor, *RUNNERS):
        lines += [*_unwritten(run), *_returned(run), *_late(run, day_of(now))]
    if kept := _agencies(actor, Role.COMMITTEE_SECRETARY):
        lines += _unscheduled(kept)
    return lines


def _agencies(actor: Any, *roles: Role) -> list[int]:
    if actor is None or not actor.is_authenticated:
        return []
    # The operator of the machine holds no office.
    memberships = getattr(actor, "memberships", ())
    return sorted({held.agency_id for held in memberships if held.role in roles})


def _unwritten(agency_ids: Sequence[int]) -> Iterator[Waiting]:
    query = (
        poc_to_round(
            _select(
                Round.slug,
                Round.title,
                func.count().label("number"),
                func.min(Poc.id).label("first"),
            ).select_from(Poc)
        )
        .outerjoin(Dossier, Dossier.poc_id == Poc.id)
        .where(
            Round.agency_id.in_(agency_ids),
            Poc.state == PocState.FINISHED,
            Dossier.id.is_(None),
        )
        .group_by(Round.id)
        .order_by(Round.id)
    )
    for row in db.session.execute(query):
        yield Waiting(
            kind="poc.without_dossier",
            sentence=ngettext(
                "%(num)s finished trial waits for its dossier: %(round)s",
                "%(num)s finished trials wait for their dossiers: %(round)s",
                row.number,
                round=row.title,
            ),
            path=_path("poc", row.first) if row.number == 1 else _path("trials_of_round", row.slug),
            number=row.number,
        )


def _returned(agency_ids: Sequence[int]) -> Iterator[Waiting]:
    query = (
        to_round(_select(Dossier.id, Dossier.title))
        .where(Round.agency_id.in_(agency_ids), Dossier.state == DossierState.RETURNED)
        .order_by(Dossier.id)
    )
    for row in db.session.execute(query):
        yield Waiting(
            kind="dossier.returned",
            sentence=_("The committee returned “%(title)s”: meet its points", title=row.title),
            path=_path("dossier", row.id),
            number=1,
        )


def _unscheduled(agency_ids: Sequence[int]) -> Iterator[Waiting]:
    query = (
        to_round(_select(Agency.slug, func.count().label("number")).select_from(Dossier))
        .join(Agency, Agency.id == Round.agency_id)
        .where(Round.agency_id.in_(agency_ids), Dossier.state == DossierState.SUBMITTED)
        .group_by(Agency.id)
        .order_by(Agency.id)
    )
    for row in db.session.execute(query):
        yield Waiting(
            kind="dossier.unscheduled",
            sentence=ngettext(
                "%(num)s dossier waits for a place on an agenda",
                "%(num)s dossiers wait for a place on an agenda",
                row.number,
            ),
            path=_path("committees_of_agency", row.slug),
            number=row.number,
        )


def _late(agency_ids: Sequence[int], today: date) -> Iterator[Waiting]:
    query = (
        to_round(
            _select(
                Round.slug,
                Round.title,
                func.count().label("number"),
                func.count(Decision.id.distinct()).label("decisions"),
                func.min(Decision.id).label("first"),
                func.min(OutcomeStep.due_on).label("due_on"),
            )
            .select_from(OutcomeStep)
            .join(Decision, Decision.id == OutcomeStep.decision_id)
            .join(Dossier, Dossier.id == Decision.dossier_id)
        )
        .where(
            Round.agency_id.in_(agency_ids),
            OutcomeStep.state.in_(OPEN),
            OutcomeStep.due_on < today,
        )
        .group_by(Round.id)
        .order_by(Round.id)
    )
    for row in db.session.execute(query):
        yield Waiting(
            kind="outcome_step.late",
            sentence=ngettext(
                "%(num)s step after a decision is late: %(round)s",
                "%(num)s steps after decisions are late: %(round)s",
                row.number,
                round=row.title,
            ),
            path=_path("decision", row.first)
            if row.decisions == 1
            else _path("decisions_of_round", row.slug),
            number=row.number,
            due_at=datetime.combine(row.due_on, time.min, THAILAND).astimezone(UTC),
            urgent=True,
        )


def _select(*columns: Any) -> Select[Any]:
    return select(*columns)


def _path(kind: str, key: Any) -> str:
    return registry.links[kind](key)
