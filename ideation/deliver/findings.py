"""What the measurements of a trial show, as numbers and as sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ideation.core.formats import number
from ideation.core.i18n import _, ngettext
from ideation.deliver.models import Indicator

# Units that Thai puts before the number.
_UNITS_AHEAD = ("ร้อยละ",)


@dataclass(frozen=True)
class Finding:
    """How far an indicator has come.

    Args:
        baseline: what it was before the trial.
        target: what it is to become; below the baseline where less is better.
        latest: the last measured value; None before the first measurement.
        measured_on: the day of that value.
        share: of the way from the baseline to the target, from 0 to 1.
        reached: whether the latest value is at the target or beyond it.
    """

    baseline: float
    target: float
    latest: float | None = None
    measured_on: date | None = None
    share: float = 0.0
    reached: bool = False

    @property
    def falling(self) -> bool:
        """Whether less is better."""
        return self.target < self.baseline


def finding(indicator: Indicator) -> Finding:
    """Return what the measurements of an indicator show."""
    baseline, target = indicator.baseline, indicator.target
    if not indicator.measurements:
        return Finding(baseline, target)
    last = max(indicator.measurements, key=lambda each: each.measured_on)
    share = (last.value - baseline) / (target - baseline)
    return Finding(
        baseline=baseline,
        target=target,
        latest=last.value,
        measured_on=last.measured_on,
        share=min(max(share, 0.0), 1.0),
        # Compared with the target itself: a share may fall short of 1 by rounding.
        reached=last.value <= target if target < baseline else last.value >= target,
    )


def amount(value: float, unit: str) -> str:
    """Return a value with its unit, such as `80 ครัวเรือน` or `ร้อยละ 80`."""
    figure = number(value)
    return f"{unit} {figure}" if unit in _UNITS_AHEAD else f"{figure} {unit}"


def sentence(found: Finding, unit: str) -> str:
    """Return in one sentence what the measurements of an indicator show."""
    target = amount(found.target, unit)
    if found.latest is None:
        return _(
            "Not measured yet: the baseline is %(baseline)s, the target %(target)s",
            baseline=amount(found.baseline, unit),
            target=target,
        )
    values = {"latest": number(found.latest), "target": target}
    if found.reached:
        return _("%(latest)s: the target of %(target)s is reached", **values)
    if found.latest == found.baseline:
        return _("%(latest)s: the same as the baseline; the target is %(target)s", **values)
    if found.share == 0:
        return _("%(latest)s: further from the target of %(target)s than the baseline", **values)
    if found.falling:
        return _(
            "%(latest)s, to come down to %(target)s: below the baseline, not yet at the target",
            **values,
        )
    return _("%(latest)s of %(target)s: above the baseline, not yet at the target", **values)


def summary(found: Sequence[Finding]) -> str:
    """Return in one sentence how many indicators of a trial have reached their targets."""
    if all(each.latest is None for each in found):
        return _("Nothing has been measured yet")
    return ngettext(
        "%(num)s of %(total)s indicators has reached its target",
        "%(num)s of %(total)s indicators have reached their targets",
        sum(each.reached for each in found),
        total=number(len(found)),
    )
