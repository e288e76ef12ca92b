"""Columns of a CSV file that somebody hands to a command."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

import click


def read_columns(table: Path, names: Sequence[str]) -> list[tuple[str, ...]]:
    """Read columns of a CSV file in UTF-8 or in what Excel on a Thai Windows writes.

    Args:
        table: The file; its first row holds the names of the columns.
        names: The columns that are wanted.

    Returns:
        A cell of each wanted column for every row; a row that ends early has empty cells.

    Raises:
        click.ClickException: The file cannot be read, or has no such column.
    """
    try:
        return list(_rows(table, names))
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{table} is no text. Save it as CSV in UTF-8.") from error
    except (OSError, csv.Error) as error:
        raise click.ClickException(f"{table} cannot be read as CSV: {error}.") from error


def _rows(table: Path, names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    # A text may be longer than the 128 kB that the module takes at most otherwise. The limit is the
    # whole process's, so it is never lowered.
    csv.field_size_limit(max(csv.field_size_limit(), table.stat().st_size + 1))
    with table.open(encoding=_encoding(table), newline="") as lines:
        # Strict, for a quote that is never closed would swallow the rest of the file.
        rows = csv.reader(lines, strict=True)
        header = [cell.strip() for cell in next(rows, [])]
        places = [_place(table, header, name) for name in names]
        for row in rows:
            # A wholly blank line is no row.
            if row:
                yield tuple(row[place] if place < len(row) else "" for place in places)


def _place(table: Path, header: Sequence[str], name: str) -> int:
    if name in header:
        return header.index(name)
    there = ", ".join(filter(None, header)) or "no columns at all"
    raise click.ClickException(f"{table} has no column {name!r}. It has: {there}.")


def _encoding(table: Path) -> str:
    """Tell UTF-8, with or without a mark, from what Excel on a Thai Windows writes."""
    try:
        with table.open(encoding="utf-8-sig") as lines:
            for _line in lines:
                pass
    except UnicodeDecodeError:
        return "cp874"
    return "utf-8-sig"
