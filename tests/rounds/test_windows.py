"""Stage windows: which sets can be stored, and what they mean at a moment."""

from datetime import UTC, datetime, timedelta

import pytest

from ideation.rounds import policy
from ideation.rounds.models import Round, Stage, StageWindow
from ideation.rounds.windows import Window, faults, next_act, stage_views

NOW = datetime(2027, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def window(stage: Stage, opens: int, closes: int | None) -> Window:
    return Window(stage, NOW + opens * DAY, None if closes is None else NOW + closes * DAY)


def a_round(*windows: tuple[Stage, int, int | None], state: str = "published") -> Round:
    rows = [
        StageWindow(stage=made.stage, opens_at=made.opens_at, closes_at=made.closes_at)
        for made in (window(*each) for each in windows)
    ]
    return Round(state=state, windows=rows)


def test_stages_may_overlap_and_a_stage_may_open_again():
    assert not faults(
        [
            window(Stage.DIAGNOSE, 0, 10),
            window(Stage.DISCOVER, 5, 15),
            window(Stage.DIAGNOSE, 20, None),
        ]
    )


@pytest.mark.parametrize("second", [(5, 15), (-5, 1), (2, 3), (-5, None)])
def test_windows_of_one_stage_may_not_overlap(second):
    found = faults([window(Stage.DIAGNOSE, 0, 10), window(Stage.DIAGNOSE, *second)])
    assert [fault.attribute for fault in found] == ["opens_at"]


def test_a_window_that_closes_when_the_next_opens_does_not_overlap_it():
    assert not faults([window(Stage.DIAGNOSE, 0, 10), window(Stage.DIAGNOSE, 10, 20)])


def test_a_long_window_is_not_forgotten_behind_a_short_one():
    found = faults(
        [
            window(Stage.DIAGNOSE, 0, 30),
            window(Stage.DISCOVER, 1, 2),
            window(Stage.DIAGNOSE, 29, 40),
        ]
    )
    assert [fault.index for fault in found] == [2]


@pytest.mark.parametrize("closes", [0, -1])
def test_a_window_closes_after_it_opens(closes):
    (fault,) = faults([window(Stage.DIAGNOSE, 0, closes)])
    assert fault.attribute == "closes_at"


def test_a_year_of_the_buddhist_era_is_refused():
    opens_at = NOW.replace(year=2570)
    (fault,) = faults([Window(Stage.DIAGNOSE, opens_at)])
    assert (fault.index, fault.attribute) == (0, "opens_at")


@pytest.mark.parametrize(
    ("opens", "closes", "state", "may_take_part"),
    [(1, 2, "upcoming", False), (-1, 1, "open", True), (-2, -1, "past", False)],
)
def test_taking_part_before_during_and_after_a_stage(opens, closes, state, may_take_part):
    round_ = a_round((Stage.DIAGNOSE, opens, closes))
    assert policy.can_take_part(round_, Stage.DIAGNOSE, NOW) is may_take_part
    assert stage_views(round_, NOW)[0].state == state
    assert not policy.can_take_part(round_, Stage.DEVELOP, NOW)


@pytest.mark.parametrize("state", ["draft", "closed"])
def test_nobody_takes_part_in_a_draft_or_a_closed_round(state):
    round_ = a_round((Stage.DIAGNOSE, -1, 1), state=state)
    assert not policy.can_take_part(round_, Stage.DIAGNOSE, NOW)


def test_a_stage_is_open_from_its_first_instant_and_not_in_its_last():
    round_ = a_round((Stage.DIAGNOSE, 0, 1))
    assert policy.can_take_part(round_, Stage.DIAGNOSE, NOW)
    assert not policy.can_take_part(round_, Stage.DIAGNOSE, NOW + DAY)


def test_the_stage_line_says_when_a_stage_opens_again():
    round_ = a_round((Stage.DIAGNOSE, -9, -5), (Stage.DIAGNOSE, 5, 9), (Stage.DISCOVER, -6, 1))
    diagnose, discover, develop, deliver = stage_views(round_, NOW)
    assert (diagnose.state, diagnose.reopens_at) == ("past", NOW + 5 * DAY)
    assert (discover.state, develop.state, deliver.state) == ("open", "unplanned", "unplanned")


@pytest.mark.parametrize(
    ("windows", "state", "kind", "stage"),
    [
        ([(Stage.DIAGNOSE, -1, 1), (Stage.DISCOVER, -1, 1)], "published", "speak", Stage.DIAGNOSE),
        ([(Stage.DIAGNOSE, -9, -5), (Stage.DISCOVER, -1, 1)], "published", "open", Stage.DISCOVER),
        ([(Stage.DIAGNOSE, -9, -5), (Stage.DIAGNOSE, 3, 4)], "published", "wait", Stage.DIAGNOSE),
        ([(Stage.DEVELOP, 8, 9), (Stage.DISCOVER, 3, 4)], "published", "wait", Stage.DISCOVER),
        ([(Stage.DIAGNOSE, -9, -5)], "published", "ended", None),
        ([(Stage.DIAGNOSE, -1, 1)], "closed", "ended", None),
        ([(Stage.DIAGNOSE, -1, 1)], "draft", "draft", None),
        ([], "published", "ended", None),
    ],
)
def test_one_thing_to_do_now(windows, state, kind, stage):
    act = next_act(a_round(*windows, state=state), NOW)
    assert (act.kind, act.stage) == (kind, stage)
