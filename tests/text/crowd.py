"""Many texts on the four matters of `voices`, as a round has them: said in several ways."""

import numpy as np
import numpy.typing as npt

from .voices import TEXTS, TRUTH

OPENINGS = [
    "",
    "สวัสดีค่ะ ",
    "เรียนเจ้าหน้าที่ ",
    "ขอร้องเรียน ",
    "ผมว่า",
    "อยากบอกว่า",
    "รบกวนช่วยดู ",
    "ที่บ้าน",
    "แจ้งเรื่อง ",
    "ปีนี้",
]


def crowd(seed: int = 0) -> tuple[list[str], list[str]]:
    """Give 400 texts in an order of chance, and the matter of each."""
    texts = [opening + text for opening in OPENINGS for text in TEXTS]
    order = np.random.default_rng(seed).permutation(len(texts)).tolist()
    return [texts[row] for row in order], [TRUTH[row % len(TRUTH)] for row in order]


def in_company(groups: int) -> list[str]:
    """Give texts of made-up words: two words of a group stand with the same others, never together.

    `word(group, 0)` and `word(group, 1)` are such a pair, `word(group, 2)` and 3 their company.
    """
    pairs = [(first, second) for first in (0, 1) for second in (2, 3)]
    return [
        f"{word(group, first)} {word(group, second)}"
        for group in range(groups)
        for first, second in pairs
    ]


def word(group: int, number: int) -> str:
    """Name a made-up word by letters that tell nothing of its group."""
    generator = np.random.default_rng((group, number))
    return "".join(generator.choice(list("bcdfghjklmnpqrstvwxz"), 9, replace=False).tolist())


def kept_share(old: npt.NDArray[np.int64], new: npt.NDArray[np.int64]) -> float:
    """Say which share of texts keeps its theme when old and new themes are paired at their best."""
    from scipy.optimize import linear_sum_assignment

    shared = np.zeros((old.max() + 1, new.max() + 1))
    np.add.at(shared, (old, new), 1)
    return float(shared[linear_sum_assignment(-shared)].sum() / len(old))
