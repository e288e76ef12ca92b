"""How well and how fast the engine and the usual methods find what people found."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from benchmarks.theming.process import in_own_process, timed
from benchmarks.theming.sets import SETS, read
from benchmarks.theming.words import newmm

LEFT_OUT = -1
SEEDS = (0, 1)


def engine(texts: Sequence[str], n_themes: Any, seed: int) -> Sequence[int]:
    """Run this product's engine, labels and quotes included."""
    from ideation.text import propose_themes

    return propose_themes(texts, n_themes=n_themes, random_state=seed).labels


def words(texts: Sequence[str], n_themes: int, seed: int) -> Sequence[int]:
    """Run TF-IDF over words and KMeans."""
    from sklearn.cluster import KMeans
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline

    model = make_pipeline(
        TfidfVectorizer(tokenizer=newmm, token_pattern=None, sublinear_tf=True, min_df=2),
        KMeans(n_themes, n_init=4, random_state=seed),
    )
    labels: Sequence[int] = model.fit_predict(texts)
    return labels


def letters(texts: Sequence[str], n_themes: int, seed: int) -> Sequence[int]:
    """Run latent semantic analysis of character n-grams, with 100 dimensions, and KMeans."""
    from sklearn.cluster import KMeans
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import Normalizer

    model = make_pipeline(
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, min_df=2),
        TruncatedSVD(100, random_state=seed),
        Normalizer(),
        KMeans(n_themes, n_init=4, random_state=seed),
    )
    labels: Sequence[int] = model.fit_predict(texts)
    return labels


METHODS: dict[str, Callable[..., Sequence[int]]] = {
    "engine": engine,
    "newmm TF-IDF, KMeans": words,
    "char LSA, KMeans": letters,
}
RUNS = [
    ("engine", "gold"),
    ("newmm TF-IDF, KMeans", "gold"),
    ("char LSA, KMeans", "gold"),
    ("engine", "auto"),
]


def measure(method: str, title: str, number: str) -> dict[str, Any]:
    """Run a method with two seeds in this process: the first also loads what it needs.

    The number of themes is a number, "auto", or "gold" for that of the labels.
    """
    texts, truth = read(title)
    wanted = len(set(truth)) if number == "gold" else int(number) if number.isdigit() else number
    runs = [timed(partial(METHODS[method], texts, wanted, seed)) for seed in SEEDS]
    return summary(truth, [list(labels) for labels, _ in runs], [spent for _, spent in runs])


def summary(
    truth: Sequence[str], found: Sequence[Sequence[int]], spent: Sequence[dict[str, float]]
) -> dict[str, Any]:
    """Give the figures of the first of two runs, and of the second how well and fast it was."""
    first, again = (agreement(truth, labels) for labels in found)
    return {
        **first,
        "v_again": again["v_measure"],
        **spent[0],
        "again_seconds": spent[1]["seconds"],
    }


def agreement(truth: Sequence[str], labels: Sequence[int]) -> dict[str, Any]:
    """Compare themes with the labels that people gave; what is left out counts as one theme."""
    from sklearn.metrics import adjusted_mutual_info_score, v_measure_score

    gold, given = np.array(truth), np.array(labels)
    placed = given != LEFT_OUT
    return {
        "themes": len(np.unique(given[placed])),
        "v_measure": round(float(v_measure_score(gold, given)), 4),
        "v_placed": round(float(v_measure_score(gold[placed], given[placed])), 4),
        "ami": round(float(adjusted_mutual_info_score(gold, given)), 4),
        "left_out": round(float(1 - placed.mean()), 4),
    }


def rows() -> list[dict[str, Any]]:
    """Measure every method on every set."""
    return [
        {"set": title, "method": method, "number": number}
        | in_own_process(measure, method=method, title=title, number=number)
        for title in SETS
        for method, number in RUNS
    ]
