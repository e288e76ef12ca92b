"""The words of Diagnose that people read for what the database stores."""

from ideation.core.formats import is_thai
from ideation.core.i18n import _l, language
from ideation.core.provinces import PROVINCES, Province, province
from ideation.diagnose.models import Channel, Kind
from ideation.text.tokens import last_break

KINDS = {
    Kind.ISSUE: _l("Problem"),
    Kind.NEED: _l("Need"),
    Kind.SUGGESTION: _l("Suggestion"),
    Kind.QUESTION: _l("Question"),
    Kind.COMPLAINT: _l("Complaint"),
    Kind.TIP_OFF: _l("Report of wrongdoing"),
}
# A report of wrongdoing is never public (B4): among what everybody reads there is none to find.
PUBLIC_KINDS = {kind: word for kind, word in KINDS.items() if kind != Kind.TIP_OFF}
CHANNELS = {
    Channel.WEB: _l("Website"),
    Channel.PHONE: _l("Phone"),
    Channel.FAX: _l("Fax"),
    Channel.LETTER: _l("Letter"),
    Channel.EMAIL: _l("E-mail"),
    Channel.IN_PERSON: _l("In person"),
    Channel.SUGGESTION_BOX: _l("Suggestion box"),
    Channel.LINE: _l("LINE"),
    Channel.API: _l("Another system"),
    Channel.IMPORT: _l("Collected by the agency"),
}
STATUSES = {
    "waiting": _l("Waiting for triage"),
    "in_progress": _l("In progress"),
    "answered": _l("Answered"),
    "selected": _l("Selected"),
    "not_selected": _l("Not selected, with reasons"),
}


def kind_word(kind: str) -> str:
    """Return what people read for a kind of submission."""
    return str(KINDS[Kind(kind)])


def channel_word(channel: str) -> str:
    """Return what people read for a channel."""
    return str(CHANNELS[Channel(channel)])


def province_word(code: str | None) -> str:
    """Return the name of a province in the reader's language; nothing for an unknown code."""
    found = province(code) if code else None
    return _name(found) if found else ""


def province_choices() -> list[tuple[str, str]]:
    """Return the provinces as choices, in Thai order or by their English names."""
    if language() == "th":
        return [(each.code, each.name_th) for each in PROVINCES]
    by_name = sorted(PROVINCES, key=lambda each: each.name_en)
    return [(each.code, each.name_en) for each in by_name]


def language_of(text: str) -> str:
    """Return the language a text is written in, as far as its letters tell: `th` or `en`."""
    return "th" if is_thai(text) or not text else "en"


def _name(found: Province) -> str:
    return found.name_th if language() == "th" else found.name_en


def excerpt(text: str, length: int) -> str:
    """Return the beginning of a text, cut between two words.

    Args:
        text: any text.
        length: at most so many characters, the ellipsis not counted.
    """
    if len(text) <= length:
        return text
    return text[: last_break(text, length)].rstrip() + "…"
