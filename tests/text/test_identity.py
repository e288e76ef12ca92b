"""Themes last: what officers did and what people know survives every later run."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ideation.text import Placement, Reconciled, reconcile

NORTH, EAST = np.array([0.0, 1.0]), np.array([1.0, 0.0])


@dataclass(frozen=True)
class Case:
    labels: list[int]
    current: list[int | None]
    pinned: list[bool]
    sticky: frozenset[int]
    barred: dict[int, frozenset[int]]
    vectors: np.ndarray
    confidence: list[float] | None

    def run(self) -> Reconciled:
        return reconcile(
            self.labels,
            self.current,
            self.pinned,
            self.sticky,
            self.barred,
            self.vectors,
            self.confidence,
        )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    size = draw(st.integers(0, 25))
    themes = st.integers(10, 14)

    def column(values: st.SearchStrategy) -> list:
        return draw(st.lists(values, min_size=size, max_size=size))

    seed = draw(st.integers(0, 99))
    return Case(
        labels=column(st.integers(0, 4)),
        current=column(st.none() | themes),
        pinned=column(st.booleans()),
        sticky=draw(st.frozensets(themes, max_size=3)),
        barred=draw(
            st.dictionaries(
                st.integers(0, max(size - 1, 0)), st.frozensets(themes, max_size=5), max_size=6
            )
        ),
        vectors=np.random.default_rng(seed).standard_normal((size, 3)),
        confidence=draw(st.none() | st.just([0.2, 0.9] * 13).map(lambda values: values[:size])),
    )


def simple(
    labels: list[int],
    current: list[int | None],
    *,
    pinned: tuple[int, ...] = (),
    sticky: frozenset[int] = frozenset(),
    barred: dict[int, frozenset[int]] | None = None,
    vectors: np.ndarray | None = None,
    confidence: list[float] | None = None,
) -> list[int | None]:
    """Give the theme of each text, None where a new one is to be made."""
    size = len(labels)
    outcome = reconcile(
        labels,
        current,
        [row in pinned for row in range(size)],
        sticky,
        barred or {},
        np.ones((size, 2)) if vectors is None else vectors,
        confidence,
    )
    return [placement.theme for placement in outcome.assignment]


@given(cases())
def test_every_text_has_exactly_one_place(case: Case) -> None:
    outcome = case.run()
    assert len(outcome.assignment) == len(case.labels)
    for row, placement in enumerate(outcome.assignment):
        assert (placement.theme is None) != (placement.cluster is None)
        if placement.cluster is not None:
            assert row in outcome.new_clusters[placement.cluster]
    new = [row for rows in outcome.new_clusters for row in rows]
    assert sorted(new) == [r for r, p in enumerate(outcome.assignment) if p.cluster is not None]
    assert all(outcome.new_clusters)


@given(cases())
def test_pinned_texts_never_move(case: Case) -> None:
    for row, placement in enumerate(case.run().assignment):
        if case.pinned[row] and case.current[row] is not None:
            assert placement == Placement(case.current[row], None)


@given(cases())
def test_texts_never_leave_a_sticky_theme(case: Case) -> None:
    for row, placement in enumerate(case.run().assignment):
        own = case.current[row]
        if own in case.sticky and own not in case.barred.get(row, frozenset()):
            assert placement.theme == own


@given(cases())
def test_a_barred_theme_is_never_given(case: Case) -> None:
    for row, placement in enumerate(case.run().assignment):
        if not (case.pinned[row] and case.current[row] is not None):
            assert placement.theme not in case.barred.get(row, frozenset())


@given(cases())
def test_only_themes_that_exist_are_given(case: Case) -> None:
    existing = {theme for theme in case.current if theme is not None}
    assert {p.theme for p in case.run().assignment if p.theme is not None} <= existing


@given(cases())
def test_cluster_numbers_mean_nothing(case: Case) -> None:
    renamed = Case(**{**vars(case), "labels": [label + 100 for label in case.labels]})
    assert renamed.run().assignment == case.run().assignment


@given(st.lists(st.integers(10, 14), min_size=1, max_size=30))
def test_a_run_that_finds_the_same_themes_changes_nothing(current: list[int]) -> None:
    labels = [theme * 7 % 5 for theme in current]
    assert simple(labels, list(current)) == current


def test_the_first_run_makes_a_theme_of_each_cluster() -> None:
    outcome = reconcile([5, 5, 9], [None] * 3, [False] * 3, frozenset(), {}, np.ones((3, 2)), None)
    assert outcome.new_clusters == ((0, 1), (2,))
    assert outcome.assignment[2] == Placement(None, 1)


def test_a_grown_cluster_keeps_its_theme() -> None:
    assert simple([0] * 5 + [1] * 4, [7, 7, 7, None, None, 8, 8, 8, None]) == [7] * 5 + [8] * 4


def test_a_cluster_of_new_matter_becomes_a_new_theme() -> None:
    assert simple([0, 0, 0, 1, 1], [7, 7, 7, None, None]) == [7, 7, 7, None, None]


def test_when_a_theme_falls_apart_its_larger_part_keeps_the_id() -> None:
    assert simple([0, 0, 0, 1, 1], [7] * 5) == [7, 7, 7, None, None]


def test_a_merge_stays_merged() -> None:
    labels = [0, 0, 0, 1, 1, 0, 1]
    current = [7, 7, 7, 7, 7, None, None]
    assert simple(labels, current, sticky=frozenset({7})) == [7] * 7


def test_a_split_stays_split_and_new_texts_go_to_the_nearer_part() -> None:
    vectors = np.array([NORTH, NORTH, NORTH, EAST, EAST, NORTH, EAST])
    current = [7, 7, 7, 8, 8, None, None]
    themes = simple([0] * 7, current, sticky=frozenset({7, 8}), vectors=vectors)
    assert themes == [7, 7, 7, 8, 8, 7, 8]


def test_pins_in_two_themes_share_out_a_cluster() -> None:
    vectors = np.array([NORTH, EAST, NORTH, EAST])
    themes = simple([0] * 4, [7, 8, None, None], pinned=(0, 1), vectors=vectors)
    assert themes == [7, 8, 7, 8]


def test_a_single_moved_text_draws_no_others_after_it() -> None:
    current: list[int | None] = [7] * 20 + [8] * 5
    themes = simple([0] * 20 + [1] * 5, [8, *current[1:]], pinned=(0,))
    assert themes == [8] + [7] * 19 + [8] * 5


def test_a_text_barred_from_its_cluster_s_theme_goes_to_the_nearest_other() -> None:
    vectors = np.array([NORTH, NORTH, EAST, EAST, NORTH])
    themes = simple(
        [0, 0, 1, 1, 0], [7, 7, 8, 8, None], barred={4: frozenset({7})}, vectors=vectors
    )
    assert themes == [7, 7, 8, 8, 8]


def test_a_text_barred_from_everything_gets_a_theme_of_its_own() -> None:
    themes = simple([0, 0, 0], [7, 7, 7], barred={2: frozenset({7})})
    assert themes == [7, 7, None]


def test_an_unsure_text_stays_where_people_know_it() -> None:
    labels, current = [0, 0, 0, 0, 1, 1, 1], [7, 7, 7, 8, 8, 8, 8]
    assert simple(labels, current, confidence=[1.0] * 7)[3] == 7
    assert simple(labels, current, confidence=[1.0] * 3 + [0.1] + [1.0] * 3)[3] == 8


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="length"):
        reconcile([0], [None, None], [False], frozenset(), {}, np.ones((1, 2)), None)
