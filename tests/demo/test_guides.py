"""The Thai guides speak with the words of the pages, and their pictures are there."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
GUIDES = sorted((ROOT / "docs").glob("guide-*.th.md"))
CATALOGUE = ROOT / "translations" / "th" / "LC_MESSAGES" / "messages.po"
# What stands in bold but is no word of a page: openings of lines, questions, warnings.
EMPHASIS = {
    "การจัดใหม่ไม่ทำลายงานของคุณ",
    "ข้อความของประชาชน",
    "คำตอบและเหตุผล",
    "จำนวนเสียงและจำนวนจังหวัด",
    "ตัวอย่าง (ไม่คัดเลือก)",
    "ถามเรื่องอะไร",
    "ถึงขั้นไหนแล้ว",
    "ทำรหัสลับหาย ทำอย่างไร",
    "ทำไมเรื่องของฉันไปอยู่ในประเด็นที่ไม่ตรง",
    "ส่งแล้วแก้ข้อความได้ไหม",
    "สัญญาอะไรกับประชาชน",
    "หมายเลขเรื่อง",
    "เรื่องด่วน เช่น เพิ่งถูกหลอกโอนเงิน แจ้งที่นี่ได้ไหม",
    "เหตุผลที่ดี",
    "แนวโน้ม",
    "ใครรับผิดชอบ",
    "ได้อะไรมา",
}


@pytest.fixture(scope="module")
def words() -> set[str]:
    with CATALOGUE.open("rb") as file:
        messages = [message.string for message in read_po(file)]
    return {word for each in messages for word in ([each] if isinstance(each, str) else each)}


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_words_in_bold_are_those_of_the_pages(guide, words):
    bold = set(re.findall(r"\*\*([^*]+)\*\*", guide.read_text(encoding="utf-8")))
    assert bold - EMPHASIS <= words, bold - EMPHASIS - words


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_every_picture_is_there_and_described(guide):
    pictures = re.findall(r"!\[([^]]*)\]\(([^)]+)\)", guide.read_text(encoding="utf-8"))
    assert len(pictures) >= 3
    for description, path in pictures:
        assert description
        assert (guide.parent / path).is_file(), path


def test_the_script_takes_every_picture_that_is_shown():
    script = (ROOT / "script" / "screenshots").read_text(encoding="utf-8")
    papers = [*GUIDES, ROOT / "README.md"]
    shown = {
        name
        for paper in papers
        for name in re.findall(r"pictures/([\w-]+)\.png", paper.read_text(encoding="utf-8"))
    }
    assert shown
    assert {name for name in shown if f'"{name}"' not in script} == set()
