"""A round grows, and people put its themes right: the engine keeps what is known."""

import pickle

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.metrics import v_measure_score

from ideation.text import UNCLEAR_BELOW, ThemeClusterer, normalise, propose_themes, tokenise
from ideation.text.placer import judged
from ideation.text.themes import FEWEST_FOR_TOPICS

from .crowd import crowd, kept_share
from .voices import MATTERS, TEXTS

pytestmark = pytest.mark.usefixtures("one_thread")

LIKE = {
    "net": "เน็ตในหมู่บ้านช้าและหลุดบ่อยมากจริงๆ",
    "scam": "มีมิจฉาชีพโทรมาหลอกให้โอนเงินอีก",
    "papers": "ไม่อยากถ่ายสำเนาบัตรประชาชนแล้ว",
    "space": "ใช้ดาวเทียมเตือนภัยน้ำท่วมเถอะ",
}


def fit(texts: list[str], n_themes: int | str = "auto", *known: object, **more: object):
    return ThemeClusterer(n_themes, n_jobs=1).fit(texts, *known, **more)


@pytest.fixture(scope="module")
def four() -> ThemeClusterer:
    return fit(crowd()[0], 4)


def themes_of_matters(clusterer: ThemeClusterer, truth: list[str]) -> dict[str, int]:
    own = np.array(truth)
    return {
        matter: int(np.bincount(clusterer.labels_[own == matter]).argmax()) for matter in MATTERS
    }


def placed_by_hand(scheme: list[int], every: int) -> list[int]:
    """Let people place every so manieth text; -1 for the others."""
    return [theme if row % every == 0 else -1 for row, theme in enumerate(scheme)]


def test_a_large_round_is_learned_from_a_part_and_every_text_placed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ideation.text.themes.LEARNED_FROM", 120)
    texts, truth = crowd()
    found = fit(texts, 4)
    assert set(found.labels_.tolist()) == {0, 1, 2, 3}
    assert v_measure_score(truth, found.labels_) > 0.95
    assert found.labels_.shape == found.second_.shape == found.confidence_.shape == (400,)
    assert found.confidence_.min() > UNCLEAR_BELOW
    np.testing.assert_allclose(np.linalg.norm(found.vectors_, axis=1), 1, atol=1e-5)
    sizes = np.bincount(found.labels_)
    assert np.all(np.diff(sizes) <= 0)


def test_what_is_learned_from_a_part_hardly_depends_on_the_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ideation.text.themes.LEARNED_FROM", 120)
    texts, _truth = crowd()
    order = np.random.default_rng(3).permutation(len(texts))
    labels = fit(texts, 6).labels_[order]
    shuffled = fit([texts[row] for row in order], 6).labels_
    assert kept_share(labels, shuffled) > 0.95


def test_texts_that_people_placed_are_learned_from_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ideation.text.themes.LEARNED_FROM", 100)
    texts, truth = crowd()
    scheme = [int(matter == "space") for matter in truth]
    placed = placed_by_hand(scheme, 8)
    found = fit(texts, 2, placed)
    for theme in (0, 1):
        together = [label for label, own in zip(found.labels_, placed, strict=True) if own == theme]
        assert len(set(together)) == 1


def test_more_placed_texts_than_are_learned_from_stay_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ideation.text.themes.LEARNED_FROM", 30)
    texts, _truth = crowd()
    placed = placed_by_hand([row // 3 % 2 for row in range(400)], 3)
    found = fit(texts, 4, placed)
    for theme in (0, 1):
        together = [label for label, own in zip(found.labels_, placed, strict=True) if own == theme]
        assert len(set(together)) == 1


@pytest.mark.parametrize("n_themes", [4, 8, "auto"])
@pytest.mark.parametrize("seed", range(3))
def test_old_texts_keep_their_themes_when_a_round_grows_by_a_tenth(
    n_themes: int | str, seed: int
) -> None:
    texts, _truth = crowd(seed)
    old = fit(texts[:360], n_themes)
    grown = fit(texts, n_themes, before=[*old.labels_.tolist(), *[-1] * 40])
    assert grown.n_themes_ == old.n_themes_
    assert kept_share(old.labels_, grown.labels_[:360]) >= 0.95


def test_a_round_that_has_not_grown_keeps_its_themes() -> None:
    texts, _truth = crowd()
    old = fit(texts, 10)
    again = fit(texts, "auto", before=old.labels_)
    assert again.n_themes_ == old.n_themes_
    assert kept_share(old.labels_, again.labels_) > 0.98


def test_themes_that_there_were_are_begun_with() -> None:
    texts, truth = crowd()
    # Of three themes the engine itself would join two others.
    before = np.array([{"net": 0, "scam": 1, "papers": 1, "space": 2}[matter] for matter in truth])
    assert kept_share(before, fit(texts, 3).labels_) < 0.8
    assert kept_share(before, fit(texts, 3, before=before).labels_) > 0.95


def test_a_new_matter_gets_a_theme_of_its_own() -> None:
    texts, truth = crowd()
    known = [text for text, matter in zip(texts, truth, strict=True) if matter != "space"]
    new = [text for text, matter in zip(texts, truth, strict=True) if matter == "space"]
    before = fit(known, 3).labels_.tolist()
    grown = fit([*known, *new], 4, before=[*before, *[-1] * len(new)])
    assert len(set(grown.labels_[len(known) :].tolist())) == 1
    assert not set(grown.labels_[len(known) :].tolist()) & set(grown.labels_[: len(known)].tolist())


def test_a_new_matter_adds_a_theme_to_those_there_were() -> None:
    texts, truth = crowd()
    known = [text for text, matter in zip(texts, truth, strict=True) if matter != "space"]
    new = [text for text, matter in zip(texts, truth, strict=True) if matter == "space"]
    old = fit(known)
    grown = fit([*known, *new], before=[*old.labels_.tolist(), *[-1] * len(new)])
    assert grown.n_themes_ > old.n_themes_
    of_old, of_new = np.split(grown.labels_, [len(known)])
    assert not set(of_new.tolist()) & set(of_old.tolist())
    assert kept_share(old.labels_, of_old) >= 0.95


def test_a_few_moves_leave_all_other_texts_where_they_are() -> None:
    texts, _truth = crowd()
    old = fit(texts, 10)
    rng = np.random.default_rng(0)
    rows = rng.permutation(len(texts))[:4]
    before, placed = old.labels_.copy(), np.full(len(texts), -1)
    before[rows] = placed[rows] = rng.integers(0, 10, len(rows))
    again = fit(texts, "auto", placed, before=before)
    assert again.n_themes_ == old.n_themes_
    assert kept_share(before, again.labels_) >= 0.95
    for theme in range(10):
        now = np.bincount(again.labels_[old.labels_ == theme]).argmax()
        assert set(again.labels_[placed == theme].tolist()) <= {int(now)}


def test_a_theme_is_left_for_one_that_is_clearly_nearer_only() -> None:
    likeness = csr_matrix(np.array([[1, 1, 1, 0], [1, 1, 1, 1], [0, 1, 1, 1], [0, 0, 0, 1]]))
    theirs, moved = np.array([0, 1, 1, 0]), np.array([1, 1, 1, 0])
    places = judged(likeness, theirs, moved, 2, np.ones((4, 1)), np.array([0, 0, -1, 1]))
    # Half as many speak for the old one; as many; there is no old one; nothing speaks for it.
    assert places.labels.tolist() == [0, 0, 1, 0]


def test_fewer_themes_can_be_wanted_than_there_were() -> None:
    texts, truth = crowd()
    before = fit(texts, 12).labels_
    fewer = fit(texts, 4, before=before)
    assert fewer.n_themes_ == 4
    assert v_measure_score(truth, fewer.labels_) > 0.95


def joined(truth: list[str]) -> list[int]:
    """People see the net and fraud as one theme."""
    return [{"net": 5, "scam": 5, "papers": 9, "space": 2}[matter] for matter in truth]


def split(texts: list[str], truth: list[str]) -> list[int]:
    """People see copies of the identity card apart from all other papers."""
    return [
        4 if matter == "papers" and "บัตรประชาชน" in text else list(MATTERS).index(matter)
        for text, matter in zip(texts, truth, strict=True)
    ]


@pytest.mark.parametrize(("kind", "n_themes"), [("joined", 3), ("split", 5)])
def test_people_teach_by_what_they_place(kind: str, n_themes: int) -> None:
    texts, truth = crowd()
    scheme = joined(truth) if kind == "joined" else split(texts, truth)
    placed = placed_by_hand(scheme, 5)
    alone, taught = fit(texts, n_themes), fit(texts, n_themes, placed)
    for theme in set(scheme):
        together = [
            label for label, own in zip(taught.labels_, placed, strict=True) if own == theme
        ]
        assert len(set(together)) == 1
    others = [row for row, theme in enumerate(placed) if theme < 0]
    theirs = [scheme[row] for row in others]
    without = v_measure_score(theirs, alone.labels_[others])
    with_people = v_measure_score(theirs, taught.labels_[others])
    assert with_people > without + 0.05
    assert with_people > 0.9


def test_what_people_teach_holds_for_texts_of_later() -> None:
    texts, truth = crowd()
    taught = fit(texts, 3, placed_by_hand(joined(truth), 5))
    net, scam, papers, space = taught.predict(list(LIKE.values()))
    assert net == scam
    assert len({net, papers, space}) == 3


def test_there_are_at_least_as_many_themes_as_people_use() -> None:
    texts, truth = crowd()
    rows = [truth.index(matter) for matter in MATTERS]
    placed = [-1] * len(texts)
    for theme, row in enumerate(rows):
        placed[row] = theme
    for wanted in (1, 2):
        found = fit(texts, wanted, placed)
        assert found.n_themes_ == 4
        assert set(found.labels_.tolist()) == {0, 1, 2, 3}
    assert fit(texts, "auto", placed).n_themes_ >= 4


def test_people_may_disagree_with_every_likeness() -> None:
    texts, _truth = crowd()
    placed = [row % 2 if row < 200 else -1 for row in range(400)]
    found = fit(texts, 4, placed)
    assert len(set(found.labels_[:200:2].tolist())) == 1
    assert len(set(found.labels_[1:200:2].tolist())) == 1
    assert len(found.labels_) == 400


@pytest.mark.parametrize("text", ["เน็ตช้า", "", "!!"])
def test_people_may_place_equal_texts_apart(text: str) -> None:
    found = fit([text] * 12, "auto", [0, 1, 2, *[-1] * 9])
    assert found.labels_.shape == (12,)
    assert set(found.labels_.tolist()) <= set(range(found.n_themes_))


def test_what_is_known_must_be_as_long_as_the_texts() -> None:
    for known in ({"y": [0]}, {"before": [0]}):
        with pytest.raises(ValueError, match="differ in length"):
            ThemeClusterer(2).fit(TEXTS, **known)
    with pytest.raises(ValueError, match="differ in length"):
        propose_themes(TEXTS, placed=[1])


def test_further_texts_go_to_the_theme_of_like_texts(four: ThemeClusterer) -> None:
    themes = themes_of_matters(four, crowd()[1])
    placed = four.place(list(LIKE.values()))
    assert placed.labels.tolist() == [themes[matter] for matter in LIKE]
    np.testing.assert_array_equal(four.predict(list(LIKE.values())), placed.labels)
    assert placed.confidence.min() > 0.6
    assert placed.confidence.max() <= 1


def test_a_text_without_words_is_placed_without_confidence(four: ThemeClusterer) -> None:
    placed = four.place(["", "...", "\u200b", LIKE["net"]])
    assert placed.confidence[:3].tolist() == [0, 0, 0]
    assert placed.second[:3].tolist() == [-1, -1, -1]
    assert set(placed.labels.tolist()) <= {0, 1, 2, 3}
    assert placed.confidence[3] > 0
    assert len(four.place([]).labels) == 0


def test_a_text_of_two_matters_has_a_second_theme(four: ThemeClusterer) -> None:
    themes = themes_of_matters(four, crowd()[1])
    placed = four.place(["เน็ตบ้านช้ามาก หลุดบ่อย แก๊งคอลเซ็นเตอร์หลอกโอนเงิน", LIKE["net"]])
    assert {placed.labels[0], placed.second[0]} == {themes["net"], themes["scam"]}
    assert placed.second[1] == -1


def test_a_text_of_the_round_can_have_a_second_theme() -> None:
    texts, _truth = crowd()
    both = "เน็ตบ้านช้ามาก หลุดบ่อย แก๊งคอลเซ็นเตอร์หลอกโอนเงิน"
    found = propose_themes([*texts, both], n_themes=4)
    assert 0 <= found.second[-1] < 4
    assert found.second[-1] != found.labels[-1]
    both_themes = zip(found.labels, found.second, strict=True)
    assert all(own != second for own, second in both_themes)
    assert sum(second >= 0 for second in found.second) < 40


def test_a_placer_goes_through_pickle(four: ThemeClusterer) -> None:
    later = [*LIKE.values(), "", *TEXTS[:8]]
    vectors, places = four.placer_.place(later)
    moved_vectors, moved = pickle.loads(pickle.dumps(four.placer_)).place(later)  # noqa: S301  # our own bytes
    np.testing.assert_array_equal(vectors, moved_vectors)
    for one, other in zip(places, moved, strict=True):
        np.testing.assert_array_equal(one, other)


def test_many_themes_make_topics() -> None:
    texts, _truth = crowd()
    few = propose_themes(texts, n_themes=FEWEST_FOR_TOPICS - 1)
    assert set(few.topics) == {0}
    assert len(few.topics) == len(few.themes) == FEWEST_FOR_TOPICS - 1
    for number in (FEWEST_FOR_TOPICS, 24):
        many = propose_themes(texts, n_themes=number)
        assert len(many.topics) == len(many.themes) == number
        assert set(many.topics) == set(range(max(many.topics) + 1))
        assert 3 <= len(set(many.topics)) < number
        assert many.topics[0] == 0


def test_themes_of_a_topic_are_on_like_matters() -> None:
    texts, truth = crowd()
    found = propose_themes(texts, n_themes=20)
    topics = [found.topics[label] for label in found.labels]
    assert v_measure_score(truth, topics) > 0.6


def test_a_proposal_repeats_itself_with_what_is_known() -> None:
    texts, truth = crowd()
    known = {"placed": placed_by_hand(joined(truth), 7), "before": [row % 5 for row in range(400)]}
    assert propose_themes(texts, **known) == propose_themes(texts, **known)


def test_confidence_and_second_theme_are_in_range() -> None:
    texts, _truth = crowd()
    found = propose_themes([*texts, "", "..."])
    assert all(0 <= value <= 1 for value in found.confidence)
    assert found.confidence[-2:] == (0, 0)
    assert all(-1 <= second < len(found.themes) for second in found.second)
    assert found.second[-2:] == (-1, -1)
    assert found.measures["texts"] == 402
    assert found.measures["themes"] == len(found.themes)
    assert found.measures["unclear_share"] >= round(2 / 402, 4)


def test_what_may_not_be_shown_gives_no_label_keyword_or_quote() -> None:
    texts, _truth = crowd()
    secret = [f"{opening}หัวหน้าทุจริตจัดซื้อเสาเน็ตบ้านหลุด" for opening in ("", "ผมว่า", "แจ้งว่า")] * 20
    everything = [*texts, *secret]
    quotable = [*[True] * len(texts), *[False] * len(secret)]
    found = propose_themes(everything, n_themes=5, quotable=quotable)
    shown = propose_themes(everything, n_themes=5)
    assert found.labels == shown.labels
    hidden = set(tokenise("หัวหน้าทุจริตจัดซื้อเสา"))
    assert hidden & {word for theme in shown.themes for word in tokenise(theme.label)}
    for theme in found.themes:
        words = " ".join([theme.label, *theme.keywords, *theme.summary])
        assert not hidden & set(tokenise(words))
        assert "ทุจริต" not in normalise(words)
        assert all(quotable[row] for row in theme.central)
