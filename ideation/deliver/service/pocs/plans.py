"""The plan of a trial: what it holds, what of it can be stored, and what may still change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import exists, select

from ideation.agencies.models import Unit
from ideation.core.errors import InvalidInput
from ideation.core.i18n import _l
from ideation.deliver.models import Indicator, Milestone, Poc, PocState
from ideation.deliver.service.pocs import given
from ideation.extensions import db

MOST_INDICATORS: Final = 6
MOST_MILESTONES: Final = 20
LONGEST_TITLE: Final = 150
LONGEST_HYPOTHESIS: Final = 2_000
LONGEST_PLACE: Final = 300
LONGEST_NAME: Final = 150
LONGEST_UNIT: Final = 40


@dataclass(frozen=True)
class IndicatorPlan:
    """One number by which the trial is to be judged.

    Args:
        name: what is counted or measured.
        unit: in what, such as households.
        baseline: what it is before the trial.
        target: what it is to become; below the baseline where less is better.
        id: of the indicator that this changes; without one the name tells which it is.
    """

    name: str
    unit: str
    baseline: float
    target: float
    id: int | None = None


class MilestonePlan(NamedTuple):
    """One step of the trial with the day it is due.

    Args:
        title: what is to be done.
        due_on: by when.
        id: of the milestone that this changes; without one the title tells which it is.
    """

    title: str
    due_on: date
    id: int | None = None


@dataclass(frozen=True)
class PocPlan:
    """The whole plan of a trial.

    Args:
        title: what it is called.
        hypothesis: what we believe, as a sentence.
        where_tried: the places, in words; may be empty.
        unit_id: the unit of the agency that carries it out.
        starts_on: its first day.
        ends_on: its last day.
        indicators: one to six.
        milestones: pairs of a title and a day, or `MilestonePlan`s.
    """

    title: str
    hypothesis: str
    where_tried: str
    unit_id: int
    starts_on: date
    ends_on: date
    indicators: tuple[IndicatorPlan, ...] = ()
    milestones: tuple[tuple[str, date] | MilestonePlan, ...] = ()


class _Line(NamedTuple):
    """A row of the plan: the stored row that it changes, if there is one, and what it holds."""

    known: Any
    values: dict[str, Any]

    @property
    def differing(self) -> list[str]:
        """Which columns the plan changes."""
        return sorted(
            name for name, new in self.values.items() if getattr(self.known, name, None) != new
        )


@dataclass(frozen=True)
class Checked:
    """A plan that can be stored.

    Args:
        content: the columns of the trial itself.
        indicators: its indicators as they are to be.
        milestones: its milestones as they are to be.
        dropped: stored indicators and milestones that the plan holds no more.
    """

    content: dict[str, Any]
    indicators: list[_Line]
    milestones: list[_Line]
    dropped: list[Any]


def check(poc: Poc, draft: PocPlan) -> Checked:
    """Refuse a plan that cannot be stored, before anything of it is written.

    Once the trial runs, its first day stays. What was measured keeps unit, baseline and target,
    and what was done keeps its day: anything else would falsify them.

    Raises:
        InvalidInput: the field says where.
    """
    content = _content(poc, draft)
    indicators, dropped_indicators = _indicators(poc, draft.indicators)
    milestones, dropped_milestones = _milestones(poc, draft.milestones)
    return Checked(content, indicators, milestones, [*dropped_indicators, *dropped_milestones])


def write(poc: Poc, plan: Checked, *, now: datetime) -> list[str]:
    """Write a checked plan into a trial, in the caller's transaction, and name what it changed."""
    changed = [name for name, value in plan.content.items() if getattr(poc, name) != value]
    for name in changed:
        setattr(poc, name, plan.content[name])
    kinds: tuple[tuple[str, type[Any], list[Any], list[_Line]], ...] = (
        ("indicators", Indicator, poc.indicators, plan.indicators),
        ("milestones", Milestone, poc.milestones, plan.milestones),
    )
    for name, kind, rows, lines in kinds:
        dropped = [row for row in plan.dropped if isinstance(row, kind)]
        if dropped or any(line.differing for line in lines):
            changed.append(name)
        for row in dropped:
            rows.remove(row)
        for line in lines:
            if line.known is None:
                rows.append(kind(**line.values))
                continue
            for column in line.differing:
                setattr(line.known, column, line.values[column])
    if changed:
        poc.updated_at = now
    return changed


def measured_in(poc: Poc) -> frozenset[int]:
    """Return the ids of the indicators of a trial that have measurements."""
    return frozenset(each.id for each in poc.indicators if each.measurements)


def _content(poc: Poc, draft: PocPlan) -> dict[str, Any]:
    starts_on = given.day(draft.starts_on, "starts_on")
    ends_on = given.day(draft.ends_on, "ends_on")
    if ends_on <= starts_on:
        raise InvalidInput(_l("The last day must come after the first."), field="ends_on")
    if poc.state == PocState.RUNNING and starts_on != poc.starts_on:
        raise InvalidInput(_l("The trial has begun, so its first day stays."), field="starts_on")
    if not _is_unit_of(draft.unit_id, poc.round.agency_id):
        raise InvalidInput(_l("Choose a unit of this agency."), field="unit_id")
    untitled, unbelieving = _l("Enter a title."), _l("Write what you believe, and why.")
    return {
        "title": given.line(draft.title, "title", LONGEST_TITLE, untitled),
        "hypothesis": given.needed(draft.hypothesis, "hypothesis", LONGEST_HYPOTHESIS, unbelieving),
        "where_tried": given.optional(draft.where_tried, "where_tried", LONGEST_PLACE),
        "unit_id": draft.unit_id,
        "starts_on": starts_on,
        "ends_on": ends_on,
    }


def _indicators(poc: Poc, wanted: Sequence[IndicatorPlan]) -> tuple[list[_Line], list[Indicator]]:
    if not 1 <= len(wanted) <= MOST_INDICATORS:
        raise InvalidInput(
            _l("Give one to %(most)s indicators.", most=MOST_INDICATORS), field="indicator_0_name"
        )
    measured = measured_in(poc)
    rest = list(poc.indicators)
    position = max((each.position for each in rest), default=0)
    lines: list[_Line] = []
    for row, plan in enumerate(wanted):
        values = _indicator_values(row, plan)
        if any(values["name"] == line.values["name"] for line in lines):
            raise InvalidInput(
                _l("Two indicators have this name. Give each its own."),
                field=f"indicator_{row}_name",
            )
        line = _Line(_taken_from(rest, plan.id, "name", values["name"]), values)
        if line.known is None:
            position += 1
            values["position"] = position
        elif line.known.id in measured:
            _require_same_measure(row, line)
        lines.append(line)
    for left in rest:
        if left.id in measured:
            raise InvalidInput(
                _l("“%(name)s” has been measured, so it stays.", name=left.name),
                field="indicator_0_name",
            )
    return lines, rest


def _indicator_values(row: int, plan: IndicatorPlan) -> dict[str, Any]:
    at = f"indicator_{row}"
    nameless, unitless = _l("Say what is measured."), _l("Give the unit, such as households.")
    values = {
        "name": given.line(plan.name, f"{at}_name", LONGEST_NAME, nameless),
        "unit": given.line(plan.unit, f"{at}_unit", LONGEST_UNIT, unitless),
        "baseline": given.value(plan.baseline, f"{at}_baseline"),
        "target": given.value(plan.target, f"{at}_target"),
    }
    if values["baseline"] == values["target"]:
        raise InvalidInput(
            _l("The target must differ from the baseline, or there is nothing to try."),
            field=f"{at}_target",
        )
    return values


def _require_same_measure(row: int, line: _Line) -> None:
    falsified = [name for name in line.differing if name != "name"]
    if falsified:
        raise InvalidInput(
            _l(
                "“%(name)s” has been measured: its unit, baseline and target stay, so that the "
                "measurements keep their meaning. Add another indicator instead.",
                name=line.known.name,
            ),
            field=f"indicator_{row}_{falsified[0]}",
        )


def _milestones(
    poc: Poc, wanted: Sequence[tuple[str, date] | MilestonePlan]
) -> tuple[list[_Line], list[Milestone]]:
    if len(wanted) > MOST_MILESTONES:
        raise InvalidInput(
            _l("Give at most %(most)s milestones.", most=MOST_MILESTONES),
            field="milestone_0_title",
        )
    rest = list(poc.milestones)
    lines: list[_Line] = []
    for row, pair in enumerate(wanted):
        plan = MilestonePlan(*pair)
        at = f"milestone_{row}"
        untitled = _l("Say what is to be done.")
        values: dict[str, Any] = {
            "title": given.line(plan.title, f"{at}_title", LONGEST_NAME, untitled),
            "due_on": given.day(plan.due_on, f"{at}_due_on"),
        }
        line = _Line(_taken_from(rest, plan.id, "title", values["title"]), values)
        if line.differing and line.known is not None and line.known.done_on:
            raise _done_already(line.known, f"{at}_{line.differing[0]}")
        lines.append(line)
    for left in rest:
        if left.done_on:
            raise _done_already(left, "milestone_0_title")
    return lines, rest


def _done_already(milestone: Milestone, at: str) -> InvalidInput:
    return InvalidInput(
        _l(
            "“%(title)s” is done, so it stays as it was. If it is not, mark it as not done first.",
            title=milestone.title,
        ),
        field=at,
    )


def _taken_from(rest: list[Any], wanted_id: int | None, name: str, value: str) -> Any:
    """Take the row that a line of the plan is about out of the rest, by its id or its name."""
    for row in rest:
        if (row.id == wanted_id) if wanted_id is not None else (getattr(row, name) == value):
            rest.remove(row)
            return row
    return None


def _is_unit_of(unit_id: int, agency_id: int) -> bool:
    query = select(exists().where(Unit.id == unit_id, Unit.agency_id == agency_id))
    return db.session.scalar(query) is True
