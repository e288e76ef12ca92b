"""A word that stands beside anything tells nothing of the matter, however rare or common it is."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from ideation.text import TermSpace
from ideation.text.specificity import (
    LEAST,
    UNHEARD,
    departures,
    share_passages,
    specificity_in_corpus,
    specificity_in_round,
)

COMPANIONS = 60
FILLER, TELLING = 2 * COMPANIONS, 2 * COMPANIONS + 1


def counted(texts: list[list[int]], n_words: int) -> csr_matrix:
    """Count the company of words in texts that are lists of their numbers."""
    stream = np.array([word for text in texts for word in text], dtype=np.int32)
    return share_passages(stream, np.cumsum([0, *map(len, texts)]), n_words)


def two_matters(n_texts: int = 600) -> list[list[int]]:
    """Write texts of two matters, each with words of its own.

    Half of all texts hold the filler, half of those of the first matter the telling word.
    """
    rng = np.random.default_rng(0)
    texts = []
    for number in range(n_texts):
        matter = number % 2
        words = (rng.choice(COMPANIONS, 6, replace=False) + matter * COMPANIONS).tolist()
        words += [FILLER] * bool(rng.random() < 0.5)
        words += [TELLING] * bool(matter == 0 and rng.random() < 0.5)
        texts.append(words)
    return texts


def test_company_is_counted_once_for_each_text() -> None:
    company = counted([[0, 1, 0, 1], [1, 2], [3]], 5).toarray()
    assert company[0].tolist() == [0, 1, 0, 0, 0]
    assert company[1].tolist() == [1, 0, 1, 0, 0]
    assert company[3:].sum() == 0
    assert (company == company.T).all()


def test_a_long_text_is_several_passages() -> None:
    company = counted([list(range(10_000))], 10_000)
    assert company.nnz <= 32 * 10_000
    assert company[0, 1] == 1
    assert company[0, 9_999] == 0


def test_no_text_gives_no_company() -> None:
    assert counted([], 0).shape == (0, 0)
    assert counted([[]], 3).nnz == 0


@pytest.mark.parametrize("measure", [specificity_in_round, specificity_in_corpus])
def test_a_filler_tells_less_than_a_rarer_word_of_one_matter(measure) -> None:
    told = measure(counted(two_matters(), 2 * COMPANIONS + 2))
    assert told.dtype == np.float32
    assert told[TELLING] > 3 * told[FILLER]
    assert (told[: 2 * COMPANIONS] > told[FILLER]).all()


def test_what_chance_explains_counts_for_nothing() -> None:
    rng = np.random.default_rng(0)
    texts = [rng.choice(200, 7, replace=False).tolist() for _ in range(1_000)]
    told = specificity_in_round(counted(texts, 200))
    assert told.min() == np.float32(LEAST)
    assert np.median(told) < LEAST + 0.05


def test_words_without_company_are_unheard() -> None:
    told = specificity_in_round(counted([[0, 1], [0, 1], [2]], 4))
    assert told[2:].tolist() == [UNHEARD, UNHEARD]
    assert specificity_in_round(counted([[0], [1]], 2)).tolist() == [UNHEARD, UNHEARD]
    assert specificity_in_corpus(counted([[0], [1]], 2)).tolist() == [UNHEARD, UNHEARD]


@pytest.mark.parametrize("drawn", [10, 100, 1_000])
def test_the_departure_by_chance_is_that_of_words_drawn_at_random(drawn: int) -> None:
    rng = np.random.default_rng(0)
    usual = 1 / np.arange(1, 501)
    usual /= usual.sum()
    draws = rng.multinomial(drawn, usual, size=200)
    among_the_usual = np.outer(usual, usual) * 1e9
    company = np.block([[np.zeros((200, 200)), draws], [draws.T, among_the_usual]])
    found, by_chance = departures(csr_matrix(company))
    assert found[:200].mean() == pytest.approx(by_chance[:200].mean(), rel=0.05)


def test_the_background_knows_words_of_any_announcement_from_words_of_a_matter() -> None:
    terms = TermSpace.load()
    assert terms.specificity.shape == (len(terms.words),)
    assert terms.specificity.min() >= 0
    assert terms.specificity.max() <= 1
    anywhere = [terms.specificity[terms.rows[word]] for word in ("พร้อม", "ร่วม", "เปิด")]
    matters = [terms.specificity[terms.rows[word]] for word in ("ดาวเทียม", "ยาเสพติด", "น้ำท่วม")]
    assert max(anywhere) < 0.5 < 0.7 < min(matters)
