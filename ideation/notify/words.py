"""The words of Notify in the reader's language."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from ideation.core.i18n import _l
from ideation.core.registry import registry
from ideation.notify.models import Frequency

FREQUENCIES: Mapping[Frequency, Any] = MappingProxyType(
    {
        Frequency.EACH: _l("At once, a letter for each change"),
        Frequency.DAILY: _l("Once a day, in the morning"),
        Frequency.WEEKLY: _l("Once a week, on Monday morning"),
        Frequency.NEVER: _l("Never: I look into my inbox here"),
    }
)


def line_of(event: str, title: str) -> str:
    """Return news in one sentence.

    Args:
        event: the verb of the event.
        title: what the object is called; all that is left of news whose kind is gone.
    """
    kind = registry.news_kinds.get(event)
    return str(kind.line) % {"title": title} if kind else title
