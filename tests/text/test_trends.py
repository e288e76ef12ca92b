"""What rises is told from what merely grows, repeats itself, or happens by chance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import hypergeom

from ideation.text import Counts, find_trends, fits_worse
from ideation.text.trends import more_often

MONTH = 28.0
STEADY = {key: Counts(week=10, before=40, older=True) for key in range(10)}


def kinds(counts: dict, days_before: float = MONTH) -> dict:
    return {key: trend.kind for key, trend in find_trends(counts, days_before).items()}


def test_a_burst_rises_and_says_by_how_much() -> None:
    found = find_trends({**STEADY, "burst": Counts(week=40, before=16, older=True)}, MONTH)

    assert list(found) == ["burst"]
    trend = found["burst"]
    assert (trend.kind, trend.week, trend.weekly_before) == ("rising", 40, 4)
    assert trend.ratio == pytest.approx((40 / 140) / (16 / 416))
    assert trend.chance < 1e-6


@given(
    st.lists(st.integers(0, 500), min_size=1, max_size=30),
    st.integers(0, 10),
    st.booleans(),
    st.floats(7, 100),
)
def test_a_round_that_grows_as_a_whole_raises_nothing(sizes, growth, older, days) -> None:
    counts = {
        key: Counts(week=size * growth, before=size, older=older) for key, size in enumerate(sizes)
    }
    assert kinds(counts, days) == {}


def test_a_theme_does_not_rise_because_others_fall_silent() -> None:
    silent = {"loud": Counts(week=0, before=4000, older=True)}
    assert kinds({**STEADY, **silent}) == {}


def test_few_voices_raise_nothing() -> None:
    assert kinds({**STEADY, "few": Counts(week=4, before=1, older=True)}) == {}


def test_a_theme_nobody_spoke_of_before_emerges() -> None:
    fresh = {"fresh": Counts(week=3, before=0, older=False)}
    again = {"again": Counts(week=9, before=0, older=True)}

    found = find_trends({**STEADY, **fresh, **again}, MONTH)

    assert {key: trend.kind for key, trend in found.items()} == {
        "fresh": "emerging",
        "again": "rising",
    }
    assert found["fresh"].ratio is None
    assert found["fresh"].weekly_before == 0


def test_two_voices_are_no_matter_yet() -> None:
    assert kinds({**STEADY, "fresh": Counts(week=2, before=0, older=False)}) == {}


def test_where_nearly_all_spoke_this_week_nothing_is_new() -> None:
    counts = {key: Counts(week=50, before=1, older=False) for key in range(10)}
    assert kinds({**counts, "fresh": Counts(week=4, before=0, older=False)}) == {}


@pytest.mark.parametrize("days", [-3.0, 0.0, 6.9])
def test_a_young_round_has_no_before(days: float) -> None:
    assert kinds({**STEADY, "burst": Counts(week=90, before=2, older=False)}, days) == {}


def test_an_average_week_is_one_of_the_weeks_there_were() -> None:
    counts = {**STEADY, "burst": Counts(week=60, before=8, older=True)}
    assert find_trends(counts, 14)["burst"].weekly_before == 4
    assert find_trends(counts, 400)["burst"].weekly_before == 2


def test_of_many_quiet_weeks_few_raise_a_false_alarm() -> None:
    generator = np.random.default_rng(7)
    shares = generator.dirichlet(np.ones(25))
    false = 0
    for _week in range(400):
        before, week = generator.multinomial(500, shares), generator.multinomial(300, shares)
        pairs = zip(week.tolist(), before.tolist(), strict=True)
        counts = {key: Counts(now, then, older=True) for key, (now, then) in enumerate(pairs)}
        false += bool(find_trends(counts, MONTH))
    assert false <= 0.05 * 400


@given(st.integers(1, 400), st.integers(1, 400), st.data())
def test_the_chance_is_the_mid_p_of_fishers_test(size, other_size, data) -> None:
    hits = data.draw(st.integers(0, size))
    other_hits = data.draw(st.integers(0, other_size))
    known = hypergeom(size + other_size, size, hits + other_hits)

    expected = known.sf(hits) + known.pmf(hits) / 2

    assert more_often(hits, size, other_hits, other_size) == pytest.approx(expected, abs=1e-9)


def test_numbers_too_large_for_the_machine_are_no_certainty() -> None:
    assert more_often(0, 100_000, 50_000, 100_000) == pytest.approx(1)
    assert more_often(50_000, 100_000, 0, 100_000) == pytest.approx(0)


def test_nothing_of_nothing() -> None:
    assert find_trends({}, MONTH) == {}
    assert find_trends({"one": Counts(0, 0, older=False)}, MONTH) == {}


@pytest.mark.parametrize(
    ("unclear", "texts", "worse"),
    [(80, 200, True), (24, 200, False), (9, 19, False), (0, 0, False), (5, 25, False)],
)
def test_new_texts_fit_worse_where_it_is_clear(unclear: int, texts: int, worse: bool) -> None:
    assert fits_worse(unclear, texts, unclear_before=100, texts_before=1000) is worse
