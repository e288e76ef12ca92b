"""What became of voices lately, across all rounds: decisions first, then trials, then themes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, literal, select, union_all

from ideation.core.registry import Ref
from ideation.deliver.models import Decision, Dossier, Poc, PocState
from ideation.develop.models import Challenge, Idea
from ideation.diagnose.models import Theme
from ideation.diagnose.service.themes import latest_decisions
from ideation.extensions import db
from ideation.rounds.models import Round, RoundState

# Several outcomes may be of one theme; of these only the newest is told.
LOOKED_AT = 10


@dataclass(frozen=True)
class Outcome:
    """How far one theme has got, for a sentence with numbers.

    Args:
        ref: where its trace is shown from.
        theme_id: the theme.
        label: what the theme is called.
        voices: how many there are in it.
        state: the committee's ruling, or how the trial ended, or the theme's state.
        at: when that was.
        trial: what the trial is called; empty for a theme.
        tried: where it was tried; may be empty.
        round: the title of its round.
        theme: the theme itself, where it got no further.
    """

    ref: Ref
    theme_id: int
    label: str
    voices: int
    state: str
    at: datetime | None
    trial: str
    tried: str
    round: str
    theme: Theme | None = None


def latest(limit: int) -> list[Outcome]:
    """Return what became of voices lately, each theme once, in at most two queries."""
    found: dict[int, Outcome] = {}
    for find in (_of_trials, _of_themes):
        for outcome in find(limit):
            if len(found) < limit:
                found.setdefault(outcome.theme_id, outcome)
        if len(found) == limit:
            break
    return list(found.values())


def _of_trials(limit: int) -> list[Outcome]:
    """Return the latest decisions, and after them the trials that ended last."""
    decided = (
        _columns("decision", Decision.id, Decision.ruling, Decision.decided_at)
        .join(Dossier, Dossier.poc_id == Poc.id)
        .join(Decision, Decision.dossier_id == Dossier.id)
        .order_by(Decision.decided_at.desc(), Decision.id.desc())
        .limit(limit * LOOKED_AT)
    )
    ended = (
        _columns("poc", Poc.id, Poc.state, Poc.ended_at)
        .where(Poc.state.in_((PocState.FINISHED, PocState.STOPPED)))
        .order_by(Poc.ended_at.desc(), Poc.id.desc())
        .limit(limit * LOOKED_AT)
    )
    both = union_all(decided, ended).subquery()
    query = select(both).order_by(both.c.kind, both.c.at.desc(), both.c.key.desc())
    return [_outcome(row) for row in db.session.execute(query)]


def _columns(kind: str, key: Any, state: Any, at: Any) -> Any:
    return (
        select(
            literal(kind).label("kind"),
            key.label("key"),
            state.label("state"),
            at.label("at"),
            Theme.id.label("theme_id"),
            Theme.label.label("label"),
            Theme.size.label("voices"),
            Poc.where_tried,
            Poc.title.label("poc_title"),
            Round.title.label("round"),
        )
        .select_from(Poc)
        .join(Idea, Idea.id == Poc.idea_id)
        .join(Challenge, Challenge.id == Idea.challenge_id)
        .join(Theme, Theme.id == Challenge.theme_id)
        .join(Round, Round.id == Theme.round_id)
        .where(Round.state != RoundState.DRAFT)
    )


def _outcome(row: Row[Any]) -> Outcome:
    return Outcome(
        ref=(row.kind, row.key),
        theme_id=row.theme_id,
        label=row.label,
        voices=row.voices,
        state=row.state,
        at=row.at,
        trial=row.poc_title,
        tried=row.where_tried,
        round=row.round,
    )


def _of_themes(limit: int) -> list[Outcome]:
    return [
        Outcome(
            ref=("theme", theme.id),
            theme_id=theme.id,
            label=theme.label,
            voices=theme.size,
            state=theme.state,
            at=theme.decided_at or theme.answered_at,
            trial="",
            tried="",
            round=theme.round.title,
            theme=theme,
        )
        for theme in latest_decisions(2 * limit)
    ]
