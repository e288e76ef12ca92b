"""The texts of a round as plain rows: no objects, whatever the number."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sqlalchemy import select

from ideation.diagnose.models import Submission, Vector
from ideation.diagnose.service import placing
from ideation.diagnose.service.spaces import active_space_id
from ideation.diagnose.service.whole_text import whole_text
from ideation.extensions import db
from ideation.text.space import BackgroundSpace

PORTION = 2_000


@dataclass(frozen=True)
class Texts:
    """Every text of a round that nobody took back, in the order of the ids.

    Args:
        ids: n ids of submissions.
        texts: n texts.
        public: n marks of those that anybody may read.
    """

    ids: list[int]
    texts: list[str]
    public: list[bool]


def read_texts(round_id: int) -> Texts:
    """Read the texts of a round in portions."""
    rows = db.session.execute(
        select(Submission.id, whole_text(), Submission.is_public.label("is_public"))
        .where(Submission.round_id == round_id, Submission.withdrawn_at.is_(None))
        .order_by(Submission.id),
        execution_options={"yield_per": PORTION},
    )
    found = Texts([], [], [])
    for row in rows:
        found.ids.append(row.id)
        found.texts.append(row.whole_text)
        found.public.append(row.is_public)
    return found


def read_vectors(ids: Sequence[int]) -> npt.NDArray[np.float32]:
    """Read the vectors of submissions in the active space.

    Args:
        ids: n ids of submissions.

    Returns:
        (n, 128) rows in the order of the ids; a row of zeros where there is no vector.
    """
    rows = db.session.execute(
        select(Vector.submission_id, Vector.vector).where(
            Vector.space_id == active_space_id(), placing.is_in(Vector.submission_id, ids)
        ),
        execution_options={"yield_per": PORTION},
    )
    places = {submission_id: row for row, submission_id in enumerate(ids)}
    vectors = np.zeros((len(ids), BackgroundSpace.dimensions), dtype=np.float32)
    for row in rows:
        vectors[places[row.submission_id]] = row.vector
    return vectors
