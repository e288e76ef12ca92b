"""The stage windows of a round: which sets are possible, and what they mean at a moment.

Pure functions: the same rules serve the form, the service and the page.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ideation.core.i18n import _l
from ideation.rounds.models import Round, RoundState, Stage, StageWindow

# A year after these was surely meant in the Buddhist era.
FIRST_YEAR, LAST_YEAR = 2000, 2200
END_OF_TIME = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Window:
    """When a stage is to be open.

    Args:
        stage: which stage.
        opens_at: from this moment.
        closes_at: up to this moment; open for good if None.
    """

    stage: Stage
    opens_at: datetime
    closes_at: datetime | None = None


@dataclass(frozen=True)
class Fault:
    """What is wrong with one window of a list.

    Args:
        index: its place in the list, from 0.
        attribute: the attribute of the window at fault.
        message: what to do, as a whole sentence.
    """

    index: int
    attribute: str
    message: Any


def faults(windows: Sequence[Window]) -> list[Fault]:
    """Return what is wrong with a set of windows; nothing if it can be stored.

    Windows of different stages may overlap; those of one stage may not.
    """
    found = [fault for index, window in enumerate(windows) for fault in _own_faults(index, window)]
    return found or list(_overlaps(windows))


def _own_faults(index: int, window: Window) -> Iterable[Fault]:
    message = _l("Write the year in the Christian era, such as 2027 for 2570.")
    if not FIRST_YEAR <= window.opens_at.year <= LAST_YEAR:
        yield Fault(index, "opens_at", message)
    if window.closes_at is None:
        return
    if window.closes_at.year > LAST_YEAR:
        yield Fault(index, "closes_at", message)
    elif window.closes_at <= window.opens_at:
        yield Fault(index, "closes_at", _l("A stage must close after it opens."))


def _overlaps(windows: Sequence[Window]) -> Iterable[Fault]:
    in_order = sorted(range(len(windows)), key=lambda index: windows[index].opens_at)
    open_until: dict[Stage, datetime] = {}
    for index in in_order:
        window = windows[index]
        if window.opens_at < open_until.get(window.stage, window.opens_at):
            message = _l("This overlaps another period of the same stage. Change one of them.")
            yield Fault(index, "opens_at", message)
        end = window.closes_at or END_OF_TIME
        open_until[window.stage] = max(end, open_until.get(window.stage, end))


@dataclass(frozen=True)
class StageView:
    """A stage as the stage line shows it.

    Args:
        stage: which stage.
        state: past, open, upcoming or unplanned.
        opens_at: of the window that counts at the moment.
        closes_at: of the same window; None if it stays open.
        reopens_at: when it opens again, if it does.
    """

    stage: Stage
    state: str
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    reopens_at: datetime | None = None


def stage_views(round_: Round, now: datetime) -> list[StageView]:
    """Return the four stages of a round in their order, as they stand at a moment."""
    return [_stage_view(round_, stage, now) for stage in Stage]


def _stage_view(round_: Round, stage: Stage, now: datetime) -> StageView:
    windows = [window for window in round_.windows if window.stage == stage]
    closed = round_.state == RoundState.CLOSED
    past = [window for window in windows if window.opens_at <= now]
    future = [] if closed else [window for window in windows if window.opens_at > now]
    if not past:
        return _view(stage, "upcoming", future[0]) if future else StageView(stage, "unplanned")
    # A draft shows where its dates put it, so that its officers see what people will see.
    latest = past[-1]
    state = "open" if latest.contains(now) and not closed else "past"
    return _view(stage, state, latest, reopens_at=future[0].opens_at if future else None)


def _view(
    stage: Stage, state: str, window: StageWindow, reopens_at: datetime | None = None
) -> StageView:
    return StageView(stage, state, window.opens_at, window.closes_at, reopens_at)


@dataclass(frozen=True)
class NextAct:
    """The one thing to do in a round at a moment.

    Args:
        kind: draft (publish it), speak (Diagnose is open), open (another stage is open), wait
            (a stage opens later), ended (closed, or all windows are over).
        stage: the stage it is about, for speak, open and wait.
        at: when the stage closes (speak, open) or opens (wait).
    """

    kind: str
    stage: Stage | None = None
    at: datetime | None = None


def next_act(round_: Round, now: datetime) -> NextAct:
    """Return the one thing that the round's page asks people to do."""
    if round_.state == RoundState.DRAFT:
        return NextAct("draft")
    views = stage_views(round_, now)
    opened = next((view for view in views if view.state == "open"), None)
    if opened is not None:
        kind = "speak" if opened.stage == Stage.DIAGNOSE else "open"
        return NextAct(kind, opened.stage, opened.closes_at)
    coming = [(view.reopens_at, view.stage) for view in views if view.reopens_at]
    coming += [
        (view.opens_at, view.stage) for view in views if view.state == "upcoming" and view.opens_at
    ]
    if not coming:
        return NextAct("ended")
    at, stage = min(coming)
    return NextAct("wait", stage, at)
