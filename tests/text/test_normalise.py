"""One spelling for every way of typing a text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ideation.text import MAX_CHARS, normalise


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("มากกกกก", "มาก"),
        ("มากกก ค่ะ", "มาก ค่ะ"),
        ("มากกกกค่ะ", "มากค่ะ"),
        ("ช้าๆๆๆ", "ช้าๆ"),
        ("ช้า ๆ ๆ", "ช้า ๆ"),
        ("เเก้ไข", "แก้ไข"),
        ("น\u0e4d\u0e49า", "น้ำ"),
        ("น\u0e49\u0e4dา", "น้ำ"),
        ("๕G ปี ๒๕๖๙", "5G ปี 2569"),
        ("เน็ต\u200bช้า\u200d\ufeff", "เน็ตช้า"),
        ("  เน็ต \n\t ช้า  ", "เน็ต ช้า"),
        ("ดีีีี", "ดี"),
        ("\u202eเน็ต\x00", "เน็ต"),
        ("ช้า!!!!", "ช้า!"),
        ("5000 บาท", "5000 บาท"),
        ("www.example.org", "www.example.org"),
        ("ม้ากกก นานนนน ดีมากกก", "ม้าก นาน ดีมาก"),
        ("ช้าๆ  ๆ", "ช้าๆ"),
        ("sooooo cooool WIIII", "so cool WIIII"),
        ("เน็ต1️⃣ช้า ℹ️", "เน็ต ช้า"),
        ("ㅤเน็ต⠀", "เน็ต"),
        ("นา้ำ ผูู้้่", "น้าำ ผู่"),
        ("ก่̣́น ่น", "ก่น น"),
    ],
)
def test_ways_of_typing_meet_in_one_spelling(typed: str, expected: str) -> None:
    assert normalise(typed) == expected


def test_words_with_repeated_letters_stay() -> None:
    text = "กรรมการ นานา ธรรม สรรหา คะแนนนิยม ไอออนลบ ททท. www cool Phase III VIII"
    assert normalise(text) == text


@given(st.text(alphabet=st.characters(min_codepoint=0, max_codepoint=0x0E7F), max_size=200))
def test_the_spelling_is_clean_and_stored_by_any_database(text: str) -> None:
    clean = normalise(text)
    assert "\x00" not in clean
    assert clean == clean.strip()
    assert "  " not in clean
    assert unicodedata.is_normalized("NFC", clean)
    clean.encode()


THAI_HEAVY = st.text(
    alphabet="กขนเแาะำิีุู่้์ํๅๆ็ั฿ฤ๑ aAbI.!#\n\u0301\u0323\u0958😀\u200d\ufe0f1\u20e3", max_size=40
)


@given(st.text() | THAI_HEAVY)
def test_what_is_normalised_stays_as_it_is(text: str) -> None:
    clean = normalise(text)
    assert normalise(clean) == clean


@given(THAI_HEAVY)
def test_a_text_is_spelt_the_same_beside_a_character_that_needs_care(text: str) -> None:
    assert normalise(f"\u200b{text}\u200b") == normalise(text)


def test_lone_surrogates_are_dropped() -> None:
    assert normalise("ก\ud800ข") == "กข"


def test_long_texts_are_cut() -> None:
    assert len(normalise("กา " * MAX_CHARS)) <= MAX_CHARS
