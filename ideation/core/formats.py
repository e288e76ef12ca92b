"""How dates, numbers and people's Markdown are shown.

Storage is ISO and UTC; the Buddhist era and Thai numerals exist on the page only.
"""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

import nh3
from babel.dates import format_timedelta
from babel.numbers import format_decimal
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from ideation.core import clock
from ideation.core.i18n import _, language

ERA = 543  # Years that the Buddhist era of Thai calendars is ahead.
THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
THAI_MONTHS = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.",
    "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip
_THAI_RUN = re.compile("[\u0e01-\u0e5b](?:[^<>&]*[\u0e01-\u0e5b])?")
RECENT = timedelta(days=30)
JUST_NOW = timedelta(minutes=1)

_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
_ALLOWED_TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip


def thai_digits(value: object) -> str:
    """Write Arabic digits as Thai ones, for official documents."""
    return str(value).translate(THAI_DIGITS)


def date_words(value: date | datetime | None) -> str:
    """Write a day: `12 มิ.ย. 2569` in Thai (Buddhist era), `12 Jun 2026` in English."""
    if value is None:
        return ""
    day = _local(value) if isinstance(value, datetime) else value
    if language() == "th":
        return f"{day.day} {THAI_MONTHS[day.month - 1]} {day.year + ERA}"
    return f"{day.day} {day:%b} {day.year}"


def datetime_words(value: datetime | None) -> str:
    """Write a moment: the day, and the time in Thailand."""
    if value is None:
        return ""
    local = _local(value)
    if language() == "th":
        return f"{date_words(local.date())} เวลา {local:%H.%M} น."
    return f"{date_words(local.date())}, {local:%H:%M}"


def ago(value: datetime | None) -> Markup:
    """Write how long ago, with the full date for a hovering pointer and for readers."""
    if value is None:
        return Markup("")
    distance = value - clock.now()
    if abs(distance) > RECENT:
        words = date_words(value)
    elif abs(distance) < JUST_NOW:
        words = _("just now")
    else:
        words = _distance_words(round(distance.total_seconds()), language())
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        value.isoformat(), datetime_words(value), words
    )


@lru_cache(maxsize=4096)
def _distance_words(seconds: int, locale: str) -> str:
    return format_timedelta(
        timedelta(seconds=seconds), add_direction=True, locale=locale, threshold=1.2
    )


def number(value: float | int | None) -> str:
    """Write a number with separators."""
    return "" if value is None else _number_words(value, language())


@lru_cache(maxsize=4096)
def _number_words(value: float | int, locale: str) -> str:
    return format_decimal(value, locale=locale)


def markdown(text: str | None) -> Markup:
    """Turn people's Markdown into safe HTML: no scripts, images or raw HTML, links marked."""
    html = _markdown.render(text or "")
    # A heading of the text must not stand above the page's own.
    html = html.replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    return Markup(  # noqa: S704  nh3 has just cleaned it.
        nh3.clean(
            html,
            tags=_ALLOWED_TAGS,
            attributes={"a": {"href", "title"}},
            url_schemes={"http", "https", "mailto"},
            link_rel="nofollow noopener ugc",
        )
    )


def is_thai(text: str) -> bool:
    """Tell whether a text holds Thai letters."""
    return bool(_THAI_RUN.search(text))


def is_foreign(value: object) -> bool:
    """Tell whether words hold Thai letters on a page in another language."""
    return language() != "th" and isinstance(value, str) and is_thai(value)


def with_lang(value: object) -> object:
    """Mark what is in Thai letters on a page in another language, so that it is read as Thai.

    Args:
        value: what a page shows; markup and anything but words are left as they are.
    """
    if isinstance(value, Markup) or not is_foreign(value):
        return value
    # Between the marked pieces stands escaped text.
    return Markup(_THAI_RUN.sub(r'<span lang="th">\g<0></span>', str(escape(value))))  # noqa: S704


def _local(value: datetime) -> datetime:
    return value.astimezone(clock.THAILAND)
