"""What is shown of how people answered, and what is not, so that nobody is recognised."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ideation.discover.models import Choice
from ideation.discover.service.spread import LEAST_GROUP, Spread, groups

spreads = st.builds(Spread, *[st.integers(0, 12)] * 3)
by_sector = st.dictionaries(
    st.sampled_from(["people", "state", "business", "other", ""]), spreads, max_size=5
)


@given(by_sector)
def test_no_group_of_fewer_than_five_people_can_be_read_or_worked_out(sectors):
    shown = groups(sectors)
    assert all(group.spread.total >= LEAST_GROUP for group in shown)
    # Whoever takes the shown groups from the whole finds nothing left.
    whole = sum(sectors.values(), Spread())
    assert not shown or sum((group.spread for group in shown), Spread()) == whole
    assert len(shown) != 1


@given(spreads)
def test_percents_are_whole_and_make_a_hundred(spread):
    assert sum(spread.percents.values()) == (100 if spread.total else 0)
    for choice, percent in spread.percents.items():
        exact = 100 * spread.numbers[choice] / (spread.total or 1)
        assert abs(percent - exact) < 1


def test_large_sectors_stand_alone_and_small_ones_together():
    shown = groups(
        {
            "people": Spread(9, 1, 0),
            "business": Spread(2, 3, 0),
            "state": Spread(2, 0, 1),
            "": Spread(0, 3, 0),
        }
    )
    assert [group.sectors for group in shown] == [("people",), ("business",), ("state", "")]
    assert shown[-1].spread == Spread(2, 3, 1)


def test_a_rest_that_is_too_small_takes_the_smallest_large_group_in():
    shown = groups({"people": Spread(9), "business": Spread(5), "state": Spread(1)})
    assert [group.sectors for group in shown] == [("people",), ("business", "state")]
    assert groups({"people": Spread(9), "state": Spread(1)}) == []


@pytest.mark.parametrize(
    ("spread", "verdict"),
    [
        (Spread(), "none"),
        (Spread(4, 0, 0), "few"),
        (Spread(6, 2, 2), "agree"),
        (Spread(1, 6, 1), "disagree"),
        (Spread(1, 1, 6), "unsure"),
        (Spread(5, 5, 0), "divided"),
    ],
)
def test_the_numbers_say_one_thing(spread, verdict):
    assert spread.verdict == verdict
    assert list(spread.numbers) == [Choice.AGREE, Choice.DISAGREE, Choice.PASS]
