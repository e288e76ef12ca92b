"""Placing submissions: the words they are found by, their vector, and their theme.

The handler of `submission.theme` does this within seconds of a post; a theme run catches up
with whatever it finds undone. Doing it twice changes nothing and costs little.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
from sqlalchemy import (
    BigInteger,
    Text,
    cast,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR, insert

from ideation.core.work import Task
from ideation.diagnose.models import Bar, Submission, Theme, ThemeMember, Vector
from ideation.diagnose.search import tsvector_literal
from ideation.diagnose.service import copies, newcomers, placing
from ideation.diagnose.service.spaces import active_space_id
from ideation.diagnose.service.whole_text import whole_text
from ideation.extensions import db
from ideation.text.space import BackgroundSpace
from ideation.text.tokens import rules, search_terms

KIND: Final = "submission.theme"
BATCH: Final = 200


@dataclass(frozen=True)
class Said:
    """A text that is to be placed."""

    submission_id: int
    round_id: int
    text: str


@dataclass(frozen=True)
class Prepared:
    """What was computed of a text, as PostgreSQL reads it."""

    search: str
    vector: str
    print: copies.Print


def handle(task: Task) -> None:
    """Place the submissions of a task; the handler of `submission.theme`."""
    ids = task.subject_ids
    said = _undone(ids)
    prepared = prepare([each.text for each in said])
    living = db.session.execute(
        select(Submission.round_id, Submission.id, Submission.withdrawn_at).where(
            Submission.id.in_(ids)
        )
    ).all()
    for round_id in sorted({row.round_id for row in living}):
        placing.lock_round(round_id)
    store(said, prepared)
    _forget([row.id for row in living if row.withdrawn_at is not None])
    for round_id in sorted({row.round_id for row in living}):
        mine = [row.id for row in living if row.round_id == round_id]
        assign(round_id, mine, now=task.now)


def unprepared(round_id: int, limit: int) -> list[Said]:
    """Return texts of a round that have no words or vector yet, oldest first."""
    return _texts(Submission.round_id == round_id, limit)


def _undone(ids: Sequence[int]) -> list[Said]:
    return _texts(Submission.id.in_(ids), len(ids))


def _texts(which: object, limit: int) -> list[Said]:
    has_vector = exists().where(
        Vector.submission_id == Submission.id, Vector.space_id == active_space_id()
    )
    rows = db.session.execute(
        select(Submission.id, Submission.round_id, whole_text())
        .where(
            which,  # type: ignore[arg-type]  # A column's comparison.
            Submission.withdrawn_at.is_(None),
            or_(Submission.search.is_(None), ~has_vector, ~copies.is_compared()),
        )
        .order_by(Submission.id)
        .limit(limit)
    )
    return [Said(row.id, row.round_id, row.whole_text) for row in rows]


def load() -> None:
    """Load what preparing texts loads at its first use: dictionaries and the space."""
    prepare(["ไทย"])


def keep_ready() -> None:
    """Load all that giving a new text its theme needs.

    A worker does it before each job: a job is a process of its own, which inherits what is loaded.
    """
    load()
    newcomers.load_newest()


def prepare(texts: Sequence[str]) -> list[Prepared]:
    """Compute search words, vectors and prints; reads and writes nothing: any process may do it."""
    vectors = BackgroundSpace.load().transform(texts)
    prints = copies.prints_of(texts)
    return [
        Prepared(tsvector_literal(search_terms(text)), _halfvec(vector), each)
        for text, vector, each in zip(texts, vectors, prints, strict=True)
    ]


def _halfvec(vector: np.ndarray) -> str:
    # A halfvec keeps about three digits.
    return "[" + ",".join(map(str, np.round(vector.astype(np.float64), 5).tolist())) + "]"


def store(said: Sequence[Said], prepared: Sequence[Prepared]) -> None:
    """Write search words and vectors of texts, in place of older ones, and find their copies.

    The caller holds the round's lock.
    """
    if not said:
        return
    rows = placing.as_rows(
        "prepared",
        id=([each.submission_id for each in said], BigInteger),
        round_id=([each.round_id for each in said], BigInteger),
        search=([each.search for each in prepared], Text),
        vector=([each.vector for each in prepared], Text),
    )
    db.session.execute(
        update(Submission)
        .where(Submission.id == rows.c.id, Submission.withdrawn_at.is_(None))
        .values(search=cast(rows.c.search, TSVECTOR)),
        execution_options={"synchronize_session": False},
    )
    statement = insert(Vector).from_select(
        ["submission_id", "round_id", "space_id", "vector", "prepared_with"],
        select(
            rows.c.id,
            rows.c.round_id,
            literal(active_space_id(), BigInteger),
            cast(rows.c.vector, Vector.vector.type),
            literal(rules()),
        ),
    )
    given = statement.excluded
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=[Vector.submission_id, Vector.space_id],
            set_={"vector": given.vector, "prepared_with": given.prepared_with},
        )
    )
    ids, round_ids = [each.submission_id for each in said], [each.round_id for each in said]
    placing.recount(copies.store(ids, round_ids, [each.print for each in prepared]))


def assign(round_id: int, submission_ids: Sequence[int], *, now: datetime) -> None:
    """Give each open submission the theme that the last run's texts tell; the rest stay open.

    A submission that has a theme keeps it, whoever gave it; one that an officer barred from a
    theme gets another. The caller holds the round's lock.
    """
    open_rows = db.session.execute(
        select(Submission.id, whole_text())
        .where(
            placing.is_in(Submission.id, submission_ids),
            Submission.round_id == round_id,
            Submission.withdrawn_at.is_(None),
            ~placing.is_placed(),
        )
        .order_by(Submission.id)
    ).all()
    if not open_rows:
        return
    ids = [row.id for row in open_rows]
    barred = barred_themes(ids)
    found = newcomers.find_places(
        round_id,
        [row.whole_text for row in open_rows],
        [barred.get(submission_id, frozenset()) for submission_id in ids],
    )
    places = {each: place for each, place in zip(ids, found, strict=True) if place is not None}
    if not places:
        return
    themes, scores = zip(*places.values(), strict=True)
    placing.place(list(places), themes, scores, now=now)
    placing.recount(themes)


def barred_themes(submission_ids: Sequence[int]) -> dict[int, frozenset[int]]:
    """Return, for each submission that officers barred from themes, those themes."""
    rows = db.session.execute(
        select(Bar.submission_id, func.array_agg(Bar.theme_id))
        .where(Bar.submission_id == func.any(literal(list(submission_ids), ARRAY(BigInteger))))
        .group_by(Bar.submission_id)
    )
    return {submission_id: frozenset(themes) for submission_id, themes in rows}


def _forget(ids: Sequence[int]) -> None:
    """Take the traces of withdrawn submissions away, and count their themes anew."""
    if not ids:
        return
    left = db.session.scalars(
        delete(ThemeMember)
        .where(ThemeMember.submission_id.in_(ids))
        .returning(ThemeMember.theme_id),
        execution_options={"synchronize_session": False},
    ).all()
    db.session.execute(delete(Vector).where(Vector.submission_id.in_(ids)))
    db.session.execute(
        update(Submission).where(Submission.id.in_(ids)).values(search=None),
        execution_options={"synchronize_session": False},
    )
    _take_out_of_summaries(ids)
    placing.recount({*left, *copies.forget(ids)})


def _take_out_of_summaries(ids: Sequence[int]) -> None:
    """Erase the sentences of withdrawn submissions, in whatever theme an officer left them."""
    rounds = select(Submission.round_id).where(Submission.id.in_(ids))
    themes = db.session.scalars(
        select(Theme).where(Theme.round_id.in_(rounds), Theme.summary != [])
    )
    for theme in themes:
        theme.summary = [part for part in theme.summary if part["submission"] not in ids]
    db.session.flush()
