"""Which themes people speak of more than before, told from counts alone.

A week is compared with the four weeks before it. Everything here is exact arithmetic on small
numbers: no randomness, no library.
"""

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeVar

WEEK: Final = 7
"""Days of the week that is looked at; it ends now."""

DAYS_BEFORE: Final = 28
"""Days before that week, with which it is compared."""

FEWEST_DAYS_BEFORE: Final = 7
"""A round that was heard for fewer days before the week has no "before" yet."""

FEWEST_RISING: Final = 5
"""So many voices a rising theme has in the week at least."""

LEAST_RATIO: Final = 1.5
"""A rising theme has so many times its former share, and its former number of a week, at least."""

FEWEST_EMERGING: Final = 3
"""So many voices an emerging theme, one of which nobody spoke before, has in the week."""

FALSE_SHARE: Final = 0.05
"""At most this share of what is called rising may be chance; so may each emerging theme alone."""

FEWEST_COMPARED: Final = 20
"""Fewer new texts do not tell whether new texts fit less well."""

WORSE_BY: Final = 0.1
"""New texts fit clearly less well if this much more of them is unclear, ..."""

WORSE_CHANCE: Final = 0.01
"""... and chance alone would seldom give that."""

NEGLIGIBLE: Final = 1e-16
"""What adds less than this share to a sum does not change it."""

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Counts:
    """How often people spoke of a theme; voices of one wording count once.

    Attributes:
        week: Voices of the last 7 days, at least 0.
        before: Voices of the 28 days before, at least 0.
        older: Whether there are any from before those, or from a day nobody knows.
    """

    week: int
    before: int
    older: bool


@dataclass(frozen=True, slots=True)
class Trend:
    """That a theme is spoken of more than before.

    Attributes:
        kind: "emerging" if nobody spoke of it before the week, otherwise "rising".
        week: Voices of the last 7 days.
        weekly_before: How many there were in an average week before.
        ratio: By how much its share of all voices grew, at least 1.5; None where it had none.
        chance: How probable so many voices were if nothing had changed, from 0 to 1.
    """

    kind: Literal["rising", "emerging"]
    week: int
    weekly_before: float
    ratio: float | None
    chance: float


def find_trends(counts: Mapping[Key, Counts], days_before: float) -> dict[Key, Trend]:
    """Tell which themes of a round are rising or emerging this week.

    A theme is measured by its share of all voices, so that a round that grows as a whole makes
    nothing rise, and by its own number as well, so that nothing rises because the others fell
    silent. Chance is told by Fisher's exact test of the theme beside all others, with the mid-p
    of Lancaster (Significance tests in discrete distributions, JASA 56, 1961): a former share of
    a few voices is uncertain itself, which a binomial test against it would not see. Of many
    themes some rise by chance; the procedure of Benjamini and Hochberg (Controlling the false
    discovery rate, JRSS B 57, 1995) bounds their share.

    Args:
        counts: All themes of a round.
        days_before: Days before the week in which the round was heard; more than 28 count as 28.

    Returns:
        The trend of each theme that has one.
    """
    days = min(days_before, DAYS_BEFORE)
    weeks = sum(each.week for each in counts.values())
    befores = sum(each.before for each in counts.values())
    if days < FEWEST_DAYS_BEFORE or not weeks or not befores:
        return {}
    # How many there are in both times together says nothing of when they came: leaving the small
    # themes out by it makes room for the others and favours none.
    tested = {
        key: _trend(each, weeks, befores, days)
        for key, each in counts.items()
        if each.week + each.before >= FEWEST_EMERGING
    }
    certain = _beyond_chance({key: trend.chance for key, trend in tested.items()})
    return {
        key: trend
        for key, trend in tested.items()
        if _is_emerging(trend) or (key in certain and _is_rising(trend))
    }


def more_often(hits: int, size: int, other_hits: int, other_size: int) -> float:
    """Give the mid-p of Fisher's exact test that one group has more hits than another.

    Args:
        hits: Hits in the group, from 0 to `size`.
        size: Size of the group.
        other_hits: Hits in the other group, from 0 to `other_size`.
        other_size: Size of the other group.

    Returns:
        The probability of more hits in the group, and half that of as many, if the hits of both
        were dealt out by chance: from 0 to 1.
    """
    total, hit = size + other_size, hits + other_hits
    if hits * total < size * hit:
        # Above its mean the tail is short, and its first term is no zero of the machine.
        return 1 - more_often(other_hits, other_size, hits, size)
    logarithm = _log_choose(size, hits) + _log_choose(other_size, other_hits)
    one = math.exp(logarithm - _log_choose(total, hit))
    chance = one / 2
    for each in range(hits, min(size, hit)):
        left = hit - each
        one *= left * (size - each) / ((each + 1) * (other_size - left + 1))
        chance += one
        if one < chance * NEGLIGIBLE:
            break
    return chance


def fits_worse(unclear: int, texts: int, unclear_before: int, texts_before: int) -> bool:
    """Tell whether new texts fit a round's themes clearly less well than the old ones do.

    Args:
        unclear: How many of the new texts have no clear theme.
        texts: How many new texts there are.
        unclear_before: How many of the old texts have no clear theme.
        texts_before: How many old texts there are.
    """
    if texts < FEWEST_COMPARED or texts_before < FEWEST_COMPARED:
        return False
    if unclear / texts - unclear_before / texts_before < WORSE_BY:
        return False
    return more_often(unclear, texts, unclear_before, texts_before) <= WORSE_CHANCE


def _trend(counts: Counts, weeks: int, befores: int, days: float) -> Trend:
    size = counts.week + counts.before
    share, share_before = counts.week / weeks, counts.before / befores
    return Trend(
        kind="rising" if counts.before or counts.older else "emerging",
        week=counts.week,
        weekly_before=counts.before * WEEK / days,
        ratio=share / share_before if share_before else None,
        chance=more_often(counts.week, size, weeks - counts.week, weeks + befores - size),
    )


def _is_emerging(trend: Trend) -> bool:
    """Tell whether a theme is new, and would hardly have been silent before by chance."""
    enough = trend.week >= FEWEST_EMERGING and trend.chance <= FALSE_SHARE
    return trend.kind == "emerging" and enough


def _is_rising(trend: Trend) -> bool:
    enough = trend.kind == "rising" and trend.week >= FEWEST_RISING
    more = trend.week >= LEAST_RATIO * trend.weekly_before
    return enough and more and (trend.ratio is None or trend.ratio >= LEAST_RATIO)


def _beyond_chance(chances: Mapping[Key, float]) -> set[Key]:
    """Return those that the procedure of Benjamini and Hochberg keeps."""
    ranked = sorted(chances, key=lambda key: chances[key])
    kept = 0
    for rank, key in enumerate(ranked, 1):
        if chances[key] <= FALSE_SHARE * rank / len(ranked):
            kept = rank
    return set(ranked[:kept])


def _log_choose(size: int, chosen: int) -> float:
    return math.lgamma(size + 1) - math.lgamma(chosen + 1) - math.lgamma(size - chosen + 1)
