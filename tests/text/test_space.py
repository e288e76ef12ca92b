"""The background space: a place for every text, before any round is fitted."""

import hashlib
import json
from importlib.resources import files

import numpy as np
import pytest

from ideation.text import BackgroundSpace

from .voices import TEXTS, TRUTH


@pytest.fixture(scope="module")
def space() -> BackgroundSpace:
    return BackgroundSpace.load()


def test_rows_have_length_one_and_empty_texts_none(space: BackgroundSpace) -> None:
    vectors = space.transform(["เน็ตช้า", "", " \u200b ", "12 !!", "WiFi"])
    assert vectors.shape == (5, BackgroundSpace.dimensions) == (5, 128)
    assert vectors.dtype == np.float32
    lengths = np.linalg.norm(vectors, axis=1)
    np.testing.assert_allclose(lengths[[0, 3, 4]], 1, atol=1e-5)
    assert not vectors[[1, 2]].any()


def test_a_text_has_one_place_alone_and_in_company(space: BackgroundSpace) -> None:
    together = space.transform([*TEXTS, *["เน็ต"] * 600])
    alone = np.vstack([space.transform([text]) for text in TEXTS])
    np.testing.assert_allclose(together[: len(TEXTS)], alone, atol=1e-5)


def test_no_texts_have_no_rows(space: BackgroundSpace) -> None:
    assert space.transform([]).shape == (0, 128)


@pytest.mark.parametrize(
    ("text", "misspelt", "other"),
    [
        ("แก๊งคอลเซ็นเตอร์หลอกโอนเงิน", "แก้งคอลเซนเตอหลอกโอนเงินน", "ขอทุนจากกองทุนดิจิทัล"),
        ("อินเทอร์เน็ตบ้านช้ามาก", "อินเตอเน็ตบ้านช้ามากกก", "สำเนาบัตรประชาชนหลายชุด"),
        ("ภาพถ่ายดาวเทียมเตือนน้ำท่วม", "ภาพถ่ายดาวเทียนเตือนนำ้ท่วม", "แอปธนาคารเข้าไม่ได้"),
    ],
)
def test_misspelt_texts_stay_near(
    space: BackgroundSpace, text: str, misspelt: str, other: str
) -> None:
    first, near, far = space.transform([text, misspelt, other])
    assert first @ near > 0.5
    assert first @ near > first @ far + 0.3


def test_nearest_texts_speak_of_the_same_matter(space: BackgroundSpace) -> None:
    vectors = space.transform(TEXTS)
    likeness = vectors @ vectors.T
    np.fill_diagonal(likeness, -1)
    nearest = likeness.argmax(axis=1)
    agreeing = sum(TRUTH[row] == TRUTH[near] for row, near in enumerate(nearest))
    assert agreeing >= 0.9 * len(TEXTS)


def test_the_shipped_file_is_small_and_tells_its_origin() -> None:
    folder = files("ideation.text")
    data = (folder / "background-1.npz").read_bytes()
    origin = json.loads((folder / "background-1.json").read_text(encoding="utf-8"))
    assert len(data) <= 4_000_000
    assert hashlib.sha256(data).hexdigest() == origin["sha256"]
    assert {"source", "licence", "command", "parameters"} <= origin.keys()
    assert BackgroundSpace.load().name == origin["parameters"]["name"] == "background-1"


def test_loading_twice_gives_the_same_space() -> None:
    assert BackgroundSpace.load() is BackgroundSpace.load()
