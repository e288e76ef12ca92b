"""The words of Discover that people read for what the database stores."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from ideation.core.formats import number
from ideation.core.i18n import _, _l
from ideation.core.sectors import SECTORS, Sector
from ideation.discover.models import Choice, Method, StatementState
from ideation.discover.service.spread import Group, Spread

CHOICES: Mapping[Choice, Any] = MappingProxyType(
    {
        Choice.AGREE: _l("Agree"),
        Choice.DISAGREE: _l("Disagree"),
        Choice.PASS: _l("Pass"),
    }
)

METHODS: Mapping[Method, Any] = MappingProxyType(
    {
        Method.INTERVIEW: _l("Interview"),
        Method.OBSERVATION: _l("Observation"),
        Method.FOCUS_GROUP: _l("Focus group"),
        Method.VISIT: _l("Visit"),
    }
)

# How the state of a statement reads, and the tone of its chip.
STATES: Mapping[StatementState, tuple[Any, str, str]] = MappingProxyType(
    {
        StatementState.SUGGESTED: (_l("Suggested, not yet decided"), "warning", "clock"),
        StatementState.APPROVED: (_l("People are asked this"), "success", "check"),
        StatementState.DECLINED: (_l("Not taken up"), "quiet", "cross"),
    }
)

SORT_WORDS: Mapping[str, Any] = MappingProxyType(
    {
        "agreed": _l("Most agreed first"),
        "divided": _l("Most divided first"),
        "newest": _l("Newest first"),
    }
)


def choice_word(choice: str) -> str:
    """Return what people read for an answer."""
    return str(CHOICES[Choice(choice)])


def method_word(method: str) -> str:
    """Return what people read for a way of learning something."""
    return str(METHODS[Method(method)])


def sector_word(sector: str) -> str:
    """Return what people read for a sector; the empty word stands for people who did not say."""
    return str(SECTORS[Sector(sector)]) if sector else _("Did not say")


def group_word(group: Group) -> str:
    """Return what people read for a group of answers: its sector, or that it holds several."""
    return ", ".join(sector_word(sector) for sector in group.sectors)


def finding(spread: Spread) -> str:
    """Return in one sentence what the numbers say."""
    percents = spread.percents
    sentences = {
        "none": _("Nobody has answered yet"),
        "few": _("Too few answers to say much"),
        "agree": _("Most agree (%(percent)s%%)", percent=number(percents[Choice.AGREE])),
        "disagree": _("Most disagree (%(percent)s%%)", percent=number(percents[Choice.DISAGREE])),
        "unsure": _("Most passed (%(percent)s%%)", percent=number(percents[Choice.PASS])),
        "divided": _("Opinions are divided"),
    }
    return sentences[spread.verdict]
