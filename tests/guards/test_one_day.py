"""The clock of the tests: it never goes past a midnight of Thailand."""

from datetime import UTC, datetime, timedelta

from ideation.core.clock import THAILAND
from tests.one_day import OneDay

EVENING = datetime(2026, 6, 12, 22, 30, tzinfo=THAILAND)


class Hands:
    """The hands of a clock that a test sets."""

    def __init__(self, at: datetime) -> None:
        self.at, self.seconds = at.astimezone(UTC), 0.0

    def go_on(self, **by: float) -> None:
        self.at += timedelta(**by)
        self.seconds += timedelta(**by).total_seconds()


def clock_at(moment: datetime) -> tuple[Hands, OneDay]:
    hands = Hands(moment)
    return hands, OneDay(lambda: hands.at, lambda: hands.seconds)


def test_it_is_the_real_clock_by_day():
    hands, clock = clock_at(EVENING)
    hands.go_on(hours=1)
    assert clock.now() == hands.at
    assert clock.seconds_to_wait() == 0


def test_the_day_does_not_end_while_tests_run():
    hands, clock = clock_at(EVENING)
    hands.go_on(hours=2)
    for _test in range(3):
        clock.begin_test()
        began = clock.now()
        hands.go_on(minutes=1)
        assert clock.now() == began + timedelta(minutes=1)
        assert clock.now().astimezone(THAILAND).date() == EVENING.date()


def test_time_goes_on_in_a_test_during_which_the_clock_begins_to_hold():
    hands, clock = clock_at(EVENING.replace(hour=23, minute=57))
    clock.begin_test()
    moments = []
    for _second in range(90):
        hands.go_on(seconds=1)
        moments.append(clock.now())
    assert moments == sorted(set(moments))


def test_a_run_that_begins_just_before_midnight_waits_for_the_new_day():
    hands, clock = clock_at(EVENING.replace(hour=23, minute=59))
    assert clock.seconds_to_wait() == 60
    hands.go_on(seconds=clock.seconds_to_wait())
    _hands, clock = clock_at(hands.at)
    assert clock.seconds_to_wait() == 0
