"""The directions of sparse rows beside those of an exact decomposition."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix, random

from ideation.text.decomposition import leading_directions

pytestmark = pytest.mark.usefixtures("one_thread")


def fading(n_rows: int, n_features: int) -> csr_matrix:
    """Give rows that lie along few directions, each stronger than the next by half."""
    rng = np.random.default_rng(0)
    strengths = 0.5 ** np.arange(12)
    left, right = rng.normal(size=(n_rows, 12)), rng.normal(size=(12, n_features))
    return csr_matrix((left * strengths) @ right)


def test_directions_are_those_of_an_exact_decomposition() -> None:
    rows = fading(300, 90)
    found = leading_directions(rows, 5, 0)
    exact = np.linalg.svd(rows.toarray())[2][:5]
    assert np.abs(exact @ found).diagonal() == pytest.approx(1, abs=1e-4)
    assert found.T @ found == pytest.approx(np.eye(5), abs=1e-5)


def test_directions_do_not_depend_on_chance_for_rows_that_have_few() -> None:
    rows = fading(200, 60)
    one, other = leading_directions(rows, 4, 0), leading_directions(rows, 4, 7)
    assert np.abs(one.T @ other) == pytest.approx(np.eye(4), abs=1e-4)


def test_where_rows_lie_along_no_further_direction_there_are_zeros() -> None:
    rows = csr_matrix(np.outer(np.arange(1, 41), [3.0, 0, 4, 0, 0, 0, 0, 0]))
    found = leading_directions(rows, 3, 0)
    assert np.abs(found[:, 0]) == pytest.approx([0.6, 0, 0.8, 0, 0, 0, 0, 0], abs=1e-5)
    assert not found[:, 1:].any()


@pytest.mark.parametrize("shape", [(0, 5), (5, 1), (1, 5), (3, 4)])
def test_few_rows_or_features_give_few_directions(shape: tuple[int, int]) -> None:
    rows = random(*shape, density=1.0, format="csr", random_state=0)
    found = leading_directions(rows, 50, 0)
    assert found.shape == (shape[1], max(1, min(shape) - 1))
    assert np.isfinite(found).all()
