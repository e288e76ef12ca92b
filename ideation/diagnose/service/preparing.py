"""Preparing stored texts again, after the rules by which they are cut into words have changed.

Search words, vectors and prints of copies hold the words of the day they were made. Each portion
is locked, read, computed and committed by itself, so that workers, runs and officers go on beside
it, and an end in the middle loses nothing.
"""

from typing import Final

from sqlalchemy import ColumnElement, and_, exists, func, select

from ideation.diagnose.models import Submission, Theme, Vector
from ideation.diagnose.service import placing, theming
from ideation.diagnose.service.spaces import active_space_id
from ideation.diagnose.service.whole_text import whole_text
from ideation.extensions import db
from ideation.stack.checks import Finding
from ideation.text.tokens import rules

PORTION: Final = 200
"""So many texts keep their round locked for a second on a busy machine."""


def prepare_portion(round_id: int, *, after: int = 0) -> tuple[int, int]:
    """Prepare the next texts of a round that are prepared by other rules than today's, or by none.

    Args:
        round_id: the round.
        after: the last submission of the portion before.

    Returns:
        How many texts were prepared, and the last of them; 0 and `after` when none is left.
    """
    placing.lock_round(round_id)
    rows = db.session.execute(
        select(Submission.id, whole_text())
        .where(Submission.round_id == round_id, Submission.id > after, _is_due())
        .order_by(Submission.id)
        .limit(PORTION)
    ).all()
    if rows:
        said = [theming.Said(row.id, round_id, row.whole_text) for row in rows]
        theming.store(said, theming.prepare([each.text for each in said]))
        after = said[-1].submission_id
    db.session.commit()
    return len(rows), after


def prepare_themes(round_id: int) -> int:
    """Write the words anew by which the themes of a round are found.

    Returns:
        The number of themes.
    """
    placing.lock_round(round_id)
    themes = db.session.scalars(
        select(Theme).where(Theme.round_id == round_id).execution_options(populate_existing=True)
    ).all()
    for theme in themes:
        placing.index(theme)
    db.session.commit()
    return len(themes)


def count_due(round_id: int) -> int:
    """Count the texts of a round that `prepare_portion` has to prepare."""
    query = select(func.count()).where(Submission.round_id == round_id, _is_due())
    return db.session.scalar(query) or 0


def check() -> Finding:
    """Tell how many texts are prepared by older rules; texts that still wait for a worker are not.

    Returns:
        The finding of `ideation doctor`.
    """
    query = (
        select(func.count())
        .select_from(Vector)
        .join(Submission, Submission.id == Vector.submission_id)
        .where(
            Vector.space_id == active_space_id(),
            Vector.prepared_with != rules(),
            Submission.withdrawn_at.is_(None),
        )
    )
    number = db.session.scalar(query) or 0
    if not number:
        return Finding("texts", True, f"prepared by {rules()}")
    remedy = "run `ideation themes prepare --all`, so that search finds them by the words of today"
    return Finding("texts", False, f"{number} are prepared by older rules", remedy)


def _is_due() -> ColumnElement[bool]:
    """Return the condition for living submissions whose words are not those of today's rules."""
    prepared = exists().where(
        Vector.submission_id == Submission.id,
        Vector.space_id == active_space_id(),
        Vector.prepared_with == rules(),
    )
    return and_(Submission.withdrawn_at.is_(None), ~prepared)
