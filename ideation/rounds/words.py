"""The words for the fixed terms of a round, in the reader's language."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from ideation.core.i18n import _l, language
from ideation.rounds.models import Moment, Stage

STAGES: Mapping[Stage, Any] = MappingProxyType(
    {
        Stage.DIAGNOSE: _l("Diagnose"),
        Stage.DISCOVER: _l("Discover"),
        Stage.DEVELOP: _l("Develop"),
        Stage.DELIVER: _l("Deliver"),
    }
)

MOMENTS: Mapping[Moment, Any] = MappingProxyType(
    {
        Moment.BEFORE: _l("Before planning"),
        Moment.DURING: _l("While the work goes on"),
        Moment.AFTER: _l("After the work"),
    }
)

FIELDS: Mapping[str, Any] = MappingProxyType(
    {
        "title": _l("the title"),
        "slug": _l("the address"),
        "purpose": _l("the purpose"),
        "level": _l("the level of participation"),
        "moment": _l("the moment"),
        "mission_area_id": _l("the mission area"),
        "outcome": _l("what came out"),
        "windows": _l("the dates of the stages"),
        "steps": _l("the steps of taking part"),
    }
)

EVENTS: Mapping[str, Any] = MappingProxyType(
    {
        "round.drafted": _l("The round was drafted"),
        "round.edited": _l("The round was changed"),
        "round.published": _l("The round was published"),
        "round.closed": _l("The round was closed"),
        "round.reopened": _l("The round was opened again"),
    }
)


def name_of(thing: Any) -> str:
    """Return the name of an agency, unit or mission area in the reader's language.

    Falls back to the other language, and for a unit to its abbreviation, where the source
    gives no name.
    """
    thai, english = thing.name_th, thing.name_en
    name = (thai or english) if language() == "th" else (english or thai)
    return name or str(thing.abbr)


def short_name_of(agency: Any) -> str:
    """Return the short name of an agency in the reader's language."""
    return str(agency.short_th if language() == "th" else agency.short_en)
