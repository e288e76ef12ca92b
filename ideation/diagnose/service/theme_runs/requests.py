"""Asking for a run of the theme engine, and seeing how far it is."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from ideation.core import events, work
from ideation.core.errors import Conflict, InvalidInput, NotFound
from ideation.core.i18n import _l
from ideation.core.models import WorkItem
from ideation.diagnose.models import ThemeRun
from ideation.diagnose.policy import themes as policy
from ideation.diagnose.service.theme_runs.doing import KIND
from ideation.extensions import db
from ideation.rounds.models import Round

SMALLEST_NUMBER: Final = 2
LARGEST_NUMBER: Final = 100


def request_run(
    round: Round, *, n_themes: int | str = "auto", actor: Any, now: datetime
) -> ThemeRun:
    """Ask for a run over all texts of a round, by an officer.

    Args:
        round: the round to be grouped.
        n_themes: how many themes to look for, from 2 to 100, or `auto`.
        actor: the officer or administrator who asks, or the machine's operator.
        now: the present moment.

    Raises:
        SignInNeeded, NotAllowed: the person may not work on this round's themes.
        InvalidInput: a number that cannot be.
        Conflict: a run of this round has not ended yet.
    """
    policy.require_work(actor, round)
    if isinstance(n_themes, int) and not SMALLEST_NUMBER <= n_themes <= LARGEST_NUMBER:
        raise _bad_number()
    _close_abandoned(round.id, now)
    run_id = db.session.scalar(
        insert(ThemeRun)
        .values(
            round_id=round.id,
            parameters={"n_themes": n_themes},
            requested_by_id=actor.id,
            created_at=now,
        )
        .on_conflict_do_nothing()
        .returning(ThemeRun.id)
    )
    if run_id is None:
        raise Conflict(_l("The themes of this round are being formed already. Wait for the end."))
    run = db.session.get_one(ThemeRun, run_id)
    events.record(
        db.session,
        "theme_run.requested",
        run,
        now=now,
        actor=actor,
        role="officer",
        agency_id=round.agency_id,
        round=round.id,
    )
    work.add(db.session, KIND, [run.id], now=now, agency_id=round.agency_id)
    db.session.commit()
    return run


def run_number(typed: str) -> int | str:
    """Read how many themes are wanted: `auto`, nothing, or a number from 2 to 100.

    Raises:
        InvalidInput: anything else.
    """
    plain = typed.strip().lower()
    if plain in ("", "auto"):
        return "auto"
    if plain.isascii() and plain.isdigit() and len(plain) < 5:
        return int(plain)
    raise _bad_number()


def _bad_number() -> InvalidInput:
    return InvalidInput(
        _l(
            "Enter a number of themes from %(least)s to %(most)s, or leave it to the engine.",
            least=SMALLEST_NUMBER,
            most=LARGEST_NUMBER,
        ),
        field="n_themes",
    )


def _close_abandoned(round_id: int, now: datetime) -> None:
    """End a run whose work was given up, so that it does not stand in the way of a new one."""
    abandoned = db.session.scalar(
        select(ThemeRun)
        .join(WorkItem, (WorkItem.subject_id == ThemeRun.id) & (WorkItem.kind == KIND))
        .where(
            ThemeRun.round_id == round_id,
            ThemeRun.state.in_(("waiting", "running")),
            WorkItem.state == "failed",
        )
        .with_for_update(of=ThemeRun)
    )
    if abandoned is None:
        return
    abandoned.state = "failed"
    abandoned.finished_at = now
    db.session.flush()


def get_run(run_id: int, actor: Any) -> ThemeRun:
    """Return a run for an officer of its round.

    Raises:
        NotFound: there is none.
        SignInNeeded, NotAllowed: the person may not work on this round's themes.
    """
    run = db.session.scalar(
        select(ThemeRun).where(ThemeRun.id == run_id).options(joinedload(ThemeRun.round))
    )
    if run is None:
        raise NotFound(_l("There is no such run. Start from the theme board."))
    policy.require_work(actor, run.round)
    return run


def latest_run(round_id: int) -> ThemeRun | None:
    """Return the newest run of a round, whatever its state."""
    return db.session.scalar(
        select(ThemeRun).where(ThemeRun.round_id == round_id).order_by(ThemeRun.id.desc()).limit(1)
    )


def work_item_id(run: ThemeRun) -> int:
    """Return the id of the work item that does a run."""
    query = select(WorkItem.id).where(WorkItem.kind == KIND, WorkItem.subject_id == run.id)
    return db.session.scalars(query).one()
