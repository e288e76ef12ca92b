"""Differences between versions are shown by words as Thai is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ideation.core.errors import NotFound
from ideation.develop.differences import ADDED, KEPT, REMOVED, pieces
from ideation.develop.service import ideas, showing
from tests.develop.workshop import DAY, NOW

TEXTS = st.text(st.sampled_from("กขคาิ่เแ ab\n-1"), max_size=60)


def said(found, *kinds) -> list[str]:
    return [piece.text for piece in found if piece.kind in kinds]


def test_whole_thai_words_change():
    found = pieces("เปิดทุกเย็น ให้คนในหมู่บ้านดูแล", "เปิดทุกเช้า ให้คนในหมู่บ้านดูแล")
    assert (said(found, REMOVED), said(found, ADDED)) == (["เย็น"], ["เช้า"])


def test_lines_that_stay_are_kept_whole():
    before = "# หัวข้อ\n\n- ข้อแรก\n- ข้อสอง\n"
    found = pieces(before, before + "- ข้อสาม\n")
    assert said(found, KEPT) == [before]
    assert said(found, ADDED) == ["- ข้อสาม\n"]


def test_the_same_text_has_no_difference():
    assert said(pieces("เหมือนเดิม", "เหมือนเดิม"), ADDED, REMOVED) == []
    assert pieces("", "") == []


@given(TEXTS, TEXTS)
def test_nothing_is_lost_or_made_up(before, after):
    found = pieces(before, after)
    assert "".join(said(found, KEPT, REMOVED)) == before
    assert "".join(said(found, KEPT, ADDED)) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("ก ข " * 5_000, "ข ก " * 5_000),
        ("\n" * 20_000, "\n" * 19_999),
        ("<script>" * 2_500, "</script>" * 2_000),
    ],
    ids=["two words", "empty lines", "tags"],
)
def test_texts_that_only_repeat_themselves_come_out_whole(before, after):
    found = pieces(before, after)
    assert "".join(said(found, KEPT, REMOVED)) == before
    assert "".join(said(found, KEPT, ADDED)) == after


@pytest.fixture
def three(shop):
    """An idea in three versions."""
    idea = shop.propose(body="เปิดทุกเย็น")
    for number, body in ((1, "เปิดทุกเช้า"), (2, "เปิดทุกวัน")):
        ideas.revise(
            idea.id, title=idea.title, body=body, note="", actor=shop.author, now=NOW + number * DAY
        )
    return idea


def test_a_version_is_compared_with_the_one_before(three):
    page = showing.show_version(three.id, 3, viewer=None)
    assert (page.version.number, page.before.number) == (3, 2)
    assert (said(page.body, REMOVED), said(page.body, ADDED)) == (["ทุกเช้า"], ["ทุกวัน"])


def test_any_two_versions_can_be_compared(three):
    page = showing.show_version(three.id, 3, since=1, viewer=None)
    assert said(page.body, REMOVED) == ["ทุกเย็น"]


def test_the_first_version_stands_alone(three):
    page = showing.show_version(three.id, 1, viewer=None)
    assert (page.before, page.body) == (None, [])


@pytest.mark.parametrize("number", [0, 4, 99])
def test_there_is_no_page_of_a_version_that_is_not_there(three, number):
    with pytest.raises(NotFound):
        showing.show_version(three.id, number, viewer=None)
