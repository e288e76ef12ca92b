"""The engine is measured on texts whose themes people gave."""

import pytest

from ideation.text.evaluation import evaluate, stability

from .crowd import crowd
from .voices import TEXTS, TRUTH

pytestmark = pytest.mark.usefixtures("one_thread")

FIGURES = {
    *("texts", "themes", "v_measure", "ami", "ari", "stability_ari", "unclear_share"),
    *("seconds", "peak_rss_mb"),
}


def test_planted_themes_give_the_best_figures() -> None:
    found = evaluate(TEXTS, TRUTH, n_themes=4, seeds=2)
    assert set(found.as_dict()) == FIGURES
    assert (found.texts, found.themes) == (40, 4)
    assert min(found.v_measure, found.ami, found.ari) > 0.8
    assert 0.8 < found.stability_ari <= 1
    assert 0 <= found.unclear_share < 0.1
    assert found.seconds > 0
    assert 50 < found.peak_rss_mb < 20_000


def test_labels_by_chance_give_figures_near_zero() -> None:
    texts, truth = crowd()
    by_chance = [str(row % 4) for row in range(len(truth))]
    found = evaluate(texts, by_chance, n_themes=4, seeds=1)
    assert abs(found.ami) < 0.05
    assert abs(found.ari) < 0.05
    assert found.v_measure < 0.05


def test_what_is_unclear_is_counted() -> None:
    found = evaluate([*TEXTS, *[""] * 20], [*TRUTH, *["none"] * 20], n_themes=4, seeds=1)
    assert found.unclear_share >= round(20 / 60, 4)
    assert found.unclear_share < 0.5


def test_the_figures_repeat_themselves() -> None:
    runs = [evaluate(TEXTS, TRUTH, seeds=1).as_dict() for _ in range(2)]
    for run in runs:
        del run["seconds"], run["peak_rss_mb"]
    assert runs[0] == runs[1]


def test_steady_themes_are_told_from_those_of_chance() -> None:
    texts, _truth = crowd()
    noise = [f"{number * 7919 % 1000} {'กขคงจ'[number % 5]}{number}" for number in range(120)]
    assert stability(texts, n_themes=4) > 0.95
    assert stability(texts, n_themes=4) == stability(texts, n_themes=4)
    assert stability(noise, n_themes=12) < 0.8
