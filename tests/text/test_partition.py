"""Points are cut into groups that depend on the points alone; neighbours speak for each other."""

import numpy as np
import numpy.typing as npt
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from ideation.text.graph import Diffusion, diffuse, nearest_rows, neighbour_graph
from ideation.text.partition import SplitMergeKMeans
from ideation.text.teaching import Teaching, Told

pytestmark = pytest.mark.usefixtures("one_thread")

Floats = npt.NDArray[np.float32]


def planted(groups: int, size: int = 30, spread: float = 0.08) -> tuple[Floats, list[int]]:
    """Give points around corners that are far apart, and the corner of each."""
    generator = np.random.default_rng(groups)
    middles = np.eye(groups, 12)
    points = np.repeat(middles, size, axis=0)
    points = points + spread * generator.standard_normal(points.shape)
    return points.astype(np.float32), np.repeat(np.arange(groups), size).tolist()


def clouds(n_points: int = 400) -> Floats:
    """Give points without clear borders."""
    return np.random.default_rng(9).standard_normal((n_points, 6)).astype(np.float32)


def inertia(points: Floats, labels: npt.NDArray[np.int64]) -> float:
    groups = [points[labels == group] for group in np.unique(labels)]
    return sum(float(((own - own.mean(axis=0)) ** 2).sum()) for own in groups)


@pytest.mark.parametrize("groups", [1, 2, 3, 7, 12])
def test_planted_groups_are_found(groups: int) -> None:
    points, truth = planted(groups)
    model = SplitMergeKMeans(groups).fit(points)
    assert adjusted_rand_score(truth, model.labels_) == 1
    assert model.cluster_centers_.shape == (groups, 12)
    assert model.inertia_ == pytest.approx(inertia(points, model.labels_), rel=1e-3)


@pytest.mark.parametrize("points", [planted(7)[0], clouds()], ids=["planted", "cloud"])
def test_the_order_of_the_points_does_not_matter(points: Floats) -> None:
    order = np.random.default_rng(4).permutation(len(points))
    labels = SplitMergeKMeans(7).fit(points).labels_
    shuffled = SplitMergeKMeans(7).fit(points[order]).labels_
    assert adjusted_rand_score(labels[order], shuffled) > 0.999


def test_a_fit_repeats_itself_and_leaves_the_parameters_alone() -> None:
    points = clouds()
    model = SplitMergeKMeans(9, rounds=5, least_gain=0.001)
    given = dict(vars(model))
    first = model.fit(points).labels_.copy()
    assert {name: getattr(model, name) for name in given} == given
    assert not any(name.endswith("_") for name in given)
    np.testing.assert_array_equal(model.fit(points).labels_, first)


def test_splits_and_merges_never_do_worse_than_halving() -> None:
    better = 0
    for seed in range(8):
        generator = np.random.default_rng(seed)
        middles = np.repeat(4 * generator.uniform(size=(12, 2)), 25, axis=0)
        points = middles + 0.15 * generator.standard_normal(middles.shape)
        points = points.astype(np.float32)
        halved = SplitMergeKMeans(12, rounds=0).fit(points).inertia_
        improved = SplitMergeKMeans(12).fit(points).inertia_
        assert improved <= halved * (1 + 1e-6)
        better += improved < 0.99 * halved
    assert better >= 2


def test_a_wrong_cut_is_mended_by_a_split_with_a_merge() -> None:
    points, truth = planted(4)
    own = np.array(truth)
    # One centre between two groups, and two centres within a third.
    third = points[own == 2]
    wrong = np.stack(
        [
            points[own <= 1].mean(axis=0),
            third[third[:, 5] > 0].mean(axis=0),
            third[third[:, 5] <= 0].mean(axis=0),
            points[own == 3].mean(axis=0),
        ]
    )
    stuck = SplitMergeKMeans(4, rounds=0).fit(points, start=wrong)
    mended = SplitMergeKMeans(4).fit(points, start=wrong)
    assert adjusted_rand_score(truth, stuck.labels_) < 0.9
    assert adjusted_rand_score(truth, mended.labels_) == 1


def test_a_gain_that_is_too_small_changes_nothing() -> None:
    points = clouds()
    start = SplitMergeKMeans(8, rounds=0).fit(points).cluster_centers_
    kept = SplitMergeKMeans(8, rounds=20, least_gain=0.9).fit(points, start=start)
    np.testing.assert_allclose(kept.cluster_centers_, start, atol=1e-5)


@pytest.mark.parametrize("n_clusters", [3, 5, 40])
def test_there_are_no_more_groups_than_different_points(n_clusters: int) -> None:
    points = np.repeat(np.eye(3, dtype=np.float32), 5, axis=0)
    model = SplitMergeKMeans(n_clusters).fit(points)
    assert len(model.cluster_centers_) == 3
    assert adjusted_rand_score(np.repeat(range(3), 5), model.labels_) == 1
    assert model.inertia_ == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("n_clusters", [1, 4])
def test_one_point_and_equal_points_are_one_group(n_clusters: int) -> None:
    for n_points in (1, 6):
        model = SplitMergeKMeans(n_clusters).fit(np.ones((n_points, 3), dtype=np.float32))
        assert model.labels_.tolist() == [0] * n_points
        assert len(model.cluster_centers_) == 1


def test_groups_begin_where_they_are_told_to() -> None:
    points, _truth = planted(6)
    start = SplitMergeKMeans(6).fit(points).cluster_centers_[[4, 2, 0, 5, 1, 3]]
    model = SplitMergeKMeans(6).fit(points, start=start)
    np.testing.assert_allclose(model.cluster_centers_, start, atol=1e-3)
    np.testing.assert_array_equal(model.labels_, model.predict(points))


def test_further_groups_are_found_beside_those_told_of() -> None:
    points, truth = planted(6)
    known = points[:60].reshape(2, 30, -1).mean(axis=1)
    model = SplitMergeKMeans(6).fit(points, start=known)
    assert adjusted_rand_score(truth, model.labels_) == 1


def test_equal_centres_to_begin_with_are_no_groups_of_their_own() -> None:
    points = np.repeat(np.eye(3, dtype=np.float32), 5, axis=0)
    twice = np.repeat(np.eye(3, dtype=np.float32), 2, axis=0)
    model = SplitMergeKMeans(6).fit(points, start=twice)
    assert len(model.cluster_centers_) == 3


def test_points_are_predicted_into_the_nearest_group() -> None:
    points, _truth = planted(5)
    model = SplitMergeKMeans(5).fit(points)
    np.testing.assert_array_equal(model.predict(points), model.labels_)
    near = (points + np.float32(0.01))[::7]
    np.testing.assert_array_equal(model.predict(near), model.labels_[::7])


def test_nearest_rows_are_the_nearest_and_never_the_row_itself() -> None:
    points, truth = planted(4)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    found = nearest_rows(points, points, 5, same=True)
    likeness = points @ points.T
    np.fill_diagonal(likeness, -np.inf)
    for row in range(len(points)):
        best = set(np.argsort(-likeness[row])[:5].tolist())
        assert set(found[row].indices.tolist()) == best
        assert {truth[each] for each in best} == {truth[row]}
    assert found.data.min() >= 0
    assert nearest_rows(points, points, 0).nnz == 0


def test_the_graph_is_symmetric() -> None:
    points, _truth = planted(4)
    graph = neighbour_graph(nearest_rows(points, points, 6, same=True))
    np.testing.assert_allclose(graph.toarray(), graph.T.toarray(), atol=1e-6)
    assert not graph.diagonal().any()


def test_neighbours_make_a_group_narrower() -> None:
    points, truth = planted(4, spread=0.3)
    after = Diffusion(points, 8).after(6)
    lengths = np.linalg.norm(after, axis=1, keepdims=True)
    own = np.array(truth)

    def within(vectors: Floats) -> float:
        return inertia(vectors, own) / float(((vectors - vectors.mean(axis=0)) ** 2).sum())

    assert within(after / lengths) < 0.5 * within(points)


def test_steps_one_after_another_are_the_same_as_all_at_once() -> None:
    points = clouds(120)
    stepwise, once = Diffusion(points, 7), Diffusion(points, 7)
    for steps in (0, 1, 1, 4, 9):
        found = stepwise.after(steps)
    np.testing.assert_array_equal(found, once.after(9))
    np.testing.assert_array_equal(found, diffuse(points, once.graph, 9))
    np.testing.assert_array_equal(Diffusion(points, 7).after(0), points)


def test_diffusion_starts_again_from_the_points() -> None:
    points = clouds(120)
    diffusion = Diffusion(points, 7)
    few = diffusion.after(2)
    assert not np.allclose(diffusion.after(8), few)
    diffusion.restart()
    np.testing.assert_array_equal(diffusion.after(0), points)
    np.testing.assert_array_equal(diffusion.after(2), few)


def test_groups_settle_where_those_of_the_library_do() -> None:
    points = clouds(900)
    start = points[:7]
    library = KMeans(7, init=start, n_init=1, max_iter=100).fit(points)
    own = SplitMergeKMeans(7, rounds=0).fit(points, start=start)
    assert adjusted_rand_score(library.labels_, own.labels_) > 0.99
    assert own.inertia_ == pytest.approx(library.inertia_, rel=1e-3)
    assert own.inertia_ == pytest.approx(inertia(points, own.labels_), rel=1e-3)


def test_a_group_that_loses_all_points_begins_anew_where_points_fit_worst() -> None:
    points, truth = planted(3)
    far = np.full((1, points.shape[1]), 50, dtype=np.float32)
    start = np.vstack([points[0], points[30], far])
    model = SplitMergeKMeans(3, rounds=0).fit(points, start=start)
    assert adjusted_rand_score(truth, model.labels_) == 1


def test_what_people_placed_teaches_about_the_others() -> None:
    points, truth = planted(4)
    own = np.array(truth)
    scheme = np.array([30, 10, 10, 20])[own]
    placed = np.where(np.arange(len(own)) % 6 == 0, scheme, -1)
    teaching = Teaching.of(points, Told(placed, np.ones(len(placed))))
    assert teaching.classes.tolist() == [10, 20, 30]
    scores = teaching.score(points)
    assert scores.shape == (len(points), 3)
    np.testing.assert_allclose(scores.sum(axis=1), 1, atol=1e-4)
    told = teaching.classes[scores.argmax(axis=1)]
    others = placed < 0
    assert np.mean(told[others] == scheme[others]) == 1


def test_a_single_placed_text_teaches_without_harm() -> None:
    points, _truth = planted(3)
    placed = np.full(len(points), -1)
    placed[5] = 7
    scores = Teaching.of(points, Told(placed, np.ones(len(placed)))).score(points)
    np.testing.assert_allclose(scores, np.ones((len(points), 1)), atol=1e-6)
