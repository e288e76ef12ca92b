"""What the demo's officers decide: voices gathered into a theme, then a reason and an answer."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, exists, or_, select, true

from ideation.accounts.models import Account
from ideation.agencies.models import Unit
from ideation.diagnose.models import Submission, Theme, ThemeEdit, ThemeMember
from ideation.diagnose.service import board
from ideation.extensions import db
from ideation.rounds.models import Round

ANSWER_WITHIN = timedelta(days=30)
FEWEST_VOICES = 3
READING = timedelta(hours=2)
"""So long an officer reads the voices that were gathered before deciding."""


def decide_themes(
    round: Round,
    decisions: Sequence[Mapping[str, Any]],
    people: Mapping[str, Account],
    *,
    now: datetime,
) -> None:
    """Make the theme of each decision from the voices that hold its keywords, and decide it.

    A voice goes to the first decision that it fits; one without keywords takes the rest. Nothing
    is done where officers have worked on the board already.
    """
    if db.session.scalar(select(exists().where(ThemeEdit.round_id == round.id))):
        return
    spoken: set[int] = set()
    gathered: dict[int, Mapping[str, Any]] = {}
    for decision in decisions:
        theme_id = _gather(round, decision, people[decision["decided_by"]], spoken, gathered, now)
        if theme_id is not None:
            gathered[theme_id] = decision
    for theme_id, decision in gathered.items():
        _decide(theme_id, decision, people[decision["decided_by"]], now)


def theme_of(round: Round, decision: Mapping[str, Any]) -> int:
    """Return the theme that a decision was made on."""
    return db.session.scalars(
        select(Theme.id)
        .where(Theme.round_id == round.id, Theme.label == decision["label"])
        .order_by(Theme.id)
    ).one()


def _gather(
    round: Round,
    decision: Mapping[str, Any],
    actor: Account,
    spoken: set[int],
    gathered: Mapping[int, Any],
    now: datetime,
) -> int | None:
    """Return a theme of just the voices with a keyword, moved together as an officer would."""
    at = now + timedelta(days=decision["decided_day"]) - READING
    found: dict[int, list[int]] = {}
    for theme_id, submission_id in db.session.execute(_voices(round, decision.get("keywords"))):
        if submission_id not in spoken:
            found.setdefault(theme_id, []).append(submission_id)
    if sum(map(len, found.values())) < FEWEST_VOICES:
        return None
    spoken.update(*found.values())
    home = max(found, key=lambda theme_id: (theme_id not in gathered, len(found[theme_id])))
    chosen = found.pop(home)
    theme = db.session.get_one(Theme, home)
    if home not in gathered and 2 * len(chosen) > theme.size:
        board.rename(home, decision["label"], actor=actor, now=at)
    else:
        board.split(home, decision["label"], chosen, actor=actor, now=at)
        home = db.session.scalars(
            select(ThemeMember.theme_id).where(
                ThemeMember.submission_id == chosen[0], ThemeMember.is_primary
            )
        ).one()
    for theme_id, members in found.items():
        board.move(theme_id, members, home, actor=actor, now=at)
    return home


def _voices(round: Round, keywords: Sequence[str] | None) -> Select[tuple[int, int]]:
    words = (Submission.text.contains(word, autoescape=True) for word in keywords or ())
    return (
        select(ThemeMember.theme_id, Submission.id)
        .join(Submission, Submission.id == ThemeMember.submission_id)
        .where(
            Submission.round_id == round.id,
            ThemeMember.is_primary,
            or_(*words) if keywords else true(),
        )
        .order_by(Submission.id)
    )


def _decide(theme_id: int, decision: Mapping[str, Any], actor: Account, now: datetime) -> None:
    decided_at = now + timedelta(days=decision["decided_day"])
    unit_id = db.session.scalars(
        select(Unit.id)
        .join(Round, Round.agency_id == Unit.agency_id)
        .join(Theme, Theme.round_id == Round.id)
        .where(Theme.id == theme_id, Unit.abbr == decision["unit"])
    ).one()
    due_on: date = (decided_at + ANSWER_WITHIN).date()
    board.assign(theme_id, unit_id, due_on, actor=actor, now=decided_at)
    verb = "select" if decision["state"] == "selected" else "reject"
    board.decide(theme_id, verb, decision["reason"], actor=actor, now=decided_at)
    board.answer(theme_id, decision["answer"], actor=actor, now=decided_at)
