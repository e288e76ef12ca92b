"""How people answered a statement: the numbers, the shares, and the groups that may be shown.

Pure functions. A group of fewer than five people is never shown alone, so that nobody can be
told from it how one person answered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ideation.discover.models import Choice, Statement

LEAST_GROUP: Final = 5


@dataclass(frozen=True)
class Spread:
    """How many people answered what.

    Args:
        agree: people who agree.
        disagree: people who disagree.
        passed: people who passed.
    """

    agree: int = 0
    disagree: int = 0
    passed: int = 0

    def __add__(self, other: "Spread") -> "Spread":
        return Spread(
            self.agree + other.agree, self.disagree + other.disagree, self.passed + other.passed
        )

    @property
    def total(self) -> int:
        """How many people answered."""
        return self.agree + self.disagree + self.passed

    @property
    def numbers(self) -> dict[Choice, int]:
        """How many people gave each answer, in the order in which answers are shown."""
        return {
            Choice.AGREE: self.agree,
            Choice.DISAGREE: self.disagree,
            Choice.PASS: self.passed,
        }

    @property
    def percents(self) -> dict[Choice, int]:
        """The share of each answer in whole percent; together they are 100, or 0 of nobody."""
        numbers = self.numbers
        if not self.total:
            return dict.fromkeys(numbers, 0)
        floors = {choice: 100 * count // self.total for choice, count in numbers.items()}
        # The percents lost by rounding down go to the answers that lost most.
        lost = sorted(numbers, key=lambda choice: -(100 * numbers[choice] % self.total))
        for choice in lost[: 100 - sum(floors.values())]:
            floors[choice] += 1
        return floors

    @property
    def verdict(self) -> str:
        """What the numbers say, as a word: none, few, agree, disagree, unsure or divided."""
        if self.total < LEAST_GROUP:
            return "few" if self.total else "none"
        words = {Choice.AGREE: "agree", Choice.DISAGREE: "disagree", Choice.PASS: "unsure"}
        for choice, count in self.numbers.items():
            if 2 * count > self.total:
                return words[choice]
        return "divided"


@dataclass(frozen=True)
class Group:
    """How the people of one sector answered, or of several that are too small alone.

    Args:
        sectors: words of `Sector`; the empty word, the last, stands for people who did not say.
        spread: how they answered.
    """

    sectors: tuple[str, ...]
    spread: Spread


def of(statement: Statement) -> Spread:
    """Return how people answered a statement, from the counts kept beside it."""
    return Spread(statement.agree_count, statement.disagree_count, statement.pass_count)


def groups(by_sector: Mapping[str, Spread]) -> list[Group]:
    """Return the groups of people that may be shown beside the whole.

    Sectors of at least five people stand alone, largest first; the others are merged, together
    with the smallest of the large ones where the rest is still too small, because the rest can
    be worked out from the whole.

    Args:
        by_sector: how each sector answered; the empty word stands for people who did not say.

    Returns:
        at least two groups, or none.
    """
    some = {sector: spread for sector, spread in by_sector.items() if spread.total}
    large = sorted(
        (sector for sector in some if some[sector].total >= LEAST_GROUP),
        key=lambda sector: (-some[sector].total, sector),
    )
    rest = [sector for sector in some if sector not in large]
    while large and 0 < sum(some[sector].total for sector in rest) < LEAST_GROUP:
        rest.append(large.pop())
    shown = [Group((sector,), some[sector]) for sector in large]
    if rest:
        whole = sum((some[sector] for sector in rest), Spread())
        shown.append(Group(tuple(sorted(rest, key=lambda sector: (not sector, sector))), whole))
    return shown if len(shown) > 1 else []
