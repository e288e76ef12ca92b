"""An import of many submissions from a file, and the rows that could not be taken."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ideation.accounts.models import Account
from ideation.core.models import Base, Numbered, StoredFile
from ideation.rounds.models import Round


class SubmissionImport(Numbered, Base):
    """One file brought into a round.

    An import that the workers gave up stays `running`; its work item says why. `mapping` gives
    the file's column for each field of a submission. `rows_read` is how far a running import
    has come; the counts of a finished one add up: total = good + repeated + bad.
    """

    __tablename__ = "submission_import"
    __table_args__ = (
        CheckConstraint("state in ('uploaded', 'running', 'done')", name="state"),
        CheckConstraint("format in ('csv', 'xlsx')", name="format"),
        CheckConstraint(
            "state <> 'done' or rows_total = rows_good + rows_repeated + rows_bad",
            name="balance",
        ),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    format: Mapped[str]
    mapping: Mapped[dict[str, Any]]
    defaults: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(server_default="uploaded")
    rows_total: Mapped[int] = mapped_column(server_default="0")
    rows_read: Mapped[int] = mapped_column(server_default="0")
    rows_good: Mapped[int] = mapped_column(server_default="0")
    rows_repeated: Mapped[int] = mapped_column(server_default="0")
    rows_bad: Mapped[int] = mapped_column(server_default="0")
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    round: Mapped[Round] = relationship()
    file: Mapped[StoredFile] = relationship()
    created_by: Mapped[Account | None] = relationship()


class BadRow(Numbered, Base):
    """A row that was not taken: its line in the file, and the reason as a word of `rows.py`."""

    __tablename__ = "import_bad_row"
    __table_args__ = (UniqueConstraint("import_id", "line", name="uq_import_bad_row_line"),)

    import_id: Mapped[int] = mapped_column(ForeignKey("submission_import.id"))
    line: Mapped[int]
    reason: Mapped[str]
    cells: Mapped[list[str]]
