"""Reading a table of measurements that an officer pastes or uploads."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from ideation.core import clock
from ideation.core.errors import InvalidInput, TooLarge
from ideation.core.i18n import _, _l
from ideation.deliver.service.pocs import given
from ideation.diagnose.rows import parse_date
from ideation.diagnose.tables import Line, detect_format, read_table
from ideation.rounds.windows import FIRST_YEAR

MOST_ROWS: Final = 500
MOST_BYTES: Final = 1024 * 1024
MOST_NAMED: Final = 10
FIELD: Final = "rows"


@dataclass(frozen=True)
class Value:
    """One row that can be taken: a day, its value, and a note."""

    day: date
    value: float
    note: str = ""


class BadRows(InvalidInput):
    """Rows of a table that cannot be taken.

    Args:
        problems: a whole sentence for each row, which names its line.
    """

    def __init__(self, problems: list[Any]) -> None:
        super().__init__(_l("Nothing was stored, because some rows cannot be taken."), field=FIELD)
        self.problems = problems


def read(name: str, content: bytes, *, today: date, longest_note: int) -> list[Value]:
    """Read days and values.

    Args:
        name: of the file; empty for what was pasted.
        content: CSV or XLSX, with or without a heading line.
        today: no day may lie after it.
        longest_note: how many characters a note may have.

    Raises:
        BadRows: rows that cannot be taken.
        InvalidInput: it is no table, or an empty one.
        TooLarge: it has more than 500 rows.
    """
    lines = _lines(name, content)
    found: dict[date, Value] = {}
    problems: list[Any] = []
    for line in lines:
        try:
            value = _value(line, found, today, longest_note)
        except InvalidInput as error:
            sentence = _("Line %(line)s: %(problem)s.", line=line.number, problem=error.message)
            problems.append(sentence)
        else:
            found[value.day] = value
    if problems:
        raise BadRows(_shortened(problems))
    return list(found.values())


def _lines(name: str, content: bytes) -> list[Line]:
    if len(content) > MOST_BYTES:
        raise TooLarge(_too_long(), field=FIELD)
    try:
        table = read_table(content, detect_format(name, content))
    except InvalidInput as error:
        raise InvalidInput(error.message, field=FIELD) from error
    # Without a heading the first line is a row like the others.
    first = Line(1, table.header)
    lines = [first, *table.lines] if _day(table.header[0]) else table.lines
    if not lines:
        raise InvalidInput(_l("There are no rows with a day and a value."), field=FIELD)
    if len(lines) > MOST_ROWS:
        raise TooLarge(_too_long(), field=FIELD)
    return lines


def _value(line: Line, found: Container[date], today: date, longest_note: int) -> Value:
    cells = [cell.strip() for cell in line.cells] + [""] * 3
    day = _day(cells[0])
    if day is None or day.year < FIRST_YEAR:
        raise InvalidInput(_l("write the day like 2026-06-12 or 12/6/2569"))
    if day > today:
        raise InvalidInput(_l("this day lies ahead"))
    if day in found:
        raise InvalidInput(_l("this day is in the table already"))
    value = given.number(cells[1])
    if value is None or abs(value) > given.LARGEST_VALUE:
        raise InvalidInput(_l("the value must be a number"))
    if any(cells[3:]):
        raise InvalidInput(_l("there are more than three cells: day, value and note"))
    if len(cells[2]) > longest_note:
        raise InvalidInput(_l("the note is longer than %(most)s characters", most=longest_note))
    return Value(day, value, cells[2])


def _day(cell: str) -> date | None:
    moment = parse_date(cell.strip())
    return clock.day_of(moment) if moment else None


def _shortened(problems: list[Any]) -> list[Any]:
    more = len(problems) - MOST_NAMED
    if more <= 0:
        return problems
    return [*problems[:MOST_NAMED], _("And %(number)s more rows.", number=more)]


def _too_long() -> Any:
    return _l("The table has more than %(most)s rows. Split it.", most=MOST_ROWS)
