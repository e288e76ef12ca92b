"""Measures the theme engine and the background space on labelled Thai texts.

Run `python benchmarks/themes.py` from the top of the tree; see benchmarks/README.md.
"""

import argparse
import csv
import json
import platform
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
DATA = HERE.parent.parent / "shared" / "data"
RESULTS = HERE / "results" / "themes.json"
SETS = {
    "call centre": ("truevoice_object.csv", None),
    "news titles": ("thaigov_titles.csv", 10_000),
}


def read(name: str, size: int | None) -> tuple[list[str], list[str]]:
    """Read a labelled set, or a random sample of it that is always the same."""
    with (DATA / name).open(encoding="utf-8") as lines:
        rows = [(row["text"], row["label"]) for row in csv.DictReader(lines)]
    if size is not None:
        rows = random.Random(0).sample(rows, size)  # noqa: S311  # a sample, not a secret
    return [text for text, _ in rows], [label for _, label in rows]


def engine(texts: Sequence[str], n_themes: int | str, seed: int) -> Sequence[int]:
    """Run this product's engine, labels and quotes included."""
    from ideation.text import propose_themes

    return propose_themes(texts, n_themes=n_themes, random_state=seed).labels


def baseline(texts: Sequence[str], n_themes: int, seed: int) -> Sequence[int]:
    """Run what is usual: character n-gram LSA with 100 dimensions and KMeans."""
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
    return model.fit_predict(texts)


METHODS: dict[str, Callable[..., Sequence[int]]] = {"engine": engine, "char LSA": baseline}


def measure_themes(method: str, name: str, size: int | None, number: str) -> dict[str, float]:
    """Run one method on one set in this process, whose peak memory is the method's own."""
    from sklearn.metrics import adjusted_mutual_info_score, v_measure_score

    texts, truth = read(name, size)
    gold = len(set(truth))
    started, used = time.perf_counter(), time.process_time()
    labels = METHODS[method](texts, gold if number == "gold" else number, 0)
    seconds, used = time.perf_counter() - started, time.process_time() - used
    return {
        "texts": len(texts),
        "themes": len(set(labels)),
        "v_measure": round(v_measure_score(truth, labels), 3),
        "ami": round(adjusted_mutual_info_score(truth, labels), 3),
        "seconds": round(seconds, 1),
        "cpu_seconds": round(used, 1),
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def measure_space() -> dict[str, float]:
    """Measure how often the nearest other text has the same label, and the time of one text."""
    from ideation.text import BackgroundSpace

    space = BackgroundSpace.load()
    figures: dict[str, float] = {}
    for title, (name, _) in SETS.items():
        texts, truth = read(name, None)
        different = dict(zip(texts, truth, strict=True))
        chosen = random.Random(0).sample(sorted(different), 6_000)  # noqa: S311  # see above
        vectors = space.transform(chosen)
        likeness = vectors @ vectors.T
        np.fill_diagonal(likeness, -1)
        nearest = likeness.argmax(axis=1)
        same = [different[chosen[i]] == different[chosen[j]] for i, j in enumerate(nearest)]
        figures[f"{title}: nearest agrees"] = round(statistics.mean(same), 3)
    texts, _ = read("truevoice_object.csv", None)
    used = time.process_time()
    space.transform(texts)
    figures[f"{len(texts)} texts, CPU seconds"] = round(time.process_time() - used, 2)
    times = [_time_of(space.transform, text) for text in texts[:1_000]]
    figures["one text, median ms"] = round(statistics.median(times), 2)
    figures["one text, p95 ms"] = round(statistics.quantiles(times, n=20)[-1], 2)
    return figures


def _time_of(transform: Callable[[Sequence[str]], np.ndarray], text: str) -> float:
    started = time.perf_counter()
    transform([text])
    return (time.perf_counter() - started) * 1_000


def in_own_process(*arguments: str) -> dict[str, float]:
    """Measure in a fresh process, so that no measurement counts the memory of another."""
    command = [sys.executable, str(Path(__file__)), "--only", *arguments]
    done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def main() -> None:
    """Measure everything, print a table and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", help=argparse.SUPPRESS)
    only = parser.parse_args().only
    if only == ["space"]:
        print(json.dumps(measure_space()))
        return
    if only:
        method, title, number = only
        print(json.dumps(measure_themes(method, *SETS[title], number)))
        return
    runs = [("engine", "gold"), ("char LSA", "gold"), ("engine", "auto")]
    themes = {
        f"{title}, {method}, {number}": in_own_process(method, title, number)
        for title in SETS
        for method, number in runs
    }
    columns = list(next(iter(themes.values())))
    print(f"{'run':32}", *(f"{column:>12}" for column in columns))
    for run, figures in themes.items():
        print(f"{run:32}", *(f"{figures[column]:>12}" for column in columns))
    space = in_own_process("space")
    for figure, value in space.items():
        print(f"{figure:44} {value}")
    RESULTS.parent.mkdir(exist_ok=True)
    machine = {"python": platform.python_version(), "machine": platform.machine()}
    results = {"machine": machine, "themes": themes, "space": space}
    RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
