"""How many themes a round is given."""

import numpy as np
import pytest
from sklearn.metrics import silhouette_score

from ideation.text.number import merit, usual_number


def test_a_round_of_30_has_5_themes_and_one_of_13400_has_30() -> None:
    assert [round(usual_number(size)) for size in (30, 400, 13_400)] == [5, 10, 30]


@pytest.mark.parametrize("n_themes", [2, 9, 60])
def test_merit_is_the_mean_silhouette_less_a_little_for_an_unusual_number(n_themes: int) -> None:
    rng = np.random.default_rng(n_themes)
    labels = np.append(np.arange(n_themes), rng.integers(0, n_themes, 400))
    vectors = rng.normal(size=(len(labels), 12)).astype(np.float32)
    vectors[:, 0] += labels
    groups = [np.flatnonzero(labels == theme) for theme in range(n_themes)]
    unusual = float(np.log(n_themes / usual_number(len(labels)))) ** 2
    expected = silhouette_score(vectors, labels) - 0.02 * unusual
    assert merit(vectors, groups, 0) == pytest.approx(expected, abs=1e-5)


def test_a_theme_of_one_text_is_neither_clear_nor_unclear() -> None:
    vectors = np.array([[0, 0], [0, 1], [5, 5]], dtype=np.float32)
    groups = [np.array([0, 1]), np.array([2])]
    expected = silhouette_score(vectors, [0, 0, 1])
    assert merit(vectors, groups, 0) <= expected + 1e-6
    assert merit(vectors, groups, 0) > expected - 0.02


def test_equal_texts_make_no_clear_themes() -> None:
    vectors = np.ones((6, 2), dtype=np.float32)
    assert merit(vectors, [np.arange(3), np.arange(3, 6)], 0) <= 0
