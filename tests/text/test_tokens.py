"""Words of Thai texts, and the words inside them."""

import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ideation.text import (
    MAX_CHARS,
    content_words,
    extend_dictionary,
    normalise,
    query_terms,
    search_terms,
    tokenise,
)
from ideation.text.tokens import MAX_INNER_WORDS, dictionary, last_break, variants, word_spans

STANDARD = dictionary() - variants().keys()
THAI_WORDS = sorted(word for word in STANDARD if re.fullmatch("[ก-ฮะ-ู\u0e40-\u0e4e]+", word))
TYPED = st.text() | st.lists(
    st.sampled_from(
        [
            *"กาเ่๑ๆ.@#/_-'😀1é \n\u200d\ufe0f\u20e3\u0301\ud800",
            *("เน็ต", "อนุญาติ", "พ.ร.บ.", "รพ.", "http://", "www.", "a@b.co", "#FixTheRoad", "x.com"),
        ]
    ),
    max_size=40,
).map("".join)


@pytest.fixture
def own_terms() -> Iterator[None]:
    """Forget afterwards what a test adds to the dictionary."""
    yield
    extend_dictionary(())


def test_thai_latin_and_numbers_become_lower_case_words() -> None:
    words = tokenise("อินเทอร์เน็ตช้ามากกก ใช้ Wi-Fi ๕G ไม่ได้!!")
    assert words == ["อินเทอร์เน็ต", "ช้า", "มาก", "ใช้", "wi-fi", "5g", "ไม่", "ได้"]


def test_links_and_addresses_stay_whole_and_are_no_content() -> None:
    words = tokenise("ดู https://example.org/a?b=1 หรือ me@example.org")
    assert "https://example.org/a?b=1" in words
    assert "me@example.org" in words
    assert content_words(words) == ["ดู"]


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org",
        "https://example.org/a_b?c=1&d=%E0#e",
        "www.example.go.th",
        "facebook.com/somebody.else",
        "bit.ly/3xYz",
        "someone.else+news@mail.example.co.th",
        "@somchai_k",
    ],
)
def test_an_address_is_one_word_between_thai_ones_and_no_content(address: str) -> None:
    words = tokenise(f"ติดต่อ{address} ครับ")
    assert words == ["ติดต่อ", address.lower(), "ครับ"]
    assert content_words(words) == ["ติดต่อ"]


@pytest.mark.parametrize(
    "emoji",
    [
        "😀",
        "👨\u200d👩\u200d👧\u200d👦",
        "👍🏽",
        "🇹🇭",
        "❤\ufe0f",
        "1\ufe0f\u20e3",
        "#\ufe0f\u20e3",
        "ℹ\ufe0f",
        "🏴\U000e0067\U000e007f",
    ],
)
def test_an_emoji_is_no_word_and_parts_its_neighbours(emoji: str) -> None:
    assert tokenise(f"ตา{emoji}กลม{emoji}wi{emoji}fi{emoji}") == ["ตา", "กลม", "wi", "fi"]


def test_laughter_and_emoticons_are_no_content() -> None:
    assert content_words(tokenise("5555 55555+ ถถถถ อิอิ ฮ่าๆๆ hahaha xD T_T T-T :) ^^ >_<")) == []


@pytest.mark.parametrize(
    ("hashtag", "words"),
    [
        ("#น้ำท่วมกรุงเทพ", ["น้ำท่วม", "กรุงเทพ"]),
        ("#FixTheRoad", ["fix", "the", "road"]),
        ("#SaveOurRiverน้ำเสีย", ["save", "our", "river", "น้ำเสีย"]),
        ("#SaveOurRivers2026", ["saveourrivers2026"]),
        ("#ThaiPBS", ["thaipbs"]),
        ("#one#two", ["one", "two"]),
    ],
)
def test_a_hashtag_gives_its_words(hashtag: str, words: list[str]) -> None:
    assert tokenise(hashtag) == words


@pytest.mark.parametrize("typed", ["ช้าๆ", "ช้า ๆ", "ช้าๆๆๆ", "ช้า ๆ ๆ", "ช้ามากกกๆ"])
def test_what_is_repeated_is_found_by_the_word(typed: str) -> None:
    assert set(tokenise(typed)) <= {"ช้า", "มาก"}
    assert "ช้า" in content_words(tokenise(typed))


def test_no_word_of_the_dictionary_holds_a_sign_of_repetition() -> None:
    assert tokenise("ต่างๆ บ่อยๆ จริงๆ เป็นพักๆ เล็กๆน้อยๆ") == [
        *("ต่าง", "บ่อย", "จริง", "เป็นพัก", "เล็ก", "น้อย")
    ]


def test_a_variant_is_the_same_word_as_its_standard() -> None:
    assert len(variants()) > 700
    assert not variants().keys() & set(variants().values())
    found = {variant: tokenise(variant) for variant in variants()}
    assert found == {variant: [standard] for variant, standard in variants().items()}
    assert [word for word in variants().values() if tokenise(word) != [word]] == []


def test_variants_are_sorted_and_each_stands_once() -> None:
    lines = files("ideation.text").joinpath("variants.txt").read_text("utf-8").splitlines()
    assert lines == sorted(lines)
    assert len(lines) == len(variants())


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("อยุ่หมุ่บ้าน", ["อยู่", "หมู่บ้าน"]),
        ("ลิ้งค์เวปเฟสบุ๊ค", ["ลิงก์", "เว็บ", "เฟซบุ๊ก"]),
        ("โควต้าดิจิตอล", ["โควตา", "ดิจิทัล"]),
        ("Internet WIFI E-mail", ["อินเทอร์เน็ต", "wi-fi", "อีเมล"]),
    ],
)
def test_usual_misspellings_are_read_rightly(typed: str, words: list[str]) -> None:
    assert tokenise(typed) == words


def test_a_variant_inside_a_compound_gives_the_compound() -> None:
    assert tokenise("ผิดกฏหมายอาญา") == tokenise("ผิดกฎหมายอาญา")
    assert "กฎหมายอาญา" in tokenise("ผิดกฏหมายอาญา")


def test_what_was_typed_is_found_in_standard_spelling_and_quoted_as_typed() -> None:
    typed = "ขออนุญาติใช้อินเตอร์เนต"
    assert search_terms(typed) == search_terms("ขออนุญาตใช้อินเทอร์เน็ต")
    assert {"อนุญาต", "เน็ต"} <= set(search_terms(typed).inner)
    assert set(query_terms("อนุญาติ")) == {"อนุญาต"}
    assert "อินเตอร์เนต" in [typed[start:end] for start, end in word_spans(typed)]


def test_inner_words_are_in_standard_spelling() -> None:
    terms = search_terms("โทรศัพท์มือถือ สังเกตการณ์ ภาพยนตร์ไทย")
    assert not variants().keys() & {*terms.words, *terms.inner}


@pytest.mark.parametrize("typed", ["พ.ร.บ.", "พ.ร.บ", "พรบ.", "พรบ", "ตามพ.ร.บ.คอมพิวเตอร์"])
def test_an_abbreviation_is_one_word_with_or_without_dots(typed: str) -> None:
    assert "พรบ" in content_words(tokenise(typed))


def test_the_stop_of_a_sentence_belongs_to_no_word() -> None:
    assert tokenise("ค่าไฟแพงมาก.ควรลด.") == ["ค่าไฟ", "แพง", "มาก", "ควร", "ลด"]


def test_terms_of_an_agency_are_single_words_until_others_are_given(own_terms: None) -> None:
    typed = "ไปศูนย์ร่วมโยธีที่สวนร่มไม้"
    extend_dictionary(["ศูนย์ร่วมโยธี"])
    assert "ศูนย์ร่วมโยธี" in tokenise(typed)
    extend_dictionary(["สวนร่มไม้"])
    words = tokenise(typed)
    assert "สวนร่มไม้" in words
    assert "ศูนย์ร่วมโยธี" not in words
    extend_dictionary(["ศูนย์ร่วมโยธี"])
    assert "ศูนย์ร่วมโยธี" in tokenise(typed)


def test_a_term_is_known_however_it_is_typed(own_terms: None) -> None:
    extend_dictionary(["เเพลินโยธีี"])
    assert tokenise("ชอบแพลินโยธี") == ["ชอบ", "แพลินโยธี"]


def test_policy_terms_are_sorted_normalised_and_cut_as_one_word() -> None:
    lines = files("ideation.text").joinpath("policy_words.txt").read_text("utf-8").splitlines()
    assert lines == sorted(set(lines))
    assert len(lines) > 600
    assert [line for line in lines if tokenise(line) != [line.replace(".", "")]] == []


def test_policy_terms_are_single_words() -> None:
    assert tokenise("เน็ตประชารัฐ") == ["เน็ตประชารัฐ"]
    assert "ข้อมูลส่วนบุคคล" in tokenise("กังวลเรื่องข้อมูลส่วนบุคคลรั่ว")


@pytest.mark.parametrize("limit", [12, 17, 25, 30, 39])
def test_a_text_is_cut_between_words(limit: int) -> None:
    words = ["อินเทอร์เน็ต", "หมู่บ้าน", "ไม่", "เสถียร", "โทรศัพท์", "ช้า"]
    ends = [len("".join(words[:number])) for number in range(1, len(words))]
    assert last_break("".join(words), limit) == max(end for end in ends if end <= limit)


def test_an_endless_word_is_cut_where_no_sign_is_torn_off_its_letter() -> None:
    assert last_break("เก้" * 60, 90) == 90
    assert last_break("x" * 500, 100) == 100


@given(st.text(alphabet="กเแะาิ่้ๆ a.\n", min_size=2, max_size=300), st.data())
def test_there_is_always_a_place_to_cut(text: str, data: st.DataObject) -> None:
    limit = data.draw(st.integers(1, len(text) - 1))
    assert 0 < last_break(text, limit) <= limit


def test_content_keeps_words_that_carry_policy() -> None:
    words = content_words(tokenise("ไม่ควรเพิ่มค่าธรรมเนียมใหม่ งบน้อย ขอให้นะคะ"))
    assert {"ไม่", "ควร", "เพิ่ม", "ค่าธรรมเนียม", "ใหม่", "น้อย"} <= set(words)
    assert not {"นะคะ", "นะ", "คะ", "ขอให้"} & set(words)


def test_a_word_inside_a_compound_is_found() -> None:
    terms = search_terms("ทำบัตรประชาชนใหม่")
    found = set(terms.words) | set(terms.inner)
    assert "บัตรประชาชน" in terms.words
    assert set(query_terms("ประชาชน")) <= found
    assert set(query_terms("บัตร")) <= found
    assert not set(terms.words) & set(terms.inner)


def test_inner_words_tear_no_written_cluster() -> None:
    inner = search_terms("เสาสัญญาณ").inner
    assert "สา" not in inner


@pytest.mark.parametrize("query", ["เน็ต ช้า", "เน็ตช้า", "๕G", "Wi-Fi"])
def test_a_query_finds_the_text_it_stands_in(query: str) -> None:
    terms = search_terms("อยากบอกว่าเน็ตช้ามาก แม้ใช้ 5g กับ WI-FI")
    assert set(query_terms(query)) <= set(terms.words) | set(terms.inner)


@given(st.lists(st.sampled_from(THAI_WORDS), min_size=1, max_size=60))
def test_spans_in_their_order_make_a_thai_text_again(words: list[str]) -> None:
    clean = normalise("".join(words))
    assert "".join(clean[start:end] for start, end in word_spans(clean)) == clean


@given(TYPED)
def test_spans_are_in_order_and_hold_every_letter(text: str) -> None:
    clean = normalise(text)
    ends = [0, *(place for span in word_spans(clean) for place in span), len(clean)]
    assert ends == sorted(ends)
    assert all(start < end for start, end in word_spans(clean))
    between = "".join(clean[end:start] for end, start in zip(ends[::2], ends[1::2], strict=True))
    assert not [letter for letter in between if letter.isalnum()]


@given(TYPED)
def test_words_hold_nothing_that_is_not_seen(text: str) -> None:
    words = [*tokenise(text), *search_terms(text).inner]
    assert all(words)
    assert not [c for c in "".join(words) if c.isspace() or c == "ๆ"]
    assert not [c for c in "".join(words) if unicodedata.category(c) in ("Cc", "Cf", "Cs", "So")]


@given(TYPED)
def test_every_query_finds_the_text_it_is(text: str) -> None:
    terms = search_terms(text)
    assert query_terms(text) == terms.words
    assert not set(terms.words) & set(terms.inner)
    assert set(content_words(terms.words)) <= set(terms.words)


HOSTILE = {
    "syllables": ("ด้านหน้า" * 4_000, {"ด้าน", "หน้า", "ด้านหน้า"}),
    "one letter": ("ก" * 1_000_000, {"ก"}),
    "one Latin letter": ("a" * 1_000_000, {"a" * MAX_CHARS}),
    "tone marks": ("\u0e48" * 1_000_000, set()),
    "repetitions": ("ๆ" * 1_000_000, set()),
    "digits": ("๗" * 1_000_000, {"7" * MAX_CHARS}),
    "at": ("@" * 1_000_000, set()),
    "underscores": ("_" * 1_000_000, set()),
    "spaces": (" \n\t" * 300_000, set()),
    "emoji": ("😀" * 10_000, set()),
    "families": ("👨\u200d👩\u200d👧🏽" * 2_000, set()),
    "keycaps": ("1\ufe0f\u20e3" * 3_000, set()),
    "marks of direction": ("\u202e\u202dตา\u2066" * 2_000, {"ตา"}),
    "addresses begun": ("a@" * 5_000, {"a", "@a"}),
    "chunks": ("a+" * 5_000, {"a"}),
    "dots and dashes": (".-" * 5_000, set()),
    "dotted": ("a." * 5_000, {"a" + ".a" * (MAX_CHARS // 2 - 1)}),
    "links": ("http://" * 150_000, {("http://" * 2_000)[:MAX_CHARS]}),
    "link after link": ("http://a " * 2_000, {"http://a", "h"}),
    "camels": ("#" + "Ab" * 5_000 + "1", {"ab" * 4_999 + "a"}),
    "hashtags": ("#a" * 5_000, {"a"}),
    "two scripts": ("กa" * 5_000, {"ก", "a"}),
    "ambiguous": ("ตากลม" * 5_000, {"ตากลม"}),
    "long words": ("นา" * 5_000, {"นา", "นานา"}),
    "combining": ("\u0301\u0323" * 5_000, set()),
    "stacked": ("ก" + "\u0e48\u0301" * 5_000, {"ก่"}),
    "variants": ("อนุญาติ " * 3_000, {"อนุญาต"}),
    "dotted Thai": ("ก." * 5_000, {"ก"}),
    "NUL": ("\x00" * 1_000_000, set()),
    "half characters": ("\ud800" * 1_000_000, set()),
    "nothing": ("", set()),
}


@pytest.mark.parametrize(("hostile", "words"), HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_are_cut_into_words(hostile: str, words: set[str]) -> None:
    found = tokenise(hostile)
    assert len(found) <= MAX_CHARS
    terms = search_terms(hostile)
    assert len(terms.inner) <= MAX_INNER_WORDS
    assert set(terms.words) <= words
    assert bool(found) == bool(words)


def test_window_edges_tear_no_word() -> None:
    text = "ประชาชนต้องการอินเทอร์เน็ต" * 60
    assert set(tokenise(text)) == {"ประชาชน", "ต้องการ", "อินเทอร์เน็ต"}


def test_threads_that_begin_together_all_get_their_words():
    program = """
import threading
from ideation.text.tokens import tokenise
gate, found = threading.Barrier(8), []
def begin():
    gate.wait()
    found.append(tuple(tokenise("เน็ตประชารัฐล่มบ่อยมาก")))
threads = [threading.Thread(target=begin) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
assert len(found) == 8 and len(set(found)) == 1, found
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
