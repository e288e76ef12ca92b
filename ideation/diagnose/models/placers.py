"""What the last run of a round learned, kept for the texts that come after it."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from ideation.core.models import Base


class ThemePlacer(Base):
    """What places a round's new texts until its next run: one row for each round.

    `data` is what `text.placer_file` wrote; `submission_ids` names the submissions behind its
    landmarks, whose present themes are what the placer's own numbers of themes stand for.
    """

    __tablename__ = "theme_placer"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("theme_run.id"))
    data: Mapped[bytes] = mapped_column(deferred=True)
    submission_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), deferred=True)
    created_at: Mapped[datetime]
