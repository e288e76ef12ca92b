"""What of dossiers and outcomes waits for officers and for the committee's secretary."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, Final

from sqlalchemy import (
    Date,
    Row,
    Select,
    SQLColumnExpression,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)

from ideation.accounts.models import Role
from ideation.accounts.policy import RUNNERS, agency_ids_of
from ideation.agencies.models import Agency
from ideation.core.clock import THAILAND, day_of
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
from ideation.deliver.service.outcomes import OPEN
from ideation.deliver.service.upwards import poc_to_round, to_round
from ideation.extensions import db
from ideation.rounds.models import Round

# What a kind of line says nothing of.
_NOTHING: Final = literal("")
_ONE: Final = literal(1)
_NO_DAY: Final = cast(null(), Date)


def waiting_for(actor: Any, now: datetime) -> list[Waiting]:
    """Return what of dossiers and outcomes waits for an account, in the language spoken now.

    Officers and administrators: trials that finished without a dossier, dossiers that the
    committee returned, steps that are late. The committee's secretary: dossiers that were handed
    in and stand on no agenda.

    Args:
        actor: the account, or None.
        now: the present moment.
    """
    asked: list[Select[Any]] = []
    if run := agency_ids_of(actor, *RUNNERS):
        asked += [_unwritten(run), _returned(run), _late(run, day_of(now))]
    if kept := agency_ids_of(actor, Role.COMMITTEE_SECRETARY):
        asked.append(_unscheduled(kept))
    if not asked:
        return []
    # One question for all of it: the first page of the day asks many.
    found = union_all(*asked).subquery()
    rows = db.session.execute(select(found).order_by(found.c.kind, found.c.first_id))
    return [_LINES[row.kind](row) for row in rows]


def _columns(
    kind: str,
    first_id: SQLColumnExpression[int],
    *,
    title: SQLColumnExpression[str],
    slug: SQLColumnExpression[str] = _NOTHING,
    number: SQLColumnExpression[int] = _ONE,
    places: SQLColumnExpression[int] = _ONE,
    due_on: SQLColumnExpression[Any] = _NO_DAY,
) -> Select[Any]:
    """Return the columns that all kinds of lines share.

    Args:
        kind: of the line.
        first_id: of the first object that waits.
        title: what the line names.
        slug: of the list in which they are found when there are several.
        number: how many wait.
        places: on how many pages.
        due_on: when the first of them was due.
    """
    labelled: tuple[Any, ...] = (
        literal(kind).label("kind"),
        first_id.label("first_id"),
        title.label("title"),
        slug.label("slug"),
        number.label("number"),
        places.label("places"),
        due_on.label("due_on"),
    )
    return select(*labelled)


def _unwritten(agency_ids: Sequence[int]) -> Select[Any]:
    columns = _columns(
        "poc.without_dossier",
        func.min(Poc.id),
        title=Round.title,
        slug=Round.slug,
        number=func.count(),
    )
    return (
        poc_to_round(columns.select_from(Poc))
        .outerjoin(Dossier, Dossier.poc_id == Poc.id)
        .where(
            Round.agency_id.in_(agency_ids),
            Poc.state == PocState.FINISHED,
            Dossier.id.is_(None),
        )
        .group_by(Round.id)
    )


def _unwritten_line(row: Row[Any]) -> Waiting:
    return Waiting(
        kind=row.kind,
        sentence=ngettext(
            "%(num)s finished trial waits for its dossier: %(round)s",
            "%(num)s finished trials wait for their dossiers: %(round)s",
            row.number,
            round=row.title,
        ),
        path=_path("poc", row.first_id) if row.number == 1 else _path("trials_of_round", row.slug),
        number=row.number,
    )


def _returned(agency_ids: Sequence[int]) -> Select[Any]:
    columns = _columns("dossier.returned", Dossier.id, title=Dossier.title)
    return to_round(columns.select_from(Dossier)).where(
        Round.agency_id.in_(agency_ids), Dossier.state == DossierState.RETURNED
    )


def _returned_line(row: Row[Any]) -> Waiting:
    return Waiting(
        kind=row.kind,
        sentence=_("The committee returned “%(title)s”: meet its points", title=row.title),
        path=_path("dossier", row.first_id),
        number=1,
    )


def _unscheduled(agency_ids: Sequence[int]) -> Select[Any]:
    columns = _columns(
        "dossier.unscheduled",
        func.min(Dossier.id),
        title=_NOTHING,
        slug=Agency.slug,
        number=func.count(),
    )
    return (
        to_round(columns.select_from(Dossier))
        .join(Agency, Agency.id == Round.agency_id)
        .where(Round.agency_id.in_(agency_ids), Dossier.state == DossierState.SUBMITTED)
        .group_by(Agency.id)
    )


def _unscheduled_line(row: Row[Any]) -> Waiting:
    return Waiting(
        kind=row.kind,
        sentence=ngettext(
            "%(num)s dossier waits for a place on an agenda",
            "%(num)s dossiers wait for a place on an agenda",
            row.number,
        ),
        path=_path("committees_of_agency", row.slug),
        number=row.number,
    )


def _late(agency_ids: Sequence[int], today: date) -> Select[Any]:
    columns = _columns(
        "outcome_step.late",
        func.min(Decision.id),
        title=Round.title,
        slug=Round.slug,
        number=func.count(),
        places=func.count(Decision.id.distinct()),
        due_on=func.min(OutcomeStep.due_on),
    )
    return (
        to_round(
            columns.select_from(OutcomeStep)
            .join(Decision, Decision.id == OutcomeStep.decision_id)
            .join(Dossier, Dossier.id == Decision.dossier_id)
        )
        .where(
            Round.agency_id.in_(agency_ids),
            OutcomeStep.state.in_(OPEN),
            OutcomeStep.due_on < today,
        )
        .group_by(Round.id)
    )


def _late_line(row: Row[Any]) -> Waiting:
    return Waiting(
        kind=row.kind,
        sentence=ngettext(
            "%(num)s step after a decision is late: %(round)s",
            "%(num)s steps after decisions are late: %(round)s",
            row.number,
            round=row.title,
        ),
        path=_path("decision", row.first_id)
        if row.places == 1
        else _path("decisions_of_round", row.slug),
        number=row.number,
        due_at=datetime.combine(row.due_on, time.min, THAILAND).astimezone(UTC),
        urgent=True,
    )


def _path(kind: str, key: Any) -> str:
    return registry.links[kind](key)


_LINES: Final[dict[str, Callable[[Row[Any]], Waiting]]] = {
    "poc.without_dossier": _unwritten_line,
    "dossier.returned": _returned_line,
    "dossier.unscheduled": _unscheduled_line,
    "outcome_step.late": _late_line,
}
