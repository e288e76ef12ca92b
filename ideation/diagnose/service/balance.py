"""The balance of the submissions: each is themed, in flight, failed or withdrawn."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from ideation.core.models import WorkItem
from ideation.diagnose.models import Submission
from ideation.extensions import db

KIND = "submission.theme"


@dataclass(frozen=True)
class Balance:
    """How many submissions stand where; the four last numbers should add up to the first.

    Args:
        submissions: all that were ever taken.
        themed: not withdrawn, and the worker has done its work on them.
        in_flight: not withdrawn, waiting for a worker or with one.
        failed: not withdrawn, given up after five failures.
        withdrawn: taken back by those who sent them.
    """

    submissions: int
    themed: int
    in_flight: int
    failed: int
    withdrawn: int

    @property
    def balanced(self) -> bool:
        """Whether every submission is accounted for."""
        parts = self.themed + self.in_flight + self.failed + self.withdrawn
        return self.submissions == parts


def balance(round_id: int | None = None) -> Balance:
    """Count the submissions of a round, or of all.

    Each number is counted by itself and none is a difference of others: a submission whose
    work item is missing makes the balance fail. One statement counts them all, so that posts
    that arrive meanwhile do not.

    Args:
        round_id: of the round; None for the whole installation.
    """
    here: list[ColumnElement[bool]] = [] if round_id is None else [Submission.round_id == round_id]
    counted = db.session.execute(
        select(
            _count(here),
            _count_in(here, ("done",)),
            _count_in(here, ("waiting", "leased")),
            _count_in(here, ("failed",)),
            _count([*here, Submission.withdrawn_at.is_not(None)]),
        )
    ).one()
    return Balance(*counted)


def _count(conditions: Iterable[ColumnElement[bool]]) -> Any:
    return select(func.count(Submission.id)).where(*conditions).scalar_subquery()


def _count_in(conditions: Iterable[ColumnElement[bool]], states: tuple[str, ...]) -> Any:
    item = and_(WorkItem.kind == KIND, WorkItem.subject_id == Submission.id)
    return (
        select(func.count(Submission.id))
        .join(WorkItem, item)
        .where(*conditions, Submission.withdrawn_at.is_(None), WorkItem.state.in_(states))
        .scalar_subquery()
    )
