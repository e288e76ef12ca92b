"""Reading a table that somebody hands in: CSV in the usual encodings, or XLSX."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from ideation.core.errors import InvalidInput, TooLarge
from ideation.core.i18n import _l

# UTF-8 with or without a mark, then what Excel on a Thai Windows writes.
ENCODINGS = ("utf-8-sig", "cp874")
DELIMITERS = ",;\t"
MOST_ROWS = 200_000
MOST_COLUMNS = 200
MOST_UNPACKED_BYTES = 400 * 1024 * 1024
LONGEST_CELL = 100_000

csv.field_size_limit(LONGEST_CELL * 10)


@dataclass(frozen=True)
class Line:
    """One row of a table; `number` is its line as a person counts in the file, from 1."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class Table:
    """A table with its first line as the names of the columns."""

    header: list[str]
    lines: list[Line]


def read_table(content: bytes, file_format: str) -> Table:
    """Read a whole table.

    Args:
        content: the bytes of the file, at most 25 MB.
        file_format: `csv` or `xlsx`.

    Raises:
        InvalidInput: it is no such file, or has no header or no rows.
        TooLarge: it has more rows or columns than are taken at once.
    """
    read = _read_csv if file_format == "csv" else _read_xlsx
    lines = list(_bounded(read(content)))
    if not lines:
        raise InvalidInput(_l("The file has no rows. Choose another file."), field="file")
    header = [cell.strip() for cell in lines[0].cells]
    if len(header) > MOST_COLUMNS:
        raise TooLarge(_l("The file has more than 200 columns. Keep those you need."), field="file")
    if not any(header):
        raise InvalidInput(
            _l("The first line of the file must name its columns. Add a heading line."),
            field="file",
        )
    return Table(header=header, lines=lines[1:])


def detect_format(name: str, content: bytes) -> str:
    """Tell a file's format by its content, with the name as a hint.

    Raises:
        InvalidInput: it is neither CSV nor XLSX.
    """
    if content.startswith(b"PK\x03\x04"):
        return "xlsx"
    binary = b"\x00" in content[:4096] or content.startswith(b"\xd0\xcf\x11\xe0")
    if binary or name.lower().endswith((".xls", ".pdf", ".doc", ".docx")):
        raise InvalidInput(
            _l("We can read CSV and XLSX files only. Save the table as one of them."), field="file"
        )
    return "csv"


def _bounded(lines: Iterator[Line]) -> Iterator[Line]:
    for count, line in enumerate(lines):
        if count > MOST_ROWS:
            raise TooLarge(
                _l("The file has more than 200,000 rows. Split it and try again."), field="file"
            )
        yield line


def _read_csv(content: bytes) -> Iterator[Line]:
    text = _decode(content)
    first_line = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    number = 1
    try:
        for cells in reader:
            if any(cells):
                yield Line(number, [cell.replace("\x00", "") for cell in cells])
            # A quoted cell may hold line breaks: the next row starts after them.
            number = reader.line_num + 1
    except csv.Error as error:
        raise InvalidInput(
            _l("Line %(line)s of the file cannot be read as CSV.", line=number), field="file"
        ) from error


def _decode(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InvalidInput(
        _l("The text of the file cannot be read. Save it as CSV in UTF-8 and try again."),
        field="file",
    )


def _read_xlsx(content: bytes) -> Iterator[Line]:
    unreadable = InvalidInput(
        _l("The file cannot be opened as XLSX. Save it again and retry."), field="file"
    )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > MOST_UNPACKED_BYTES:
            raise TooLarge(_l("The file is too large once unpacked. Split it."), field="file")
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise unreadable from error
    sheet = workbook.active
    if sheet is None:
        raise unreadable
    try:
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            cells = [_cell(value) for value in row]
            if any(cells):
                yield Line(number, cells)
    finally:
        workbook.close()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\x00", "")
