"""How far a round has moved on since its themes were last formed."""

import operator
from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Subquery, and_, func, select

from ideation.diagnose.models import Submission, ThemeRun, ThemeRunRecord
from ideation.diagnose.service import placing
from ideation.diagnose.service.theme_runs.outcome import Written
from ideation.extensions import db
from ideation.text.placer import UNCLEAR_BELOW
from ideation.text.trends import fits_worse

SHARE_OF_NEW: Final = 0.1
"""Themes should be formed again when more than this share of the texts came since."""

FEWEST_OPEN: Final = 10
"""New texts do not fit when so many of them found no theme, ..."""

SHARE_OF_OPEN: Final = 0.05
"""... and this share. Of texts on the matters that are known already it is 2 in 100."""


@dataclass(frozen=True)
class Since:
    """What came since themes were last formed.

    Args:
        texts: so many texts they were formed from.
        new: so many texts came since.
        open: so many of these found no theme.
    """

    texts: int
    new: int
    open: int

    @property
    def fits_badly(self) -> bool:
        """Whether many of the new texts belong to none of the themes."""
        return self.open >= max(FEWEST_OPEN, SHARE_OF_OPEN * self.new)

    @property
    def calls_for_run(self) -> bool:
        """Whether themes should be formed again."""
        return self.fits_badly or self.new > SHARE_OF_NEW * self.texts


@dataclass(frozen=True)
class Change:
    """What a run changed, told beside the run before.

    Args:
        texts_new: texts that no run had seen.
        moved: older texts that came into another theme.
        themes_new: themes that the run made.
        absorbed: themes that went into another one.
        unclear_new: how many of the new texts have no clear theme.
        unclear_old: how many of the older texts have none.
        fits_worse: whether that is clearly more of the new texts than of the older ones.
    """

    texts_new: int
    moved: int
    themes_new: int
    absorbed: int
    unclear_new: int
    unclear_old: int
    fits_worse: bool


def since_last_run(round_id: int) -> Since | None:
    """Return what came to a round since its themes were last formed, or None if they never were.

    Texts that a worker has not yet looked at are new, and not yet open.
    """
    last = _last_run(round_id)
    row = db.session.execute(
        select(
            last.c.texts,
            func.count(Submission.id).label("new"),
            func.count(Submission.id)
            .filter(Submission.search.is_not(None), ~placing.is_placed())
            .label("open"),
        )
        .select_from(last)
        .outerjoin(
            Submission,
            and_(
                Submission.round_id == round_id,
                Submission.withdrawn_at.is_(None),
                Submission.id > last.c.last_id,
            ),
        )
        .group_by(last.c.texts)
    ).first()
    return None if row is None else Since(row.texts, row.new, row.open)


def _last_run(round_id: int) -> Subquery:
    """Return the number of texts of the last run, and the id of the newest of them."""
    ids = ThemeRunRecord.submission_ids
    return (
        select(ThemeRun.texts, ids[func.cardinality(ids)].label("last_id"))
        .join(ThemeRunRecord, ThemeRunRecord.run_id == ThemeRun.id)
        .where(ThemeRun.round_id == round_id, ThemeRun.state == "done", ThemeRun.texts > 0)
        .order_by(ThemeRun.id.desc())
        .limit(1)
        .subquery()
    )


def measures(
    ids: Sequence[int], seen: Set[int], confidence: Sequence[float], written: Written
) -> dict[str, int]:
    """Return what a run that is about to end changed, to be kept with its other figures.

    Args:
        ids: the n submissions that it grouped.
        seen: those that the run before grouped.
        confidence: n values from 0 to 1: how surely each is in its theme.
        written: what the run wrote.

    Returns:
        the figures of a `Change` that the run does not hold itself; nothing for the first run.
    """
    if not seen:
        return {}
    old = [submission_id in seen for submission_id in ids]
    moved = [before != after for before, after in zip(written.before, written.after, strict=True)]
    unclear = [value < UNCLEAR_BELOW for value in confidence]
    unclear_old = sum(map(operator.and_, unclear, old))
    return {
        "texts_new": old.count(False),
        "moved_old": sum(map(operator.and_, moved, old)),
        "themes_absorbed": written.absorbed,
        "unclear_new": sum(unclear) - unclear_old,
        "unclear_old": unclear_old,
    }


def change_of(run: ThemeRun) -> Change | None:
    """Return what a finished run changed, or None for the first one of its round."""
    kept: dict[str, Any] = run.measures or {}
    if run.state != "done" or "texts_new" not in kept:
        return None
    new = kept["texts_new"]
    return Change(
        texts_new=new,
        moved=kept["moved_old"],
        themes_new=run.themes_new,
        absorbed=kept["themes_absorbed"],
        unclear_new=kept["unclear_new"],
        unclear_old=kept["unclear_old"],
        fits_worse=fits_worse(kept["unclear_new"], new, kept["unclear_old"], run.texts - new),
    )


def seen_before(run: ThemeRun) -> frozenset[int]:
    """Return the submissions that the last finished run of the round before this one grouped."""
    query = (
        select(ThemeRunRecord.submission_ids)
        .join(ThemeRun, ThemeRun.id == ThemeRunRecord.run_id)
        .where(ThemeRun.round_id == run.round_id, ThemeRun.id < run.id, ThemeRun.state == "done")
        .order_by(ThemeRun.id.desc())
        .limit(1)
    )
    return frozenset(db.session.scalar(query) or [])
