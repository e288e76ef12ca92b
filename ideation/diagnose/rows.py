"""One row of an imported table: which column is what, and what makes a row bad."""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from ideation.core.clock import THAILAND
from ideation.core.i18n import _l
from ideation.core.provinces import PROVINCES
from ideation.diagnose.models.submissions import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    Channel,
    Kind,
)

BUDDHIST_ERA_FROM = 2400  # A year from here on is counted in the Buddhist era.
LONGEST_NAME = 60

# The fields of a submission that a column may fill, and the headings people give them.
FIELDS: dict[str, tuple[str, ...]] = {
    "text": ("text", "ข้อความ", "รายละเอียด", "ความคิดเห็น", "เรื่อง", "message", "comment", "detail"),
    "title": ("title", "หัวข้อ", "ชื่อเรื่อง", "subject"),
    "kind": ("kind", "type", "ประเภท", "ชนิด"),
    "province": ("province", "จังหวัด"),
    "channel": ("channel", "ช่องทาง"),
    "said_at": ("date", "said_at", "วันที่", "เวลา", "timestamp", "created_at"),
    "name": ("name", "pen_name", "นามปากกา", "ชื่อ"),
    "reference": ("reference", "id", "เลขที่", "เลขรับ", "รหัส", "ลำดับ"),
}

FIELD_LABELS = {
    "text": _l("Text"),
    "title": _l("Title"),
    "kind": _l("Kind"),
    "province": _l("Province"),
    "channel": _l("Channel"),
    "said_at": _l("Date"),
    "name": _l("Pen name"),
    "reference": _l("Reference number"),
}

REASONS = {
    "text_empty": _l("The text is empty."),
    "text_long": _l("The text is longer than 5,000 characters."),
    "title_long": _l("The title is longer than 150 characters."),
    "name_long": _l("The pen name is longer than 60 characters."),
    "kind_unknown": _l("The kind is not one that we know."),
    "province_unknown": _l("The province is not one of the 77."),
    "channel_unknown": _l("The channel is not one that we know."),
    "date_unreadable": _l("The date cannot be read. Write it as 2026-11-30 or 30/11/2569."),
    "date_future": _l("The date lies in the future."),
    "cells_missing": _l("The row has fewer cells than the heading."),
    "cells_surplus": _l("The row has more cells than the heading."),
}

KIND_WORDS = {
    "ปัญหา": Kind.ISSUE,
    "ประเด็นปัญหา": Kind.ISSUE,
    "ความต้องการ": Kind.NEED,
    "ข้อเสนอแนะ": Kind.SUGGESTION,
    "ข้อเสนอ": Kind.SUGGESTION,
    "คำถาม": Kind.QUESTION,
    "ร้องเรียน": Kind.COMPLAINT,
    "ข้อร้องเรียน": Kind.COMPLAINT,
    "เรื่องร้องเรียน": Kind.COMPLAINT,
    "แจ้งเบาะแส": Kind.TIP_OFF,
    "เบาะแส": Kind.TIP_OFF,
}
CHANNEL_WORDS = {
    "เว็บไซต์": Channel.WEB,
    "โทรศัพท์": Channel.PHONE,
    "โทรสาร": Channel.FAX,
    "แฟกซ์": Channel.FAX,
    "จดหมาย": Channel.LETTER,
    "หนังสือ": Channel.LETTER,
    "อีเมล": Channel.EMAIL,
    "ด้วยตนเอง": Channel.IN_PERSON,
    "ตู้รับความคิดเห็น": Channel.SUGGESTION_BOX,
    "ไลน์": Channel.LINE,
}
_PROVINCES = (
    {province.code: province.code for province in PROVINCES}
    | {province.name_th: province.code for province in PROVINCES}
    | {province.name_en.lower(): province.code for province in PROVINCES}
    | {"กรุงเทพ": "10", "กรุงเทพฯ": "10", "กทม": "10", "กทม.": "10", "อยุธยา": "14", "โคราช": "30"}
)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?)?Z?")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ ,]+(\d{1,2})[:.](\d{2}))?")


class BadRow(Exception):
    """A row cannot be taken; `reason` is a key of `REASONS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Row:
    """A row that can be taken, as the values of a submission."""

    text: str
    title: str
    kind: str
    province: str | None
    channel: str
    said_at: datetime
    pen_name: str | None
    key: str


def guess_mapping(header: list[str]) -> dict[str, int]:
    """Guess which column fills which field, by its heading; each column serves once."""
    plain = [heading.strip().lower().replace(" ", "_") for heading in header]
    mapping: dict[str, int] = {}
    for field, headings in FIELDS.items():
        found = [plain.index(heading) for heading in headings if heading in plain]
        free = [index for index in found if index not in mapping.values()]
        if free:
            mapping[field] = free[0]
    return mapping


class RowReader:
    """Turns the cells of one file into rows, and names each row so that none enters twice.

    Args:
        columns: how many columns the heading has.
        mapping: the column of each field, from 0; `text` is needed.
        defaults: `kind` and `channel` for rows without one.
        now: stands in for a missing date; later dates are refused.
    """

    def __init__(
        self, columns: int, mapping: Mapping[str, int], defaults: Mapping[str, Any], now: datetime
    ) -> None:
        self.columns = columns
        self.mapping = mapping
        self.defaults = defaults
        self.now = now
        self._seen: Counter[str] = Counter()

    def read(self, cells: list[str]) -> Row:
        """Check one row.

        Raises:
            BadRow: with the first reason found.
        """
        if len(cells) < self.columns:
            raise BadRow("cells_missing")
        if any(cell.strip() for cell in cells[self.columns :]):
            raise BadRow("cells_surplus")
        values = {field: cells[column].strip() for field, column in self.mapping.items()}
        text = values["text"]
        if not text:
            raise BadRow("text_empty")
        if len(text) > LONGEST_TEXT:
            raise BadRow("text_long")
        title = values.get("title", "")
        if len(title) > LONGEST_TITLE:
            raise BadRow("title_long")
        pen_name = values.get("name") or None
        if pen_name and len(pen_name) > LONGEST_NAME:
            raise BadRow("name_long")
        return Row(
            text=text,
            title=title,
            kind=self._word("kind", values, KIND_WORDS, Kind),
            province=_province(values.get("province", "")),
            channel=self._word("channel", values, CHANNEL_WORDS, Channel),
            said_at=self._said_at(values.get("said_at", "")),
            pen_name=pen_name,
            key=self._key(text, values),
        )

    def _word(
        self, field: str, values: Mapping[str, str], words: Mapping[str, Any], kinds: Any
    ) -> str:
        given = values.get(field, "")
        if not given:
            return str(self.defaults[field])
        word = words.get(given, given.lower().replace(" ", "_").replace("-", "_"))
        if word not in set(kinds):
            raise BadRow(f"{field}_unknown")
        return str(word)

    def _said_at(self, given: str) -> datetime:
        if not given:
            return self.now
        moment = parse_date(given)
        if moment is None:
            raise BadRow("date_unreadable")
        if moment > self.now + timedelta(days=1):
            raise BadRow("date_future")
        return min(moment, self.now)

    def _key(self, text: str, values: Mapping[str, str]) -> str:
        """Name a row by its content, and by how often this content has come in the file.

        People do say the same words: two equal rows are two voices. Yet the same file, or a
        longer export of it, brought in again must add nothing that is here already.
        """
        content = "\x1f".join((text, values.get("reference", ""), values.get("said_at", "")))
        digest = hashlib.sha256(content.encode()).hexdigest()
        self._seen[digest] += 1
        return f"import:{digest}:{self._seen[digest]}"


def parse_date(given: str) -> datetime | None:
    """Read a date, in the Christian or the Buddhist era, in Thai time; None if it is none."""
    if match := _ISO.fullmatch(given):
        year, month, day, hour, minute = (int(part or 0) for part in match.groups())
    elif match := _DAY_FIRST.fullmatch(given):
        day, month, year, hour, minute = (int(part or 0) for part in match.groups())
    else:
        return None
    if year >= BUDDHIST_ERA_FROM:
        year -= 543
    try:
        local = datetime.combine(date(year, month, day), time(hour, minute), tzinfo=THAILAND)
    except ValueError:
        return None
    return local.astimezone(UTC)


def _province(given: str) -> str | None:
    if not given:
        return None
    name = given.removeprefix("จังหวัด").removeprefix("จ.").strip()
    code = _PROVINCES.get(name) or _PROVINCES.get(name.lower())
    if code is None:
        raise BadRow("province_unknown")
    return code
