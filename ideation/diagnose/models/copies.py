"""Which submissions of a round have the same wording."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from ideation.core.models import Base


class TextCopy(Base):
    """To which group of near-identical texts a submission belongs, and how its copies find it.

    A group is named by its first submission, also when it has no other. `digest` is the same for
    texts of the very same letters; of these one holds the `keys` by which near copies are found
    (`text.copy_keys`).
    """

    __tablename__ = "text_copy"
    __table_args__ = (
        CheckConstraint("group_id <= submission_id", name="group"),
        CheckConstraint("keys is null or digest is not null", name="keys"),
        Index("ix_text_copy_digest", "round_id", "digest", "submission_id"),
        # The copies that are not the first of their wording, of which there are few.
        Index(
            "ix_text_copy_repeat",
            "round_id",
            "submission_id",
            postgresql_where=text("group_id < submission_id"),
        ),
        # Without the list of pending entries, which every look-up would read from end to end.
        Index(
            "ix_text_copy_keys",
            "keys",
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
            postgresql_where=text("keys is not null"),
        ),
    )

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    group_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    digest: Mapped[int | None]
    keys: Mapped[list[int] | None] = mapped_column(ARRAY(BigInteger))
