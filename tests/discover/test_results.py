"""How people answered: a list, in three orders, with the groups that may be shown, and a table."""

import csv
import io

import pytest

from ideation.core import clock
from ideation.discover.service import answering, voting
from tests.discover.conftest import OVER, SELECTED
from tests.factories import sign_in
from tests.helpers import Browser, words


@pytest.fixture
def over(make):
    return make.theme(make.round(windows=OVER), "อินเทอร์เน็ตชุมชน", **SELECTED)


def answer(statement, **people):
    """Let so many people of each sector answer, such as `agree_state=3`."""
    for name, number in people.items():
        choice, _, sector = name.partition("_")
        for n in range(number):
            voting.vote(
                statement.id, choice, actor=None, visitor_key=f"{name}{n}", sector=sector,
                now=clock.now(),
            )  # fmt: skip


def listed(theme, sort, **person) -> list[str]:
    given = {"actor": None, "visitor_key": None, "now": clock.now(), **person}
    found = answering.results(theme.id, sort, 1, **given)
    return [each.statement.text for each in found.page.items]


def test_three_orders(make, over):
    make.statement(over, "เห็นด้วยกันมาก", agree_count=18, disagree_count=2)
    make.statement(over, "เห็นต่างกันมาก", agree_count=10, disagree_count=10)
    make.statement(over, "คนเดียวเห็นด้วย", agree_count=1)
    make.statement(over, "ไม่มีใครเห็นด้วย", disagree_count=20)
    agreed = ["เห็นด้วยกันมาก", "คนเดียวเห็นด้วย", "เห็นต่างกันมาก", "ไม่มีใครเห็นด้วย"]
    assert listed(over, "agreed") == agreed
    assert listed(over, "no such order") == agreed
    assert listed(over, "divided")[:2] == ["เห็นต่างกันมาก", "เห็นด้วยกันมาก"]
    assert listed(over, "newest")[0] == "ไม่มีใครเห็นด้วย"


def test_the_list_has_numbers_words_and_bars(app, make, over):
    make.statement(over, "ควรมีช่างประจำตำบล", agree_count=6, disagree_count=3, pass_count=1)
    make.statement(over, "ข้อที่ไม่รับ", state="declined", reason="ซ้ำ", agree_count=4)
    page = Browser(app).get(f"/themes/{over.id}/statements/results")
    shown = words(page)
    assert "ส่วนใหญ่เห็นด้วย (60%)" in shown
    assert "เห็นด้วย 6 (60%)" in shown
    assert "ไม่เห็นด้วย 3 (30%)" in shown
    assert "ข้าม 1 (10%)" in shown
    assert page.text.count('class="spread-bar"') == 1
    assert "ข้อที่ไม่รับ" not in shown


def test_sectors_are_shown_from_five_people_on(app, make, theme):
    statement = make.statement(theme)
    answer(statement, agree_people=6, disagree_state=4, agree_business=1)
    officer = sign_in(Browser(app), make.officer())
    shown = words(officer.get(f"/themes/{theme.id}/statements/results"))
    assert "ประชาชน 6 ความเห็น" in shown
    assert "ภาคธุรกิจ, หน่วยงานของรัฐ 5 ความเห็น" in shown
    assert "กลุ่มที่มีไม่ถึงห้าคนจะนับรวมกัน" in shown


def test_while_answers_are_taken_a_person_sees_what_they_answered(app, make, theme):
    first = make.statement(theme, "ข้อแรก", agree_count=41)
    make.statement(theme, "ข้อสอง", agree_count=52)
    browser = Browser(app)
    address = f"/themes/{theme.id}/statements/results"
    page = words(browser.get(address))
    assert "ยังมีอีก 2 ข้อที่คุณยังไม่ได้ลงความเห็น" in page
    assert "41" not in page
    person = make.account()
    voting.vote(first.id, "agree", actor=person, visitor_key="", now=clock.now())
    page = words(sign_in(browser, person).get(address))
    assert "ยังมีอีก 1 ข้อที่คุณยังไม่ได้ลงความเห็น" in page
    assert "42 ความเห็น" in page
    assert "52" not in page
    page = words(sign_in(Browser(app), make.officer()).get(address))
    assert "52 ความเห็น" in page


def test_a_theme_without_answers_says_so(app, over):
    assert "ยังไม่มีผล" in words(Browser(app).get(f"/themes/{over.id}/statements/results"))


def test_the_table_has_a_row_for_each_statement_and_group(app, make, theme):
    first = make.statement(theme, "ควรมีช่าง, ประจำตำบล")
    make.statement(theme, "=อันตราย()")
    answer(first, agree_people=5, disagree_other=6)
    officer = sign_in(Browser(app), make.officer())
    sent = officer.get(f"/themes/{theme.id}/statements/results.csv")
    assert sent.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(sent.text.removeprefix("\ufeff"))))
    assert [(row["group"], row["agree"], row["disagree"], row["answered"]) for row in rows] == [
        ("all", "5", "6", "11"), ("other", "0", "6", "6"), ("people", "5", "0", "5"),
        ("all", "0", "0", "0"),
    ]  # fmt: skip
    assert rows[0]["text"] == "ควรมีช่าง, ประจำตำบล"
    assert not rows[-1]["text"].startswith("="), "no formula for a spreadsheet"


def test_the_table_holds_no_more_than_the_page(app, make, theme):
    make.statement(theme, "ข้อแรก", agree_count=41)
    sent = Browser(app).get(f"/themes/{theme.id}/statements/results.csv")
    assert "41" not in sent.text
