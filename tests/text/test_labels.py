"""What themes are called, and what stands for them."""

from itertools import combinations

import numpy as np
import pytest

from ideation.text import BackgroundSpace, ProposedTheme, normalise, tokenise
from ideation.text.labels import (
    LONGEST_LABEL,
    LONGEST_SENTENCE,
    MOST_CENTRAL,
    MOST_KEYWORDS,
    MOST_SENTENCES,
    WITHHELD_LABEL,
    WORDLESS_LABEL,
    describe_groups,
    describe_with_topics,
)
from ideation.text.labels.learn import learn_habits

from .voices import MATTERS, TEXTS

GROUPS = [[TEXTS.index(text) for text in texts] for texts in MATTERS.values()]
OPENINGS = ["สวัสดีครับ ", "เรียนเจ้าหน้าที่ ", "ผมว่า", "อยากบอกว่า", ""]
ENDINGS = [" ขอบคุณค่ะ", "ครับ", " ช่วยดูด้วย", "ทุกเดือนเลย", " นะคะ"]


def describe(texts, groups, **options) -> tuple[ProposedTheme, ...]:
    return describe_groups(texts, groups, BackgroundSpace.load().transform(texts), **options)


def voices_on(phrase: str) -> list[str]:
    """Say one thing in many wordings."""
    return [f"{opening}{phrase}{ending}" for opening in OPENINGS for ending in ENDINGS]


def test_every_label_stands_in_texts_of_its_theme() -> None:
    for theme, group in zip(describe(TEXTS, GROUPS), GROUPS, strict=True):
        holders = [row for row in group if theme.label in normalise(TEXTS[row])]
        assert len(holders) >= 2
        assert len(theme.label) <= LONGEST_LABEL


def test_labels_differ_in_words_that_tell() -> None:
    labels = [set(tokenise(theme.label)) for theme in describe(TEXTS, GROUPS)]
    assert not any(one <= other or other <= one for one, other in combinations(labels, 2))


@pytest.mark.parametrize(
    "phrase", ["ขยายเวลายื่นภาษี", "ค่าธรรมเนียมโอนเงิน", "เน็ตหลุดช่วงเย็น", "ชิ้นส่วนดาวเทียม"]
)
def test_a_matter_gets_its_phrase(phrase: str) -> None:
    texts = [*TEXTS, *voices_on(phrase)]
    themes = describe(texts, [*GROUPS, range(len(TEXTS), len(texts))])
    assert themes[-1].label == phrase


def test_a_bare_word_does_not_stand_alone_beside_phrases() -> None:
    asked = ["ข้อมูลราคาข้าว", "ข้อมูลราคาข้าวเปลือก", "ข้อมูลรถเมล์", "ข้อมูลน้ำ", "ข้อมูลโรงเรียน"]
    texts = [*TEXTS, *[f"อยากได้{each}ค่ะ" for each in asked]]
    label = describe(texts, [*GROUPS, range(len(TEXTS), len(texts))])[-1].label
    assert label.startswith("ข้อมูล")
    assert len(tokenise(label)) > 1


def test_no_label_begins_or_ends_with_words_that_tell_nothing() -> None:
    empty = {"สอบถาม", "แจ้ง", "เรื่อง", "รบกวน", "ครับ", "ค่ะ", "นะ", "ไม่", "ของ", "การ", "ที่"}
    texts = [
        f"{opening}{phrase}{ending}"
        for phrase in ("ยอดค้างชำระของบิล", "เปลี่ยนที่อยู่จัดส่ง")
        for opening in ("สอบถามเรื่อง", "รบกวนแจ้ง", "สอบถาม")
        for ending in ("ครับ", "นะคะ", "หน่อยค่ะ")
    ]
    for theme in describe(texts, [range(9), range(9, 18)]):
        words = tokenise(theme.label)
        assert not {words[0], words[-1]} & empty
        assert not set(theme.keywords) & empty


def test_pieces_of_an_unknown_name_stay_together() -> None:
    texts = [*TEXTS, *voices_on("แอปกรุกริกโดนแฮก"), *voices_on("ร้านค้ากรุกริกปิดตัว")]
    theme = describe(texts, [*GROUPS, range(len(TEXTS), len(texts))])[-1]
    assert any("กรุกริก" in word for word in theme.keywords)
    assert not {"กรุ", "กริก", "กรุก", "ริก"} & set(theme.keywords)


def test_other_spellings_count_as_one_word() -> None:
    texts = [*TEXTS, *voices_on("กฏหมายโดรน")[:6], *voices_on("กฎหมายโดรน")]
    theme = describe(texts, [*GROUPS, range(len(TEXTS), len(texts))])[-1]
    assert theme.label == "กฎหมายโดรน"
    assert "กฏหมาย" not in theme.keywords


def test_what_may_not_be_shown_gives_no_word() -> None:
    secret = voices_on("หัวหน้าทุจริตจัดซื้อรถขยะ")
    texts = [*TEXTS, *secret]
    quotable = [text not in secret for text in texts]
    group = [*GROUPS[0], *range(len(TEXTS), len(texts))]
    theme = describe(texts, [group, *GROUPS[1:]], quotable=quotable)[0]
    shown = " ".join([theme.label, *theme.keywords, *theme.summary])
    assert not {"หัวหน้า", "ทุจริต", "จัดซื้อ", "รถขยะ"} & set(tokenise(shown))
    assert theme.central
    assert all(quotable[row] for row in theme.central)


def test_a_theme_that_may_not_be_shown_has_a_name_all_the_same() -> None:
    themes = describe(TEXTS, GROUPS, quotable=[False] * len(TEXTS))
    assert themes[0] == ProposedTheme(WITHHELD_LABEL, (), ())
    assert len({theme.label for theme in themes}) == len(themes)


def test_the_summary_is_cut_from_the_texts_and_says_different_things() -> None:
    long = "น้ำท่วมถนนหน้าโรงเรียน " * 20 + "ท่อระบายน้ำตัน\nไฟถนนดับทั้งซอยมาสองเดือน แจ้งแล้วเงียบ"
    texts = [*TEXTS, *[f"{opening}{long}" for opening in OPENINGS]]
    groups = [*GROUPS, range(len(TEXTS), len(texts))]
    for theme, group in zip(describe(texts, groups), groups, strict=True):
        assert 1 <= len(theme.summary) <= MOST_SENTENCES
        assert len(set(theme.summary)) == len(theme.summary)
        for sentence, row in zip(theme.summary, theme.summary_rows, strict=True):
            assert row in group
            assert sentence in texts[row]
            assert 0 < len(sentence) <= LONGEST_SENTENCE
            assert "\n" not in sentence


def test_topics_are_named_by_what_their_themes_share() -> None:
    texts = [*voices_on("รถไฟฟ้าสายสีม่วง"), *voices_on("สถานีรถไฟฟ้า"), *voices_on("ขอคืนภาษีเงินได้")]
    texts += voices_on("ยื่นแบบภาษีออนไลน์")
    groups = [range(start, start + 25) for start in range(0, 100, 25)]
    vectors = BackgroundSpace.load().transform(texts)
    themes, (rail, tax) = describe_with_topics(texts, groups, [0, 0, 1, 1], vectors)
    assert themes == describe(texts, groups)
    assert "รถไฟฟ้า" in rail
    assert "ภาษี" in tax
    assert describe_with_topics(texts, groups, [0] * 4, vectors) == (themes, ())


def test_a_topic_of_texts_that_may_not_be_shown_gives_none_of_their_words() -> None:
    quotable = [row not in GROUPS[0] for row in range(len(TEXTS))]
    topics = list(range(len(GROUPS)))
    vectors = BackgroundSpace.load().transform(TEXTS)
    _themes, names = describe_with_topics(TEXTS, GROUPS, topics, vectors, quotable=quotable)
    assert names[0] == WITHHELD_LABEL
    assert len(set(names)) == len(GROUPS)


def test_a_summary_covers_both_sides_of_a_theme() -> None:
    texts = voices_on("ค่าไฟแพงขึ้นทุกเดือนจ่ายไม่ไหว") + voices_on("มิเตอร์น้ำเสียไม่มีใครมาซ่อมให้สักที")
    rest = range(len(texts), len(texts) + len(TEXTS))
    first, second = describe([*texts, *TEXTS], [range(len(texts)), rest])[0].summary
    assert ("ค่าไฟ" in first) != ("ค่าไฟ" in second)


def test_no_address_or_telephone_number_comes_into_a_summary() -> None:
    call = "เน็ตประชารัฐที่ศาลาเสียมานานมากแล้ว"
    texts = [f"{call} โทร 081-234-5678", f"{call} somchai@example.org", f"{call} https://t.co/a"]
    (theme,) = describe(texts, [[0, 1, 2]])
    assert theme.summary == ()
    assert not {"081-234-5678", "somchai@example.org"} & set(theme.keywords)


def test_central_texts_and_keywords_are_bounded() -> None:
    for theme, group in zip(describe(TEXTS, GROUPS), GROUPS, strict=True):
        assert 1 <= len(theme.keywords) <= MOST_KEYWORDS
        assert len(set(theme.keywords)) == len(theme.keywords)
        assert 1 <= len(theme.central) <= MOST_CENTRAL
        assert set(theme.central) <= set(group)


@pytest.mark.parametrize(
    ("texts", "label"),
    [
        ([], WORDLESS_LABEL),
        ([""], WORDLESS_LABEL),
        (["!!", "\u200b", "😀😀😀"], WORDLESS_LABEL),
        (["เน็ตช้า"], "เน็ตช้า"),
        (["ครับ"], "ครับ"),
        (["ก" * 1_000_000], None),
        (["ไม่" * 300_000] * 5, None),
        (["ไม่" * 10] * 3, None),
        (["\u0e48" * 1_000_000, "a" * 1_000_000, "\n" * 1_000_000], None),
        (["İİİİ ẞẞ ǅ เน็ตช้ามาก"] * 5, None),
        (["081 234 5678 " * 1_000] * 5, None),
    ],
    ids=[
        "none",
        "empty",
        "wordless",
        "one",
        "polite",
        "letter",
        "not",
        "nots",
        "marks",
        "case",
        "numbers",
    ],
)
def test_odd_themes_have_a_name(texts: list[str], label: str | None) -> None:
    (theme,) = describe(texts, [range(len(texts))])
    assert label in (None, theme.label)
    assert 0 < len(theme.label) <= LONGEST_LABEL
    assert all(any(sentence in text for text in texts) for sentence in theme.summary)


def test_themes_with_the_same_texts_are_numbered() -> None:
    labels = [theme.label for theme in describe(["เน็ตช้า"] * 3, [[0], [1], [2]])]
    assert labels == ["เน็ตช้า", "เน็ตช้า (2)", "เน็ตช้า (3)"]


def test_the_order_of_themes_and_of_their_texts_changes_nothing() -> None:
    forward = describe(TEXTS, GROUPS)
    backward = describe(TEXTS, [group[::-1] for group in reversed(GROUPS)])
    assert forward == backward[::-1]
    assert forward == describe(TEXTS, GROUPS)


def test_of_a_large_theme_a_sample_is_read(monkeypatch) -> None:
    texts = (voices_on("ค่าธรรมเนียมโอนเงินแพง") + voices_on("รถเมล์มาช้าทุกเช้า")) * 100
    reads = []
    from ideation.text.labels import read

    monkeypatch.setattr("ideation.text.labels.read", lambda text: reads.append(1) or read(text))
    vectors = np.tile(BackgroundSpace.load().transform(texts[:50]), (100, 1))
    (theme,) = describe_groups(texts, [range(len(texts))], vectors)
    assert len(reads) <= 600
    assert theme.label in ("ค่าธรรมเนียมโอนเงินแพง", "รถเมล์มาช้าทุกเช้า", "ค่าธรรมเนียมโอนเงิน")


def test_the_habits_of_words_are_learned_from_where_runs_end() -> None:
    articles = ["เรื่องนี้เกี่ยวกับประชาชน 20 คน แต่ไม่เกี่ยวกับรัฐ 5 คน"] * 20
    habits = {
        word: shares for word, *shares in (line.split("\t") for line in learn_habits(articles))
    }
    assert int(habits["เกี่ยวกับ"][1]) < 10
    assert int(habits["คน"][2]) > 80
    assert int(habits["แต่"][0]) > 80


def test_labels_do_not_differ_in_the_length_of_one_word_only() -> None:
    short = voices_on("สมัครเน็ต") + voices_on("ต่อเน็ตซิมใหม่")[:9]
    long = voices_on("สมัครอินเทอร์เน็ต") + voices_on("อินเทอร์เน็ตรายวัน")[:9]
    texts = [*short, *long, *TEXTS]
    groups = [range(len(short)), range(len(short), len(short) + len(long))]
    labels = [theme.label for theme in describe(texts, [*groups, range(68, len(texts))])]
    assert ("สมัคร" in labels[0]) != ("สมัคร" in labels[1])
