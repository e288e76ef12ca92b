"""Dates as official papers write them: in full, in Thai with Thai numerals and the Buddhist era."""

from datetime import date, datetime

from ideation.core.clock import THAILAND, day_of
from ideation.core.formats import ERA, thai_digits
from ideation.core.i18n import language

DAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")
MONTHS = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip


def official_date(value: date | datetime | None) -> str:
    """Write a day: `วันเสาร์ที่ ๒๑ พฤศจิกายน พ.ศ. ๒๕๖๙`, or `Saturday 21 November 2026`."""
    if value is None:
        return ""
    day = day_of(value) if isinstance(value, datetime) else value
    if language() != "th":
        return f"{day:%A} {day.day} {day:%B} {day.year}"
    words = f"วัน{DAYS[day.weekday()]}ที่ {day.day} {MONTHS[day.month - 1]} พ.ศ. {day.year + ERA}"
    return thai_digits(words)


def official_time(value: datetime | None) -> str:
    """Write a time of day in Thailand: `๑๐.๓๐ น.`, or `10:30`."""
    if value is None:
        return ""
    local = value.astimezone(THAILAND)
    return thai_digits(f"{local:%H.%M} น.") if language() == "th" else f"{local:%H:%M}"


def official_number(value: object) -> str:
    """Write a number or what holds numbers: with Thai numerals in Thai."""
    return thai_digits(value) if language() == "th" else str(value)
