"""What Discover adds to the pages of rounds and themes, and tells other rooms."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from ideation.accounts import service as accounts
from ideation.core import clock, ids
from ideation.core.registry import registry
from ideation.diagnose.models import Submission
from ideation.discover.models import FieldNote, Need, Statement, StatementVote
from ideation.discover.service import overview, references, statements, trace, voting
from ideation.rounds.service import show_round
from tests.discover.conftest import AHEAD, NOW, OPEN, OVER, SELECTED
from tests.factories import PASSWORD, sign_in
from tests.helpers import Browser, words


def answer(statement, key, choice="agree") -> None:
    voting.vote(statement.id, choice, actor=None, visitor_key=key, now=clock.now())


def test_the_button_of_the_round_leads_to_the_statements_while_discover_is_open(
    app, make, round, theme
):
    assert show_round(round.slug, viewer=None, now=NOW).doors == [], "nothing to answer yet"
    make.statement(theme)
    make.statement(theme, "รอพิจารณาอยู่", state="suggested")
    page = Browser(app).get(f"/rounds/{round.slug}")
    assert "ลงความเห็น 1 ข้อ" in words(page)
    assert f'class="btn btn-primary"\n     href="/themes/{theme.id}/statements"' in page.text
    make.statement(make.theme(round, "ประเด็นที่สอง", **SELECTED))
    page = Browser(app).get(f"/rounds/{round.slug}")
    assert "ลงความเห็น 2 ข้อ" in words(page)
    assert f'href="/rounds/{round.slug}/statements"' in page.text


def test_where_people_are_asked_to_speak_the_statements_are_the_second_button(app, make):
    both = [("diagnose", OPEN[0][1], OPEN[0][2]), *OPEN]
    round = make.round(windows=both)
    make.statement(make.theme(round, **SELECTED))
    page = Browser(app).get(f"/rounds/{round.slug}").text
    assert page.index("btn-speak") < page.index("btn btn-secondary")
    assert "btn btn-primary" not in page[page.index("btn-speak") : page.index('id="stages"')]


@pytest.mark.parametrize("windows", [AHEAD, OVER])
def test_there_is_no_button_while_discover_is_closed(make, windows):
    round = make.round(windows=windows)
    make.statement(make.theme(round, **SELECTED))
    assert show_round(round.slug, viewer=None, now=NOW).doors == []


def test_the_page_of_the_round_shows_what_is_asked_and_which_needs_were_found(
    app, make, round, theme
):
    assert "สิ่งที่ประชาชนต้องการจริง ๆ" not in words(Browser(app).get(f"/rounds/{round.slug}"))
    statement = make.statement(theme)
    for key in "abc":
        answer(statement, key)
    make.need(theme)
    make.need(theme, what="ร่างที่ยังไม่เผยแพร่", state="draft", published_at=None)
    page = words(Browser(app).get(f"/rounds/{round.slug}"))
    assert "สิ่งที่ประชาชนต้องการจริง ๆ" in page
    assert "ลงความเห็นแล้ว 3 คน" in page
    assert "ความต้องการที่พบแล้ว 1 ข้อ" in page
    assert "นักเรียนในหมู่บ้านห่างไกล: อินเทอร์เน็ตที่ใช้ได้ช่วงค่ำ" in page
    assert "ร่างที่ยังไม่เผยแพร่" not in page
    listed = words(Browser(app).get(f"/rounds/{round.slug}/statements"))
    assert "พบความต้องการ 1 ข้อ" in listed


def test_a_round_without_selected_themes_says_what_comes_first(app, make):
    page = words(Browser(app).get(f"/rounds/{make.round().slug}/statements"))
    assert "รอบนี้ยังไม่มีประเด็นที่คัดเลือกแล้ว" in page


def test_the_page_of_a_selected_theme_shows_its_needs_and_leads_to_the_statements(
    app, make, round, theme
):
    address = f"/themes/{theme.id}"
    assert "หน่วยงานกำลังค้นหาว่ามีความต้องการใด" in words(Browser(app).get(address))
    need, statement = make.need(theme), make.statement(theme)
    answer(statement, "k")
    page = Browser(app).get(address)
    assert need.what in words(page)
    assert "ลงความเห็นแล้ว 1 คน" in words(page)
    assert f'href="/themes/{theme.id}/statements"' in page.text
    other = make.theme(round, state="accepted")
    assert "สิ่งที่ประชาชนต้องการจริง ๆ" not in words(Browser(app).get(f"/themes/{other.id}"))


def test_the_pages_of_rounds_and_themes_ask_few_queries(app, make, session, queries, round, theme):
    browser = Browser(app)
    paths = (f"/rounds/{round.slug}", f"/themes/{theme.id}", f"/rounds/{round.slug}/statements")
    round_id = round.id

    def asked() -> list[int]:
        numbers = []
        for path in paths:
            session.flush()
            session.expunge_all()
            queries.clear()
            assert browser.get(path).status_code == 200
            numbers.append(len(queries))
        return numbers

    make.statement(theme)
    make.need(theme)
    few = asked()
    again = session.get_one(type(round), round_id)
    for n in range(12):
        another = make.theme(again, f"ประเด็น {n}", **SELECTED)
        make.statement(another, f"ข้อ {n}")
        make.need(another)
    assert asked() == few
    # Other rooms add their parts too: a page asks at most fifteen.
    assert max(few) <= 15, few


def test_other_rooms_learn_what_was_found_about_themes(make, round, theme):
    first, second = make.statement(theme), make.statement(theme, "อีกข้อ")
    declined = make.statement(theme, "ไม่รับ", state="declined", reason="ซ้ำ")
    make._add(
        StatementVote(statement_id=declined.id, voter="visitor:x", choice="agree", cast_at=NOW)
    )
    for key in "ab":
        answer(first, key)
        answer(second, key)
    day = datetime(2026, 10, 1, 9, 30, tzinfo=UTC)
    need = make.need(theme, published_at=day)
    make.need(theme, state="draft", published_at=None)
    empty = make.theme(round, "ว่าง", **SELECTED)
    found = trace.of_theme([theme.id, empty.id])
    assert found[theme.id] == trace.Found(2, 2, (trace.FoundNeed(need.id, need.title, day),))
    assert found[empty.id] == trace.Found()
    assert trace.of_theme([]) == {}
    (asked, *_rest) = overview.overview(round.slug, actor=None, now=NOW).asked
    assert asked.found == found[theme.id]


def test_only_public_things_have_titles_for_others(make, theme):
    hidden_round = make.round(state="draft", published_at=None)
    hidden = make.theme(hidden_round, **SELECTED)
    public, waiting = make.statement(theme), make.statement(theme, "รอ", state="suggested")
    need, draft = make.need(theme), make.need(theme, state="draft", published_at=None)
    secret = [make.statement(hidden).id, make.need(hidden).id]
    assert references.titles_of_statements([public.id, waiting.id, secret[0]]) == {
        public.id: public.text
    }
    assert references.titles_of_needs([need.id, draft.id, secret[1]]) == {need.id: need.title}
    assert registry.parents["need"](need.id) == [("theme", theme.id)]
    assert registry.links["statement"](7) == "/statements/7"


def test_the_export_of_an_account_holds_its_statements_and_answers(make, theme):
    person = make.account()
    own = statements.suggest(
        theme.id, "ควรมีช่าง", actor=person, visitor_key="", submit_token=ids.new_token(),
        now=clock.now(),
    )  # fmt: skip
    statement = make.statement(theme)
    voting.vote(statement.id, "pass", actor=person, visitor_key="", sector="state", now=clock.now())
    data = accounts.export_data(person)
    json.dumps(data)
    assert [each["text"] for each in data["statements"]] == [own.text]
    (vote,) = data["statement_answers"]
    assert (vote["statement"], vote["answer"], vote["spoken_as"]) == (
        statement.text,
        "pass",
        "state",
    )


def test_closing_an_account_keeps_words_and_counts_without_the_person(make, session, theme):
    person = make.account()
    other = make.account()
    own = statements.suggest(
        theme.id, "ควรมีช่าง", actor=person, visitor_key="", submit_token=ids.new_token(),
        now=clock.now(),
    )  # fmt: skip
    statement = make.statement(theme)
    for voter in (person, other):
        voting.vote(statement.id, "agree", actor=voter, visitor_key="", now=clock.now())
    make.field_note(theme, author_id=person.id)
    make.need(theme, written_by_id=person.id)
    number = person.id
    accounts.close_account(person, PASSWORD, now=clock.now())
    session.expire_all()
    assert session.get_one(Statement, own.id).text == "ควรมีช่าง"
    assert session.scalars(select(Statement.author_id)).all() == [None, None]
    assert session.scalars(select(FieldNote.author_id)).all() == [None]
    assert session.scalars(select(Need.written_by_id)).all() == [None]
    assert session.get_one(Statement, statement.id).agree_count == 2
    voters = session.scalars(select(StatementVote.voter)).all()
    assert len(set(voters)) == 2
    assert f"account:{number}" not in voters
    assert f"account:{other.id}" in voters
    suggesters = session.scalars(select(Statement.suggester)).all()
    assert not any(suggesters)


def test_confidential_reports_are_nowhere_in_discover(app, make, session, round, theme):
    report = session.scalars(select(Submission)).first()
    report.kind, report.text = "tip_off", "ผู้รับเหมาจ่ายเงินใต้โต๊ะ"
    need = make.need(theme, [report])
    officer = sign_in(Browser(app), make.officer())
    for browser in (Browser(app), officer):
        for path in (f"/needs/{need.id}", f"/themes/{theme.id}/needs", f"/rounds/{round.slug}"):
            assert "ใต้โต๊ะ" not in words(browser.get(path)), path
    assert "ใต้โต๊ะ" not in words(officer.get(f"/needs/{need.id}/edit"))
