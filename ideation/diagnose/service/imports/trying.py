"""Trying the rows of a file before anything is brought in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ideation.core.errors import InvalidInput
from ideation.core.i18n import _l
from ideation.diagnose import rows, tables
from ideation.diagnose.models import Channel, Kind, SubmissionImport

PREVIEW_ROWS: Final = 8
DEFAULTS: Final = {"kind": Kind.ISSUE.value, "channel": Channel.IMPORT.value}

# A line with its row and no reason, or with no row and the reason why it is bad.
Tried = tuple[tables.Line, rows.Row | None, str]


@dataclass(frozen=True)
class Preview:
    """What a file holds, before anything is brought in.

    Args:
        header: the names of the columns.
        lines: its first rows.
        rows_total: how many rows it has below the heading.
        rows_good: how many of them can be taken with the present mapping.
        reasons: how many rows are bad, by reason.
    """

    header: list[str]
    lines: list[tables.Line]
    rows_total: int
    rows_good: int
    reasons: dict[str, int]

    @property
    def rows_bad(self) -> int:
        """How many rows cannot be taken."""
        return self.rows_total - self.rows_good


def preview(made: SubmissionImport, *, now: datetime) -> Preview:
    """Try every row of a stored file with its present mapping, and bring nothing in."""
    table = tables.read_table(made.file.content, made.format)
    return _preview(table, made.mapping, made.defaults, now)


def try_file(name: str, content: bytes, mapping: dict[str, str], *, now: datetime) -> Preview:
    """Try every row of a file that is not stored, with columns named by their headings.

    Raises:
        InvalidInput: the file cannot be read, or has no such column.
    """
    table = tables.read_table(content, tables.detect_format(name, content))
    chosen = choose_columns(table.header, mapping)
    if "text" not in chosen:
        raise InvalidInput(_l("Choose the column that holds the text."), field="text")
    return _preview(table, chosen, DEFAULTS, now)


def choose_columns(header: list[str], mapping: dict[str, str]) -> dict[str, int]:
    """Take the columns that were named by their headings, and guess the others."""
    named = {field: _column(header, heading) for field, heading in mapping.items()}
    taken = set(named.values())
    guessed = {
        field: column for field, column in rows.guess_mapping(header).items() if column not in taken
    }
    return {**guessed, **named}


def _column(header: list[str], heading: str) -> int:
    if heading not in header:
        raise InvalidInput(
            _l(
                "The file has no column “%(name)s”. Its columns are: %(columns)s.",
                name=heading,
                columns=", ".join(header),
            ),
            field="mapping",
        )
    return header.index(heading)


def _preview(
    table: tables.Table, mapping: dict[str, int], defaults: dict[str, str], now: datetime
) -> Preview:
    good = 0
    reasons: dict[str, int] = {}
    # Without a column for the text no row can be tried; the form then asks for it.
    outcomes = tried(table, mapping, defaults, now) if "text" in mapping else iter(())
    for _line, row, reason in outcomes:
        if row:
            good += 1
        else:
            reasons[reason] = reasons.get(reason, 0) + 1
    return Preview(
        header=table.header,
        lines=table.lines[:PREVIEW_ROWS],
        rows_total=len(table.lines),
        rows_good=good,
        reasons=reasons,
    )


def tried(
    table: tables.Table, mapping: dict[str, int], defaults: dict[str, str], now: datetime
) -> Iterator[Tried]:
    """Read each line of a table as a row.

    Args:
        table: the file.
        mapping: the column of each field, counted from 0; one of them is `text`.
        defaults: what stands in for a kind or channel that a line does not name.
        now: the present moment; nothing was said after it.
    """
    reader = rows.RowReader(len(table.header), mapping, defaults, now)
    for line in table.lines:
        try:
            yield line, reader.read(line.cells), ""
        except rows.BadRow as bad:
            yield line, None, bad.reason
