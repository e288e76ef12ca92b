"""What the parts of a round's story share: its people, its moments, and what was made so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from ideation.accounts.models import Account
from ideation.agencies.models import Agency
from ideation.demo import content
from ideation.rounds.models import Round

OFFICE, EVENING = 10, 19
"""The hours at which officers work, and at which people find the time."""


@dataclass(frozen=True)
class Story:
    """A round on its way through the stages.

    Args:
        agency: who runs it.
        round: the round.
        people: every account of the demo, by its address.
        now: the moment from which all days count.
        made: ids of what was made so far, by kind and the key that the content gives it.
    """

    agency: Agency
    round: Round
    people: Mapping[str, Account]
    now: datetime
    made: dict[tuple[str, str], int] = field(default_factory=dict)

    def at(self, day: int, line: int = 0, hour: int = OFFICE) -> datetime:
        """Return a moment of a day; `line` spreads things of one day."""
        return content.moment(self.now, day, hour, line)

    def day(self, day: int) -> date:
        """Return the date of a day in Thailand."""
        return self.at(day).date()

    def token(self, *words: object) -> str:
        """Return what stands in for a form's token."""
        return content.token(self.round.slug, *words)

    def unit_id(self, abbr: str) -> int:
        """Return the id of a unit of the agency."""
        return next(unit.id for unit in self.agency.units if unit.abbr == abbr)
