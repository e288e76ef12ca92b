"""Words of Thai texts, and the words inside them."""

import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ideation.text import content_words, normalise, query_terms, search_terms, tokenise
from ideation.text.tokens import MAX_INNER_WORDS, dictionary, last_break

THAI_WORDS = sorted(word for word in dictionary() if re.fullmatch("[ก-ฮะ-ู\u0e40-\u0e4e]+", word))


def test_thai_latin_and_numbers_become_lower_case_words() -> None:
    words = tokenise("อินเทอร์เน็ตช้ามากกก ใช้ Wi-Fi ๕G ไม่ได้!!")
    assert words == ["อินเทอร์เน็ต", "ช้า", "มาก", "ใช้", "wi-fi", "5g", "ไม่", "ได้"]


def test_links_and_addresses_stay_whole_and_are_no_content() -> None:
    words = tokenise("ดู https://example.org/a?b=1 หรือ me@example.org")
    assert "https://example.org/a?b=1" in words
    assert "me@example.org" in words
    assert content_words(words) == ["ดู"]


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
def test_words_in_their_order_make_the_text_again(words: list[str]) -> None:
    clean = normalise("".join(words))
    assert "".join(tokenise(clean)) == clean


@pytest.mark.parametrize(
    "hostile",
    [
        "ด้านหน้า" * 4_000,
        "ก" * 1_000_000,
        "😀" * 10_000,
        "\u202e\u202dก" * 5_000,
        "นา" * 5_000,
        "a@" * 5_000,
        "\u0301\u0323" * 5_000,
        "\ud800" * 100,
        "",
    ],
    ids=[
        "syllables",
        "one letter",
        "emoji",
        "marks",
        "ambiguous",
        "at",
        "combining",
        "half",
        "none",
    ],
)
def test_hostile_texts_are_cut_into_words(hostile: str) -> None:
    terms = search_terms(hostile)
    assert len(terms.inner) <= MAX_INNER_WORDS
    assert len(tokenise(hostile)) <= 10_000


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
