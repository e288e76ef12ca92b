"""Themes of a round: every text has one, and runs repeat."""

from collections import Counter

import numpy as np
import pytest
from sklearn.metrics import v_measure_score

from ideation.text import (
    MAX_CHARS,
    BackgroundSpace,
    ThemeClusterer,
    describe,
    normalise,
    propose_themes,
    split_in_two,
    tokenise,
)
from ideation.text.labels import LONGEST_LABEL, MOST_CENTRAL, MOST_KEYWORDS, WORDLESS_LABEL
from ideation.text.themes import FEWEST_FOR_TOPICS, usual_number

from .voices import MATTERS, TEXTS, TRUTH


def test_texts_on_the_same_matter_meet() -> None:
    proposal = propose_themes(TEXTS, n_themes=4)
    assert len(proposal.themes) == 4
    assert v_measure_score(TRUTH, proposal.labels) > 0.7


def test_larger_rounds_go_through_the_neighbour_graph() -> None:
    openings = ["", "สวัสดีค่ะ ", "เรียนเจ้าหน้าที่ ", "ขอร้องเรียน "]
    texts = [opening + text for opening in openings for text in TEXTS]
    proposal = propose_themes(texts, n_themes=4)
    assert v_measure_score(TRUTH * len(openings), proposal.labels) > 0.7


def test_the_number_of_themes_is_chosen_from_the_texts() -> None:
    proposal = propose_themes(TEXTS)
    assert 3 <= len(proposal.themes) <= 12
    assert v_measure_score(TRUTH, proposal.labels) > 0.6


def test_the_usual_number_grows_slowly() -> None:
    assert 3 <= usual_number(30) <= 6
    assert 8 <= usual_number(400) <= 14
    assert 25 <= usual_number(13_401) <= 40
    assert usual_number(1_000_000) <= 60


def test_a_run_repeats_itself() -> None:
    assert propose_themes(TEXTS, random_state=3) == propose_themes(TEXTS, random_state=3)


def test_the_largest_theme_comes_first() -> None:
    proposal = propose_themes(TEXTS)
    sizes = Counter(proposal.labels)
    ordered = [sizes[label] for label in range(len(proposal.themes))]
    assert ordered == sorted(ordered, reverse=True)
    assert sum(ordered) == len(TEXTS)


def test_confidence_is_a_share_and_low_for_a_text_without_words() -> None:
    proposal = propose_themes([*TEXTS, "...", "เน็ตบ้านช้ามาก หลุดบ่อย"], n_themes=4)
    assert all(0 <= value <= 1 for value in proposal.confidence)
    assert proposal.confidence[-2] < proposal.confidence[-1]


def test_progress_rises_to_one() -> None:
    told: list[float] = []
    propose_themes(TEXTS, progress=told.append)
    assert told[0] == 0
    assert told[-1] == 1
    assert told == sorted(told)


@pytest.mark.parametrize(
    "texts",
    [
        [],
        [""],
        ["", " ", "\u200b"],
        ["เน็ตช้า"],
        ["เน็ตช้า"] * 50,
        ["เน็ตช้า", "เสาสัญญาณล้ม"] * 100,
        ["เน็ตช้า", "", "😀😀", "https://example.org", "ก"],
        ["ก" * (MAX_CHARS * 2), "ข" * 500, *["?"] * 20],
        [*["ก ข ค ง"] * 3, *TEXTS[:5]],
    ],
    ids=["none", "empty", "blank", "one", "same", "two", "odd", "long", "few"],
)
@pytest.mark.parametrize("number", ["auto", 1, 5])
def test_odd_rounds_lose_no_text(texts: list[str], number: int) -> None:
    proposal = propose_themes(texts, n_themes=number)
    assert len(proposal.labels) == len(proposal.confidence) == len(texts)
    assert set(proposal.labels) == set(range(len(proposal.themes)))
    assert all(theme.label for theme in proposal.themes)


def test_fewer_than_one_theme_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        propose_themes(TEXTS, n_themes=0)


def test_the_input_hash_tells_order_and_borders_of_texts() -> None:
    hashes = {propose_themes(texts).input_hash for texts in (["กข", "ค"], ["ก", "ขค"], ["ค", "กข"])}
    assert len(hashes) == 3
    assert all(len(value) == 64 for value in hashes)


def test_labels_are_distinct_phrases_of_their_texts() -> None:
    proposal = propose_themes(TEXTS, n_themes=4)
    labels = [theme.label for theme in proposal.themes]
    assert len(set(labels)) == 4
    for number, theme in enumerate(proposal.themes):
        own = [text for text, label in zip(TEXTS, proposal.labels, strict=True) if label == number]
        assert len(theme.label) <= LONGEST_LABEL
        assert sum(theme.label.lower() in normalise(text).lower() for text in own) >= 2
        assert 1 <= len(theme.keywords) <= MOST_KEYWORDS
        assert not {"ไม่", "ค่ะ", "ครับ", "ที่"} & set(theme.keywords)


def test_labels_tell_the_matter() -> None:
    rows = {matter: [TEXTS.index(text) for text in texts] for matter, texts in MATTERS.items()}
    described = dict(zip(rows, describe(TEXTS, list(rows.values())), strict=True))
    assert "เน็ต" in described["net"].label
    assert "สำเนา" in described["papers"].label
    assert "ดาวเทียม" in described["space"].label
    assert {"มิจฉาชีพ", "โอน", "หลอก", "คอลเซ็นเตอร์"} & set(tokenise(described["scam"].label))


def test_topics_have_names_of_their_own() -> None:
    proposal = propose_themes(TEXTS, n_themes=FEWEST_FOR_TOPICS)
    assert len(proposal.topic_labels) == len(set(proposal.topics)) > 1
    assert len(set(proposal.topic_labels)) == len(proposal.topic_labels)
    assert all(any(name in normalise(text) for text in TEXTS) for name in proposal.topic_labels)
    assert propose_themes(TEXTS, n_themes=4).topic_labels == ()


def test_groups_are_described_by_the_vectors_that_are_given() -> None:
    groups = [[TEXTS.index(text) for text in texts] for texts in MATTERS.values()]
    vectors = BackgroundSpace.load().transform(TEXTS)
    assert describe(TEXTS, groups, vectors=vectors) == describe(TEXTS, groups)
    last_first = vectors[::-1].copy()
    assert describe(TEXTS, groups, vectors=last_first) != describe(TEXTS, groups)


def test_no_label_ends_in_half_a_phrase() -> None:
    texts = ["ใช้งานไม่ได้เลยค่ะ แอปใช้งานไม่ได้", "แอปใช้งานไม่ได้ครับ", "ใช้งานไม่ได้จริงๆ"] * 3
    (theme,) = describe(texts, [range(len(texts))])
    assert tokenise(theme.label)[-1] not in {"ไม่", "เลย", "ค่ะ", "ครับ"}


def test_central_texts_belong_to_the_theme_and_differ() -> None:
    rows = [row for row, matter in enumerate(TRUTH) if matter == "scam"]
    texts = [*TEXTS, *[TEXTS[rows[0]]] * 5]
    group = [*rows, *range(len(TEXTS), len(texts))]
    (theme,) = describe(texts, [group])
    assert 2 <= len(theme.central) <= MOST_CENTRAL
    assert set(theme.central) <= set(group)
    assert len({texts[row] for row in theme.central}) == len(theme.central)


def test_groups_with_the_same_or_no_words_keep_distinct_names() -> None:
    themes = describe(["เน็ตช้า", "เน็ตช้า", "!!", ""], [[0], [1], [2], [3], []])
    labels = [theme.label for theme in themes]
    assert len(set(labels)) == len(labels)
    assert labels[2] == WORDLESS_LABEL


def test_a_theme_of_two_matters_is_split_between_them() -> None:
    texts = [*MATTERS["net"], *MATTERS["papers"]]
    first, second = split_in_two(texts)
    assert sorted(first + second) == list(range(len(texts)))
    halves = ["net"] * 10 + ["papers"] * 10
    assert len({halves[row] for row in first}) == len({halves[row] for row in second}) == 1


def test_a_theme_of_one_text_repeated_is_not_split() -> None:
    assert split_in_two(["เน็ตช้า"] * 3) == ([0, 1, 2], [])


def test_the_estimator_keeps_its_parameters_and_sets_results_in_fit() -> None:
    clusterer = ThemeClusterer(4, random_state=1)
    assert not hasattr(clusterer, "labels_")
    assert clusterer.fit(TEXTS) is clusterer
    assert (clusterer.n_themes, clusterer.random_state) == (4, 1)
    assert clusterer.n_themes_ == 4
    assert clusterer.labels_.shape == clusterer.confidence_.shape == (len(TEXTS),)
    assert np.isfinite(clusterer.vectors_).all()
