"""What became of a submission, for the person who holds its number and secret."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import lazyload

from ideation.accounts.models import Account
from ideation.core import ids
from ideation.core.errors import NotFound
from ideation.core.i18n import _l
from ideation.core.registry import Step, registry
from ideation.core.settings import settings
from ideation.diagnose.models import Submission, Theme, ThemeMember, ThemeState
from ideation.diagnose.policy import submissions as policy
from ideation.diagnose.service import coming, holding
from ideation.diagnose.service.placing import is_in
from ideation.extensions import db

STATUSES = ("waiting", "in_progress", "answered", "selected", "not_selected")
_DECIDED = {ThemeState.SELECTED: "selected", ThemeState.REJECTED: "not_selected"}
_NO_HASH = bytes(32)


@dataclass(frozen=True)
class Followed:
    """A submission as its holder sees it.

    Args:
        submission: the row.
        theme: the theme it stands in, or None.
        status: a word of `STATUSES`, or `withdrawn`.
        can_add: whether something can be added now.
        can_claim: whether the signed-in account may take it as its own.
        coming: what comes next in one sentence, until the theme is selected.
        sequel: what came of the theme after it was selected, as later rooms tell it, what comes
            next last; empty before.
    """

    submission: Submission
    theme: Theme | None
    status: str
    can_add: bool
    can_claim: bool
    coming: str
    sequel: Sequence[Step]


def find(number: str, secret: str) -> Submission:
    """Return the submission of a number and secret, as typed by a person.

    A wrong number and a wrong secret take the same time and give the same answer, so that
    nobody learns which numbers exist.

    Raises:
        NotFound: they do not belong together.
    """
    query = select(Submission).where(Submission.number == ids.tidy_number(number))
    submission = db.session.scalar(query)
    stored = submission.secret_hash if submission else _NO_HASH
    if not ids.same_secret(secret, stored, settings().secret_key) or submission is None:
        raise NotFound(
            _l("We found nothing with this number and secret. Check both and try again."),
            field="number",
        )
    return submission


def follow(
    number: str, *, actor: Account | None, tracked: Collection[int], now: datetime
) -> Followed:
    """Return a submission and what became of it to its holder.

    Raises:
        NotFound: there is no such number.
        NotAllowed: it is somebody else's.
    """
    submission = holding.get_held(number, actor=actor, tracked=tracked)
    theme = themes_of([submission.id]).get(submission.id)
    return Followed(
        submission=submission,
        theme=theme,
        status=public_status(submission, theme),
        can_add=policy.can_add(submission),
        can_claim=policy.can_claim(submission, actor),
        coming=coming.before_selection(submission.round, theme),
        sequel=_sequel(submission, theme, now),
    )


def _sequel(submission: Submission, theme: Theme | None, now: datetime) -> Sequence[Step]:
    if registry.sequel is None or theme is None or theme.state != ThemeState.SELECTED:
        return []
    if submission.is_withdrawn:
        return []
    return registry.sequel(theme.id, submission_id=submission.id, now=now)


def public_status(submission: Submission, theme: Theme | None) -> str:
    """Return the word for what became of a submission.

    Args:
        submission: the one in question.
        theme: the theme it mainly belongs to, or None while it has none.

    Returns:
        a word of `STATUSES`, or `withdrawn`.
    """
    if submission.is_withdrawn:
        return "withdrawn"
    if theme is None:
        return "waiting"
    if theme.state in _DECIDED:
        return _DECIDED[ThemeState(theme.state)]
    if theme.answer:
        return "answered"
    return "in_progress" if theme.state == ThemeState.ACCEPTED else "waiting"


def has_status(status: str) -> ColumnElement[bool]:
    """Return `public_status` as a condition on an outer join of `Theme`; see `STATUSES`."""
    undecided = Theme.state.in_([ThemeState.NEW, ThemeState.ACCEPTED])
    conditions: dict[str, ColumnElement[bool]] = {
        "selected": Theme.state == ThemeState.SELECTED,
        "not_selected": Theme.state == ThemeState.REJECTED,
        "answered": and_(undecided, Theme.answer != ""),
        "in_progress": and_(Theme.state == ThemeState.ACCEPTED, Theme.answer == ""),
        "waiting": Theme.id.is_(None) | and_(Theme.state == ThemeState.NEW, Theme.answer == ""),
    }
    return conditions[status]


def themes_of(submission_ids: Iterable[int]) -> dict[int, Theme]:
    """Return the theme that each submission mainly belongs to; those without one are missing."""
    query: Any = (
        select(ThemeMember.submission_id, Theme)
        .join(Theme, Theme.id == ThemeMember.theme_id)
        .where(is_in(ThemeMember.submission_id, list(submission_ids)), ThemeMember.is_primary)
        .options(lazyload(Theme.unit))
    )
    return {row.submission_id: row.Theme for row in db.session.execute(query)}
