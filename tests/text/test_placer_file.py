"""A fitted placer becomes bytes and comes back the same."""

import io
import zipfile

import numpy as np
import pytest

from ideation.text import ThemeClusterer, placer_file
from ideation.text.placer import Placer
from ideation.text.placer_file import UnfitPlacer, placer_bytes, read_placer

TEXTS = [
    f"{what}{where} {why} ครั้งที่ {number}"
    for what, why in (
        ("เน็ตช้ามาก", "เรียนออนไลน์ไม่ได้"),
        ("โดนหลอกโอนเงิน", "แจ้งความแล้วไม่คืบ"),
        ("น้ำท่วมถนน", "ขับรถไม่ได้เลย"),
        ("แอปลงทะเบียนยาก", "สแกนหน้าไม่ผ่าน"),
    )
    for where in ("ที่บ้าน", "ในหมู่บ้าน", "หน้าโรงเรียน", "ใกล้ตลาด", "แถวอำเภอ")
    for number in range(4)
]
LATER = ["เน็ตหลุดบ่อยที่บ้าน", "ถนนหน้าตลาดน้ำท่วมขัง", "ถูกหลอกให้โอน", "qwerty", "", "😀", "\ud800"]


def fitted(texts=TEXTS, placed=None) -> Placer:
    return ThemeClusterer(4).fit(texts, placed).placer_


@pytest.mark.parametrize("taught", [False, True])
def test_a_placer_that_was_read_places_as_the_one_that_was_written(taught: bool) -> None:
    placed = [row // 20 if row % 5 == 0 else -1 for row in range(len(TEXTS))] if taught else None
    placer = fitted(placed=placed)

    again = read_placer(placer_bytes(placer))

    vectors, places = placer.place([*TEXTS, *LATER])
    same_vectors, same_places = again.place([*TEXTS, *LATER])
    assert np.array_equal(vectors, same_vectors)
    assert all(map(np.array_equal, places, same_places))
    assert (again.voices, again.familiar) == (placer.voices, placer.familiar)
    assert placer_bytes(again) == placer_bytes(placer)


@pytest.mark.parametrize("texts", [["ก"], ["", "😀"], ["เน็ตช้า"] * 3, ["\ud800 เน็ตช้า", "น้ำท่วม"]])
def test_the_smallest_rounds_come_back_too(texts: list[str]) -> None:
    placer = ThemeClusterer().fit(texts).placer_

    again = read_placer(placer_bytes(placer))

    assert all(map(np.array_equal, placer.place(LATER)[1], again.place(LATER)[1]))


def test_the_words_of_a_round_come_back_without_what_nothing_was_learned_of() -> None:
    placer = fitted([*TEXTS, "ศักรินทร์ชัยวัฒน์เคยบ่น"])

    words = read_placer(placer_bytes(placer)).vectoriser.words_

    assert set(words) <= set(placer.vectoriser.words_)
    assert len(words) < len(placer.vectoriser.words_)
    assert list(words.values()) == list(range(len(words)))


def test_the_landmarks_are_texts_of_the_fit() -> None:
    clusterer = ThemeClusterer(4).fit(TEXTS)

    assert np.array_equal(clusterer.labels_[clusterer.landmarks_], clusterer.placer_.labels)


def test_nothing_in_the_bytes_is_a_pickle() -> None:
    with zipfile.ZipFile(io.BytesIO(placer_bytes(fitted()))) as file:
        assert {name.rpartition(".")[2] for name in file.namelist()} == {"npy"}
        for name in file.namelist():
            array = np.load(io.BytesIO(file.read(name)), allow_pickle=False)
            assert array.dtype != object


def test_a_pickle_in_their_place_is_not_opened() -> None:
    written = io.BytesIO()
    np.savez(written, head=np.array([print], dtype=object))

    with pytest.raises(UnfitPlacer):
        read_placer(written.getvalue())


@pytest.mark.parametrize("name", ["FORMAT", "TOKENISER"])
def test_what_another_version_wrote_is_refused(monkeypatch, name: str) -> None:
    data = placer_bytes(fitted())
    monkeypatch.setattr(placer_file, name, "another")

    with pytest.raises(UnfitPlacer, match=f"{name.lower()} was .* and is 'another'"):
        read_placer(data)


def test_another_background_and_another_vectoriser_are_refused(monkeypatch) -> None:
    placer = fitted()
    monkeypatch.setattr(type(placer.vectoriser), "kind", "sentences")
    data = placer_bytes(placer)

    with pytest.raises(UnfitPlacer, match="sentences"):
        read_placer(data)
    monkeypatch.setattr(placer_file, "_present", lambda: {"terms": "terms-9"})
    with pytest.raises(UnfitPlacer, match="terms was 'terms-2'"):
        read_placer(data)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"nothing of the kind", b"\x80\x04N."])
def test_bytes_that_hold_no_placer_are_refused(data: bytes) -> None:
    with pytest.raises(UnfitPlacer):
        read_placer(data)


def test_a_text_of_another_matter_is_less_familiar() -> None:
    placer = fitted()
    seen = placer.see([TEXTS[0], "qwerty zxcvb"])

    likeness = np.sort(seen.found.toarray(), axis=1)[:, -placer.voices :].mean(axis=1)

    assert likeness[0] >= placer.familiar > likeness[1]
