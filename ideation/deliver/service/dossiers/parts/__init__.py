"""The sections of a dossier: which there are, which must be written, and the words of each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from ideation.core.i18n import _l, force_locale
from ideation.deliver.service.dossiers.parts import (
    ideas,
    needs,
    opinions,
    summary,
    trial,
    voices,
)
from ideation.deliver.service.dossiers.parts.root import Root

LANGUAGE: Final = "th"
"""A dossier is an official paper, whatever language its reader's pages are in."""

_WRITERS: Mapping[str, Callable[[Root], str]] = MappingProxyType(
    {
        "summary": summary.write,
        "voices": voices.write,
        "needs": needs.write,
        "opinions": opinions.write,
        "ideas": ideas.write,
        "trial": trial.write,
    }
)


@dataclass(frozen=True)
class Part:
    """One section that every dossier has.

    Args:
        key: its name in the database.
        title: its heading.
        hint: what belongs into it.
        lack: what officers are told while it is empty; None where it may stay so.
    """

    key: str
    title: Any
    hint: Any
    lack: Any = None

    @property
    def is_from_trace(self) -> bool:
        """Whether it can be written from the trace; the others are for people to write."""
        return self.key in _WRITERS


PARTS: Final = (
    Part("summary", _l("Summary"), _l("The whole matter in a few lines.")),
    Part("voices", _l("What people said"), _l("How many spoke, from where, in their own words.")),
    Part("needs", _l("What people need"), _l("Who needs what, and what proves it.")),
    Part(
        "opinions",
        _l("How opinions spread"),
        _l("What people agree on, and where they part."),
    ),
    Part(
        "ideas",
        _l("The challenge and the ideas considered"),
        _l("Which ideas came, why this one was tried, and why others were not."),
    ),
    Part("trial", _l("The trial"), _l("What was believed, measured, adjusted and said.")),
    Part(
        "proposal",
        _l("What is proposed"),
        _l("What the committee is asked to approve, in sentences that can become a decision."),
        _l("Write what is proposed: the committee decides on it."),
    ),
    Part(
        "legal",
        _l("Legal basis"),
        _l("Which law or order lets the agency do this, with the section."),
    ),
    Part(
        "budget",
        _l("Budget"),
        _l("What it costs, in which year, and from which source."),
        _l("Write the budget; if it costs nothing, say so."),
    ),
    Part(
        "risks",
        _l("Risks"),
        _l("What can go wrong, for whom, and what is done against it."),
        _l("Write the risks, and what is done against them."),
    ),
    Part(
        "next_steps",
        _l("Conditions and next steps"),
        _l("What must be in place, who does what, and by when."),
    ),
)
BY_KEY: Final = MappingProxyType({part.key: part for part in PARTS})


def from_trace(key: str, root: Root) -> str:
    """Return a section as the trace writes it now; nothing for one that people write."""
    writer = _WRITERS.get(key)
    if writer is None:
        return ""
    with force_locale(LANGUAGE):
        return writer(root)
