"""What the demo's officers decide: voices gathered into a theme, then a reason and an answer."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, exists, or_, select

from ideation.accounts.models import Account
from ideation.agencies.models import Unit
from ideation.core import clock
from ideation.diagnose.models import Submission, Theme, ThemeEdit, ThemeMember
from ideation.diagnose.service import board
from ideation.extensions import db
from ideation.rounds.models import Round

ANSWER_WITHIN = timedelta(days=30)
FEWEST_VOICES = 3


def decide_themes(
    round: Round,
    decisions: list[dict[str, Any]],
    people: dict[str, Account],
    *,
    now: datetime,
) -> None:
    """Make the theme of each decision from the voices that hold its keywords, and decide it.

    Nothing is done where officers have worked on the board already.
    """
    if db.session.scalar(select(exists().where(ThemeEdit.round_id == round.id))):
        return
    taken: set[int] = set()
    for decision in decisions:
        actor = people[decision["decided_by"]]
        theme_id = _gather(round, decision, actor, taken)
        if theme_id is None:
            continue
        taken.add(theme_id)
        _decide(theme_id, decision, actor, now)


def _gather(round: Round, decision: dict[str, Any], actor: Account, taken: set[int]) -> int | None:
    """Return a theme of just the voices with a keyword, moved together as an officer would."""
    found: dict[int, list[int]] = {}
    for theme_id, submission_id in db.session.execute(_voices(round, decision["keywords"])):
        if theme_id not in taken:
            found.setdefault(theme_id, []).append(submission_id)
    if sum(map(len, found.values())) < FEWEST_VOICES:
        return None
    home = max(found, key=lambda theme_id: len(found[theme_id]))
    chosen = found.pop(home)
    theme = db.session.get_one(Theme, home)
    if 2 * len(chosen) > theme.size:
        board.rename(home, decision["label"], actor=actor, now=clock.now())
    else:
        board.split(home, decision["label"], chosen, actor=actor, now=clock.now())
        home = db.session.scalars(
            select(ThemeMember.theme_id).where(
                ThemeMember.submission_id == chosen[0], ThemeMember.is_primary
            )
        ).one()
    for theme_id, members in found.items():
        board.move(theme_id, members, home, actor=actor, now=clock.now())
    return home


def _voices(round: Round, keywords: list[str]) -> Select[tuple[int, int]]:
    return (
        select(ThemeMember.theme_id, Submission.id)
        .join(Submission, Submission.id == ThemeMember.submission_id)
        .where(
            Submission.round_id == round.id,
            ThemeMember.is_primary,
            or_(*(Submission.text.contains(keyword, autoescape=True) for keyword in keywords)),
        )
        .order_by(Submission.id)
    )


def _decide(theme_id: int, decision: dict[str, Any], actor: Account, now: datetime) -> None:
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
