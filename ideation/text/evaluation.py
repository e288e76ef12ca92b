"""How well, how steadily and at what cost the engine finds the themes that people gave texts."""

import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final, Literal, Self

import numpy as np
import psutil

from ideation.text.engine import ThemeProposal, propose_themes
from ideation.text.placer import UNCLEAR_BELOW
from ideation.text.vectoriser import Vectoriser

SAMPLES: Final = 3
"""At least so many samples are compared with each other for the stability."""

SAMPLE_SHARE: Final = 0.9

_LOOK_EVERY: Final = 0.1  # seconds


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Figures of the engine on texts with known labels; means over the seeds.

    Attributes:
        texts: n.
        themes: Number of themes, rounded.
        v_measure: Harmonic mean of homogeneity and completeness, from 0 to 1.
        ami: Mutual information adjusted for chance, at most 1.
        ari: Rand index adjusted for chance, at most 1.
        stability_ari: Mean ARI, on the texts in both, between runs on random 90 % samples.
        unclear_share: Share of texts whose theme is not clear, from 0 to 1.
        seconds: Wall time of one run from texts to labelled themes.
        peak_rss_mb: Largest memory of this process and those that helped it, together.
    """

    texts: int
    themes: int
    v_measure: float
    ami: float
    ari: float
    stability_ari: float
    unclear_share: float
    seconds: float
    peak_rss_mb: int

    def as_dict(self) -> dict[str, float]:
        """Give the figures by name."""
        return asdict(self)


def evaluate(
    texts: Sequence[str],
    truth: Sequence[str],
    *,
    n_themes: int | Literal["auto"] = "auto",
    seeds: int = 3,
    vectoriser: Vectoriser | None = None,
) -> Evaluation:
    """Compare the engine's themes with labels that people gave.

    Args:
        texts: n texts, at least 2.
        truth: n labels.
        n_themes: See `propose_themes`.
        seeds: So many runs, at least 1.
        vectoriser: See `propose_themes`.

    Returns:
        The figures.
    """
    from sklearn.metrics import (
        adjusted_mutual_info_score,
        adjusted_rand_score,
        v_measure_score,
    )

    runs, seconds = [], []
    with _Memory() as memory:
        for seed in range(seeds):
            started = time.perf_counter()
            runs.append(
                propose_themes(texts, n_themes=n_themes, random_state=seed, vectoriser=vectoriser)
            )
            seconds.append(time.perf_counter() - started)
    found = [run.labels for run in runs]
    return Evaluation(
        texts=len(texts),
        themes=round(_mean([len(run.themes) for run in runs])),
        v_measure=_mean([v_measure_score(truth, labels) for labels in found]),
        ami=_mean([adjusted_mutual_info_score(truth, labels) for labels in found]),
        ari=_mean([adjusted_rand_score(truth, labels) for labels in found]),
        stability_ari=stability(
            texts, n_themes=n_themes, samples=max(SAMPLES, seeds), vectoriser=vectoriser
        ),
        unclear_share=_mean([_unclear(run) for run in runs]),
        seconds=round(_mean(seconds), 2),
        peak_rss_mb=memory.peak,
    )


def stability(
    texts: Sequence[str],
    *,
    n_themes: int | Literal["auto"] = "auto",
    samples: int = SAMPLES,
    vectoriser: Vectoriser | None = None,
) -> float:
    """Say how alike the themes of two random 90 % samples are.

    Args:
        texts: n texts.
        n_themes: See `propose_themes`.
        samples: So many samples, each run with a seed of its own and compared with every other;
            at least 2.
        vectoriser: See `propose_themes`.

    Returns:
        The mean ARI on the texts in both, at most 1.
    """
    from sklearn.metrics import adjusted_rand_score

    from ideation.text.themes import ThemeClusterer

    found = []
    for seed in range(samples):
        size = max(1, round(SAMPLE_SHARE * len(texts)))
        rows = np.sort(np.random.default_rng(seed).permutation(len(texts))[:size])
        model = ThemeClusterer(n_themes, random_state=seed, vectoriser=vectoriser)
        model.fit([texts[row] for row in rows])
        found.append(dict(zip(rows.tolist(), model.labels_.tolist(), strict=True)))
    agreements = []
    for later, one in enumerate(found):
        for other in found[:later]:
            both = sorted(one.keys() & other.keys())
            pair = [one[row] for row in both], [other[row] for row in both]
            agreements.append(adjusted_rand_score(*pair))
    return _mean(agreements)


def _unclear(run: ThemeProposal) -> float:
    return _mean([value < UNCLEAR_BELOW for value in run.confidence])


def _mean(values: Sequence[float]) -> float:
    return round(float(np.mean(values)), 4)


class _Memory:
    """The largest memory, in MB, of this process and its helpers together while it is watched."""

    def __init__(self) -> None:
        self.peak = 0
        self._ended = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._watcher.start()
        return self

    def __exit__(self, *_raised: object) -> None:
        self._ended.set()
        self._watcher.join()

    def _watch(self) -> None:
        own = psutil.Process()
        while True:
            family = [own, *own.children(recursive=True)]
            self.peak = max(self.peak, sum(map(_resident, family)) >> 20)
            if self._ended.wait(_LOOK_EVERY):
                return


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        # It ended in the meantime.
        return 0
