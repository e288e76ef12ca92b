"""Texts become points: near where they speak of one matter, the same on any machine."""

from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from sklearn.metrics import v_measure_score

from ideation.text import TermSpace, TextVectoriser, ThemeClusterer, extend_dictionary, tokenise
from ideation.text.parallel import in_batches
from ideation.text.tokens import own_terms as terms_of_the_agency

from .crowd import crowd, in_company, word
from .voices import TEXTS, TRUTH

pytestmark = pytest.mark.usefixtures("one_thread")

HOSTILE = {
    "nothing": "",
    "blank": " \u200b\n\t",
    "dots": "...",
    "emoji": "😀" * 500,
    "NUL": "\x00" * 10_000,
    "half a character": "\ud800" * 10_000,
    "tone marks": "\u0e48" * 100_000,
    "one letter": "ก" * 200_000,
    "one Latin letter": "a" * 200_000,
    "not": "ไม่" * 50_000,
    "digits": "7" * 50_000,
    "a link": "https://example.org/" + "a" * 50_000,
    "one word": "เน็ต",
}


@pytest.fixture(scope="module")
def fitted() -> TextVectoriser:
    return TextVectoriser(n_jobs=1).fit(crowd()[0])


@pytest.fixture(scope="module")
def helpers() -> Iterator[None]:
    """Let a few hundred texts be many batches, and end the processes that tests started."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(in_batches.__kwdefaults__, "size", 40)
        patch.setattr("ideation.text.themes.BATCH", 40)
        yield
    from joblib.externals.loky import get_reusable_executor

    get_reusable_executor().shutdown(wait=True)


@pytest.fixture
def own_terms() -> Iterator[None]:
    """Take back the words that a test gave the dictionary."""
    before = terms_of_the_agency()
    yield
    extend_dictionary(before)


def lengths(vectors: np.ndarray) -> np.ndarray:
    return np.linalg.norm(vectors, axis=1)


def cut(texts: Sequence[str]) -> list[list[str]]:
    return [tokenise(text) for text in texts]


def test_rows_have_length_one_and_wordless_texts_none(fitted: TextVectoriser) -> None:
    vectors = fitted.transform([*TEXTS, "", "...", " \u200b "])
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS) + 3, fitted.n_features_out_)
    np.testing.assert_allclose(lengths(vectors[:-3]), 1, atol=1e-5)
    assert not vectors[-3:].any()


def test_a_text_is_placed_later_where_it_was_placed_when_learned_from() -> None:
    texts, _truth = crowd()
    vectoriser = TextVectoriser(n_jobs=1)
    learned = vectoriser.fit_transform(texts)
    np.testing.assert_allclose(vectoriser.transform(texts), learned, atol=1e-6)
    alone = np.vstack([vectoriser.transform([text]) for text in texts[:20]])
    np.testing.assert_allclose(alone, learned[:20], atol=1e-6)
    np.testing.assert_allclose(TextVectoriser(n_jobs=1).fit(texts).transform(texts), learned)


def test_the_order_of_the_texts_changes_no_likeness() -> None:
    texts, _truth = crowd()
    order = np.random.default_rng(5).permutation(len(texts))
    vectors = TextVectoriser(n_jobs=1).fit_transform(texts)
    shuffled = TextVectoriser(n_jobs=1).fit_transform([texts[row] for row in order])
    likeness = vectors[order] @ vectors[order].T
    np.testing.assert_allclose(shuffled @ shuffled.T, likeness, atol=0.05)


def test_nearest_texts_speak_of_the_same_matter() -> None:
    vectors = TextVectoriser(n_jobs=1).fit_transform(TEXTS)
    likeness = vectors @ vectors.T
    np.fill_diagonal(likeness, -1)
    nearest = likeness.argmax(axis=1)
    agreeing = sum(TRUTH[row] == TRUTH[near] for row, near in enumerate(nearest))
    assert agreeing >= 0.9 * len(TEXTS)


@pytest.mark.parametrize(
    ("text", "other_spelling", "other"),
    [
        ("อินเทอร์เน็ตบ้านช้ามาก", "อินเตอร์เนตบ้านช้ามาก", "สำเนาบัตรประชาชนหลายชุด"),
        ("มิจฉาชีพหลอกโอนเงิน", "มิดฉาชีบหลอกโอนเงิน", "ภาพถ่ายดาวเทียมน้ำท่วม"),
        ("ภาพถ่ายดาวเทียมเตือนน้ำท่วม", "ภาพถ่ายดาวเทียนเตือนนำ้ท่วม", "แอปธนาคารเข้าไม่ได้"),
    ],
)
def test_two_spellings_are_near(
    fitted: TextVectoriser, text: str, other_spelling: str, other: str
) -> None:
    first, near, far = fitted.transform([text, other_spelling, other])
    assert first @ near > 0.7
    assert first @ near > first @ far + 0.4


def test_words_of_one_matter_are_near_though_no_letter_is_shared(fitted: TextVectoriser) -> None:
    car, bus, vaccine, hospital = fitted.transform(["รถไฟฟ้า", "ขนส่งมวลชน", "วัคซีน", "โรงพยาบาล"])
    assert car @ bus > max(car @ vaccine, car @ hospital)
    assert vaccine @ hospital > max(vaccine @ car, vaccine @ bus)


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_have_a_row_of_length_one_or_zero(
    fitted: TextVectoriser, hostile: str
) -> None:
    row = fitted.transform([hostile])
    assert np.isfinite(row).all()
    assert lengths(row)[0] == pytest.approx(1, abs=1e-5) or not row.any()


@pytest.mark.parametrize(
    "texts",
    [[""], ["..."] * 60, ["เน็ต"], ["ก"], ["เน็ตช้า"] * 60, list(HOSTILE.values())],
    ids=["empty", "wordless", "word", "letter", "same", "hostile"],
)
def test_odd_rounds_are_learned_from(texts: list[str]) -> None:
    vectoriser = TextVectoriser(n_jobs=1)
    vectors = vectoriser.fit_transform(texts)
    assert vectors.shape == (len(texts), vectoriser.n_features_out_)
    assert np.isfinite(vectors).all()
    has_row = vectors.any(axis=1)
    np.testing.assert_allclose(lengths(vectors[has_row]), 1, atol=1e-5)
    np.testing.assert_allclose(vectoriser.transform(texts), vectors, atol=1e-6)


def test_no_texts_have_no_rows(fitted: TextVectoriser) -> None:
    assert fitted.transform([]).shape == (0, fitted.n_features_out_)


def test_own_words_weigh_the_more_the_less_the_texts_talk_as_the_background() -> None:
    terms = TermSpace.load()
    shares = terms.share.astype(np.float64)
    drawn = np.random.default_rng(0).choice(terms.words, (300, 30), p=shares / shares.sum())
    like_the_background = [" ".join(words) for words in drawn]
    made_up = [f"zorpflug {word} blorpt" for word in ("qwizzle", "snarf", "krumpo")] * 100
    weights = [
        TextVectoriser(n_jobs=1).fit(texts).own_weight_
        for texts in (like_the_background, crowd()[0][:300], made_up)
    ]
    assert weights == sorted(weights)
    assert 0 <= weights[0] < 0.4
    assert 1 < weights[2] <= 1.5


def test_own_words_weigh_the_more_the_more_texts_there_are() -> None:
    texts, _truth = crowd()
    few, many = (TextVectoriser(n_jobs=1).fit(some).own_weight_ for some in (texts[:60], texts))
    assert 0 < few < 0.6 * many


def test_words_that_only_this_round_knows_are_near_by_the_company_they_keep() -> None:
    vectoriser = TextVectoriser(spelling=10, own=80, n_jobs=1).fit(in_company(40))
    names = [word(group, number) for group in range(40) for number in (0, 1)]
    vectors = vectoriser.transform(names)
    likeness = vectors @ vectors.T
    np.fill_diagonal(likeness, -1)
    nearest = likeness.argmax(axis=1)
    assert np.mean(nearest // 2 == np.arange(80) // 2) > 0.9


def test_fitting_leaves_the_parameters_alone() -> None:
    vectoriser = TextVectoriser(spelling=12, background=9, own=11, random_state=3, n_jobs=1)
    given = dict(vars(vectoriser))
    assert vectoriser.fit(TEXTS) is vectoriser
    assert {name: getattr(vectoriser, name) for name in given} == given
    assert {name for name in vars(vectoriser) if name.endswith("_")} >= {"own_weight_", "words_"}
    assert vectoriser.n_features_out_ == 12 + 9 + 11
    again = vectoriser.transform(TEXTS)
    vectoriser.fit(["อย่างอื่น ทั้งหมด"] * 3).fit(TEXTS)
    np.testing.assert_array_equal(vectoriser.transform(TEXTS), again)


def test_processes_change_no_byte(helpers: None) -> None:
    texts, _truth = crowd()
    one, two = TextVectoriser(n_jobs=1), TextVectoriser(n_jobs=2)
    assert one.fit_transform(texts).tobytes() == two.fit_transform(texts).tobytes()
    assert one.own_weight_ == two.own_weight_
    assert one.transform(texts).tobytes() == two.transform(texts).tobytes()


def test_processes_change_no_theme_of_a_round_too_large_to_learn_from(
    helpers: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ideation.text.themes.LEARNED_FROM", 180)
    texts, truth = crowd()
    one, two, again = (ThemeClusterer(4, n_jobs=jobs).fit(texts) for jobs in (1, 2, 2))
    for other in (two, again):
        assert one.labels_.tobytes() == other.labels_.tobytes()
        assert one.confidence_.tobytes() == other.confidence_.tobytes()
        assert one.second_.tobytes() == other.second_.tobytes()
        assert one.vectors_.tobytes() == other.vectors_.tobytes()
    assert v_measure_score(truth, one.labels_) > 0.9


def test_processes_know_the_terms_of_the_agency(helpers: None, own_terms: None) -> None:
    texts = [f"ไปศูนย์ร่วมโยธี {number}" for number in range(12)]
    extend_dictionary(["ศูนย์ร่วมโยธี"])
    batches = list(in_batches(cut, texts, size=2, n_jobs=2))
    assert batches == [cut(texts[start : start + 2]) for start in range(0, 12, 2)]
    assert all("ศูนย์ร่วมโยธี" in words for batch in batches for words in batch)


def test_words_that_stand_beside_anything_bring_no_texts_together() -> None:
    texts, truth = crowd()
    rng = np.random.default_rng(0)
    fillers = [
        rng.choice(["สอบถาม", "รบกวน", "ช่วยเหลือ", "ต้องการ"], 2, replace=False) for _ in texts
    ]
    spoken = [f"{first} {text} {last}" for text, (first, last) in zip(texts, fillers, strict=True)]
    vectors = TextVectoriser(n_jobs=1).fit_transform(spoken)
    likeness = vectors @ vectors.T
    same_matter = np.equal.outer(truth, truth)
    said = ["".join(sorted(words)) for words in fillers]
    same_fillers = np.equal.outer(said, said)
    neither = likeness[~same_matter & ~same_fillers].mean()
    by_the_matter = likeness[same_matter & ~same_fillers].mean() - neither
    by_the_fillers = likeness[~same_matter & same_fillers].mean() - neither
    # It is 7 times without a regard to company, and 29 times with it.
    assert by_the_matter > 15 * by_the_fillers
