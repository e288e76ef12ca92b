"""The home page: what became of voices, and what waits for whoever is signed in."""

import re
from datetime import timedelta

import pytest

from ideation.accounts.models import STAFF_ROLES
from ideation.core import clock
from tests.factories import sign_in
from tests.helpers import words
from tests.trace.way import whole_way

NOW = clock.now()
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _english(client):
    with client.session_transaction() as cookie:
        cookie["language"] = "en"


def home(client) -> str:
    return words(client.get("/"))


def outcomes(client) -> list[str]:
    """The addresses of the traces that home leads to, in order."""
    return re.findall(r'href="/trace/([^"]+)"', client.get("/").get_data(as_text=True))


def another_way(make, way, **poc):
    """Make a second theme with a trial that has ended."""
    theme = make.theme(
        way.round, "ค่าเน็ตแพง", size=5, state="selected", reason="ทำได้", decided_at=NOW
    )
    return make.finished_poc(make.promoted_idea(make.challenge(theme)), **poc)


def test_a_decision_is_one_sentence_from_voices_to_committee(client, make):
    way = whole_way(make)
    page = home(client)
    assert "3 voices about “ เน็ตล่มช่วงค่ำ ” → tried: 3 ตำบล → the committee approved on" in page
    assert outcomes(client) == [f"decision/{way.decision.id}"]


def test_a_newcomer_reaches_the_trace_of_a_decision_in_one_click(client, make):
    way = whole_way(make)
    page = words(client.get(f"/trace/{outcomes(client)[0]}"))
    assert "You are here" in page
    assert f"decision {way.decision.number}" in page


def test_decisions_come_first_then_trials_then_themes_each_theme_once(client, make):
    way = whole_way(make)
    poc = another_way(make, way, ended_at=NOW + DAY)
    chosen = make.theme(
        way.round, "ไวไฟที่วัด", size=2, state="selected", reason="ทำได้", decided_at=NOW + 2 * DAY
    )
    assert outcomes(client) == [
        f"decision/{way.decision.id}",
        f"poc/{poc.id}",
        f"theme/{chosen.id}",
    ]
    assert "it worked and goes on, since" in home(client)


def test_at_most_three_are_told_and_nothing_of_draft_rounds(client, make):
    way = whole_way(make)
    hidden = whole_way(
        make, round=make.round(state="draft", published_at=None), committee="คณะกรรมการอื่น"
    )
    for number in range(4):
        make.theme(
            way.round, f"ประเด็น {number}", size=1, state="selected", reason="ทำได้", decided_at=NOW
        )
    told = outcomes(client)
    assert len(told) == 3
    assert f"decision/{hidden.decision.id}" not in told


def test_a_stopped_trial_is_told_too(client, make):
    way = whole_way(make)
    another_way(make, way, state="stopped", reason="ใช้ไม่ได้")
    assert "the trial was stopped on" in home(client)


def test_home_needs_the_same_queries_for_few_and_for_many(client, make, queries):
    way = whole_way(make)
    sign_in(client, make.officer(language="en"))
    client.get("/about")
    queries.clear()
    client.get("/")
    few = len(queries)
    for number in range(20):
        make.idea(way.challenge)
        make.theme(way.round, f"ใหม่ {number}", size=1)
        make.statement(way.theme, f"รอ {number}", state="suggested")
    client.get("/about")
    queries.clear()
    client.get("/")
    assert len(queries) <= few


def test_visitors_and_citizens_have_no_work(client, make):
    whole_way(make)
    assert "Your work today" not in home(client)
    sign_in(client, make.account(language="en"))
    assert "Your work today" not in home(client)


def test_officers_see_what_waits_what_is_late_first(client, make):
    round_ = make.round(title="เน็ตหมู่บ้าน")
    today = NOW.astimezone(clock.THAILAND).date()
    for number in range(3):
        make.theme(round_, f"ใหม่ {number}", size=1)
    make.theme(round_, "ช้า", size=1, state="accepted", due_on=today - DAY)
    make.theme(round_, "ตอบแล้ว", size=1, state="accepted", due_on=today - DAY,
               answer="ซ่อมแล้ว", answered_at=NOW)  # fmt: skip
    sign_in(client, make.officer(language="en"))
    page = home(client)
    late = page.find("1 theme in “ เน็ตหมู่บ้าน ” waits for an official answer that is overdue")
    new = page.find("3 new themes in “ เน็ตหมู่บ้าน ” wait for a decision")
    assert -1 < late < new
    assert "Urgent" in page
    assert f'href="/rounds/{round_.slug}/board"' in client.get("/").get_data(as_text=True)


def test_an_answer_due_later_waits_calmly(client, make):
    today = NOW.astimezone(clock.THAILAND).date()
    make.theme(make.round(), "อีกนาน", size=1, state="accepted", due_on=today + 9 * DAY)
    sign_in(client, make.officer(language="en"))
    page = home(client)
    assert "1 theme in" in page
    assert "overdue" not in page
    assert "Urgent" not in page
    assert "Due" in page


def test_nothing_of_other_agencies_and_of_closed_rounds_waits(client, make):
    other = make.new_agency()
    make.theme(make.round(agency=other, title="ของที่อื่น"), "ใหม่", size=1)
    make.theme(make.round(state="closed", closed_at=NOW, title="ปิดแล้ว"), "ใหม่", size=1)
    sign_in(client, make.officer(language="en"))
    page = home(client)
    assert "Nothing waits for you today. No date is set" in page
    assert "new theme" not in page


def test_when_nothing_waits_the_next_date_is_told(client, make):
    windows = [("diagnose", NOW - DAY, NOW + 30 * DAY), ("discover", NOW + 5 * DAY, None)]
    make.round(title="เน็ตหมู่บ้าน", windows=windows)
    sign_in(client, make.officer(language="en"))
    assert "Discover of “ เน็ตหมู่บ้าน ” opens on" in home(client)


def test_a_committee_member_lands_on_the_next_meeting(client, make):
    committee = make.committee(name="คณะกรรมการเน็ต")
    make.meeting(committee, title="ครั้งที่ 4", state="called", held_at=NOW + 3 * DAY)
    make.meeting(committee, title="ยังไม่เรียก", state="planned", held_at=NOW + DAY)
    member = committee.members[0].account
    member.language = "en"
    sign_in(client, member)
    page = home(client)
    assert "Your work today" in page
    assert "ครั้งที่ 4" in page
    assert "ยังไม่เรียก" not in page


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_every_role_finds_its_work_in_the_menu(client, make, role):
    sign_in(client, make.member(role, language="en"))
    body = client.get("/about").get_data(as_text=True)
    assert 'href="/#today"' in body
    assert f'href="/agencies/{make.agency.slug}/committees"' in body
    assert 'id="today"' in client.get("/").get_data(as_text=True)
