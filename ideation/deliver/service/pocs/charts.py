"""Where the lines, dots and words of an indicator's chart stand; the page only draws them."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from ideation.deliver.findings import Finding, finding
from ideation.deliver.models import Indicator, Measurement, Poc

WIDTH: Final = 1000
HEIGHT: Final = 200
# Room for the words above the upper line and below the lower one.
MARGIN: Final = 34
# A word stands so far above its line, or below it.
ABOVE, BELOW = -9, 22
MIDDLE: Final = 50.0
# From here on a word would leave the drawing at its right edge.
NEAR_THE_END: Final = 70.0
# So far a word's letters reach above the line it is written on, and below it.
LETTERS, TAILS = 16, 6


@dataclass(frozen=True)
class Dot:
    """One measurement.

    Args:
        x: in hundredths of the width, as the drawing stretches with the page.
        y: in pixels from the top.
        measurement: the value and its day.
    """

    x: float
    y: float
    measurement: Measurement


@dataclass(frozen=True)
class Level:
    """The line of the baseline or of the target.

    Args:
        y: in pixels from the top.
        word_y: where its word stands.
    """

    y: float
    word_y: float


@dataclass(frozen=True)
class Word:
    """Where a word stands beside its dot.

    Args:
        y: in pixels from the top.
        shift: so many pixels right of the dot.
        anchor: which end of the word stands there, as SVG names it.
    """

    y: float
    shift: int
    anchor: str


@dataclass(frozen=True)
class Chart:
    """The drawing of an indicator.

    Args:
        indicator: what is drawn.
        poc: the trial it belongs to.
        finding: what it shows.
        points: of the line, in a box of `WIDTH` × `HEIGHT`.
        dots: the measurements, oldest first.
        baseline: the line of what it was before.
        target: the line of what it is to become.
        first_on: the day at the left edge.
        last_on: the day at the right edge.
    """

    indicator: Indicator
    poc: Poc
    finding: Finding
    points: str
    dots: list[Dot]
    baseline: Level
    target: Level
    first_on: date
    last_on: date

    @property
    def width(self) -> int:
        """The width of the box of `points`."""
        return WIDTH

    @property
    def height(self) -> int:
        """The height of the drawing."""
        return HEIGHT

    @property
    def words_at_end(self) -> bool:
        """Whether the words of the levels stand right, because the latest value stands left."""
        return bool(self.dots) and self.dots[-1].x < MIDDLE

    @property
    def latest_word(self) -> Word:
        """Where the word of the latest value stands: where its own line does not run."""
        last = self.dots[-1]
        above, beside, below = last.y - 12, last.y + 5, last.y + 24
        if last.x < NEAR_THE_END:
            return Word(y=self._free(beside, above, below), shift=12, anchor="start")
        falls = len(self.dots) > 1 and self.dots[-2].y < last.y
        sides = (below, above) if falls else (above, below)
        return Word(y=self._free(*sides), shift=0, anchor="end")

    def _free(self, *heights: float) -> float:
        """Return the first height inside the drawing at which no line crosses a word."""
        inside = [y for y in heights if LETTERS < y < HEIGHT - TAILS]
        return next((y for y in inside if not self._is_crossed(y)), inside[0])

    def _is_crossed(self, word_y: float) -> bool:
        levels = (self.baseline.y, self.target.y)
        return any(word_y - LETTERS < level < word_y + TAILS for level in levels)


def chart_of(indicator: Indicator, poc: Poc) -> Chart:
    """Return the drawing of an indicator over the days of its trial."""
    measured = sorted(indicator.measurements, key=lambda each: each.measured_on)
    days = [each.measured_on for each in measured]
    end = min(poc.ended_at.date(), poc.ends_on) if poc.ended_at else poc.ends_on
    first_on, last_on = min([poc.starts_on, *days]), max([poc.starts_on, end, *days])
    values = [indicator.baseline, indicator.target, *(each.value for each in measured)]
    low, high = min(values), max(values)

    def y_of(value: float) -> float:
        return round(MARGIN + (high - value) / (high - low) * (HEIGHT - 2 * MARGIN), 1)

    def x_of(day: date) -> float:
        return round(100 * (day - first_on).days / max((last_on - first_on).days, 1), 2)

    dots = [Dot(x_of(each.measured_on), y_of(each.value), each) for each in measured]
    target_is_upper = indicator.target > indicator.baseline
    return Chart(
        indicator=indicator,
        poc=poc,
        finding=finding(indicator),
        points=" ".join(f"{dot.x * WIDTH / 100:.1f},{dot.y}" for dot in dots),
        dots=dots,
        baseline=_level(y_of(indicator.baseline), upper=not target_is_upper),
        target=_level(y_of(indicator.target), upper=target_is_upper),
        first_on=first_on,
        last_on=last_on,
    )


def _level(y: float, *, upper: bool) -> Level:
    return Level(y, y + (ABOVE if upper else BELOW))
