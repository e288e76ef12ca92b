"""Anyone suggests a statement; officers decide, with a reason that its author reads."""

import threading

import pytest
from sqlalchemy import func, select

from ideation.accounts.models import Role
from ideation.core import clock, ids
from ideation.core.errors import (
    Conflict,
    InvalidInput,
    NotAllowed,
    NotFound,
    SignInNeeded,
    StageClosed,
)
from ideation.core.events import history
from ideation.discover.models import Statement
from ideation.discover.service import statements, waiting
from ideation.extensions import db
from tests.discover.conftest import AHEAD, NOW, OVER, SELECTED
from tests.factories import sign_in
from tests.helpers import Browser, post, words

TEXT = "ควรมีช่างดูแลเน็ตประจำตำบล"


def suggest(theme, text=TEXT, **values) -> Statement:
    given = {"actor": None, "visitor_key": "k", "submit_token": ids.new_token(), "now": clock.now()}
    return statements.suggest(theme.id, text, **{**given, **values})


def decide(statement, act, actor, reason="") -> Statement:
    return statements.decide(statement.id, act, reason, actor=actor, now=clock.now())


def number(session) -> int:
    return session.scalar(select(func.count()).select_from(Statement))


def test_a_suggestion_waits_for_an_officer(session, theme):
    stored = suggest(theme, f"  {TEXT}\n ")
    assert (stored.text, stored.state) == (TEXT, "suggested")
    assert [event.verb for event in history(session, stored)] == ["statement.suggested"]


def test_sending_a_form_twice_makes_one_statement(session, theme):
    token = ids.new_token()
    assert suggest(theme, submit_token=token) is suggest(theme, submit_token=token)
    assert number(session) == 1


@pytest.mark.committed
def test_sending_a_form_twice_at_once_makes_one_statement(app, session, make):
    now = clock.now()
    theme = make.theme(make.round(windows=[("discover", now, None)]), **SELECTED)
    session.commit()
    theme_id, token, gate = theme.id, ids.new_token(), threading.Barrier(4)
    found: list[int] = []

    def send() -> None:
        with app.app_context():
            gate.wait(timeout=30)
            stored = statements.suggest(
                theme_id, TEXT, actor=None, visitor_key="k", submit_token=token, now=clock.now()
            )
            found.append(stored.id)
            db.session.remove()

    threads = [threading.Thread(target=send) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(found) == 4
    assert len(set(found)) == 1
    assert number(session) == 1


@pytest.mark.parametrize("text", ["", "   ", "ก" * 281])
def test_a_statement_has_1_to_280_characters(theme, text):
    with pytest.raises(InvalidInput) as refused:
        suggest(theme, text)
    assert refused.value.field == "text"
    assert suggest(theme, "ก" * 280).text == "ก" * 280


@pytest.mark.parametrize(
    ("state", "said"), [("approved", "มีข้อความนี้อยู่แล้ว"), ("suggested", "มีผู้เสนอข้อความนี้แล้ว")]
)
def test_the_very_same_statement_is_not_taken_twice(make, theme, state, said):
    make.statement(theme, TEXT, state=state)
    with pytest.raises(InvalidInput) as refused:
        suggest(theme)
    assert said in str(refused.value)


@pytest.mark.parametrize("windows", [AHEAD, OVER, []])
def test_suggestions_are_taken_only_while_the_stage_is_open(make, windows):
    with pytest.raises(StageClosed):
        suggest(make.theme(make.round(windows=windows), **SELECTED))


def test_suggestions_are_about_selected_themes(make, round):
    with pytest.raises(Conflict):
        suggest(make.theme(round, state="accepted"))


def test_an_officers_own_statement_is_asked_at_once_even_before_the_stage(make, session, officer):
    theme = make.theme(make.round(windows=AHEAD), **SELECTED)
    token = ids.new_token()
    common = {"actor": officer, "submit_token": token, "now": clock.now()}
    stored = statements.write(theme.id, TEXT, **common)
    assert stored.state == "approved"
    assert stored.decided_by_id == officer.id
    assert statements.write(theme.id, TEXT, **common) is stored
    verbs = [event.verb for event in history(session, stored)]
    assert verbs == ["statement.approved", "statement.suggested"]


def test_approving_declining_and_back(session, theme, officer):
    stored = suggest(theme)
    assert decide(stored, "approve", officer).state == "approved"
    with pytest.raises(Conflict):
        decide(stored, "approve", officer)
    declined = decide(stored, "decline", officer, "ซ้ำกับข้ออื่น")
    assert (declined.state, declined.reason) == ("declined", "ซ้ำกับข้ออื่น")
    approved = decide(stored, "approve", officer)
    assert (approved.state, approved.reason) == ("approved", "")
    reopened = decide(stored, "reopen", officer)
    assert (reopened.state, reopened.decided_at) == ("suggested", None)
    assert [event.verb for event in history(session, stored)][:4] == [
        "statement.reopened", "statement.approved", "statement.declined", "statement.approved",
    ]  # fmt: skip


@pytest.mark.parametrize("reason", ["", "  ", "ก" * 1_001])
def test_declining_takes_a_reason(theme, officer, reason):
    stored = suggest(theme)
    with pytest.raises(InvalidInput) as refused:
        decide(stored, "decline", officer, reason)
    assert refused.value.field == "reason"
    assert stored.state == "suggested"


@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.AUDITOR, Role.COMMITTEE_MEMBER])
def test_others_than_officers_decide_and_write_nothing(make, theme, role):
    stored = suggest(theme)
    outsider = make.officer(agency=make.new_agency())
    for actor, error in (
        (None, SignInNeeded),
        (make.member(role), NotAllowed),
        (outsider, NotAllowed),
    ):
        with pytest.raises(error):
            decide(stored, "approve", actor)
        with pytest.raises(error):
            statements.write(
                theme.id, "อีกข้อ", actor=actor, submit_token=ids.new_token(), now=clock.now()
            )


def test_a_suggestion_is_read_by_its_author_and_by_officers(make, theme, officer):
    author = make.account()
    own = suggest(theme, actor=author)
    nameless = suggest(theme, "อีกข้อหนึ่ง", visitor_key="this browser")
    for actor, key, which in (
        (author, None, own),
        (officer, None, own),
        (None, "this browser", nameless),
        (officer, None, nameless),
    ):
        assert statements.show(which.id, actor=actor, visitor_key=key) is which
    for actor, key in ((None, None), (None, "another browser"), (make.account(), None)):
        for which in (own, nameless):
            with pytest.raises(NotFound):
                statements.show(which.id, actor=actor, visitor_key=key)


def test_officers_are_told_how_many_suggestions_wait_in_which_round(make, round, theme, officer):
    suggest(theme)
    suggest(theme, "อีกข้อหนึ่ง")
    make.statement(theme, "ข้อที่รับแล้ว")
    other = make.theme(make.round(agency=make.new_agency()), **SELECTED)
    make.statement(other, state="suggested")
    (line,) = waiting.waiting_for(officer, NOW)
    assert (line.kind, line.number) == ("statement.suggested", 2)
    assert line.path == f"/rounds/{round.slug}/statements/desk"
    assert round.title in line.sentence
    assert "2" in line.sentence
    for other in (make.account(), make.member(Role.AUDITOR), make.member(Role.EVALUATOR)):
        assert waiting.waiting_for(other, NOW) == []


# The pages.


def test_similar_statements_are_shown_before_sending(app, make, session, theme):
    there = make.statement(theme, "ควรมีช่างดูแลอินเทอร์เน็ตประจำทุกตำบล")
    browser = Browser(app)
    here = f"/themes/{theme.id}/statements/new"
    token = ids.new_token()
    page = post(browser, here, text=TEXT, submit_token=token)
    assert "มีข้อความใกล้เคียงที่เปิดให้ลงความเห็นอยู่แล้ว" in words(page)
    assert there.text in words(page)
    assert TEXT in page.text, "nothing that was typed is lost"
    assert number(session) == 1
    sent = post(browser, here, follow=True, text=TEXT, submit_token=token, similar_seen="1")
    assert "ขอบคุณ เจ้าหน้าที่จะอ่านก่อนเปิดให้ลงความเห็น" in words(sent)
    assert "รอพิจารณา" in words(sent), "what one has suggested is listed"
    assert number(session) == 2


def test_the_similar_part_is_fetched_while_typing(app, make, theme):
    there = make.statement(theme, "ควรมีช่างดูแลอินเทอร์เน็ตประจำทุกตำบล")
    hidden = make.statement(theme, "ควรมีช่างดูแลอินเทอร์เน็ตทุกตำบลนะ", state="suggested")
    here = f"/themes/{theme.id}/statements"
    part = post(Browser(app), f"{here}/similar", page=f"{here}/new", text=TEXT)
    assert there.text in words(part)
    assert hidden.text not in words(part)
    assert words(post(Browser(app), f"{here}/similar", page=f"{here}/new", text="")) == ""
    unlike = post(Browser(app), f"{here}/similar", page=f"{here}/new", text="รถไฟฟ้าสายสีม่วง")
    assert there.text not in words(unlike)


def test_bad_input_is_said_at_the_field(app, theme):
    here = f"/themes/{theme.id}/statements/new"
    page = post(Browser(app), here, text="ก" * 281, submit_token=ids.new_token())
    assert page.status_code == 422
    assert "280" in words(page)
    assert "ก" * 281 in page.text


def test_a_declined_suggestion_shows_its_reason_to_its_author(app, make, session, theme, officer):
    author = make.account()
    stored = suggest(theme, actor=author)
    decide(stored, "decline", officer, "ซ้ำกับข้อที่มีอยู่แล้ว")
    browser = sign_in(Browser(app), author)
    for page in (
        "/account/statements",
        f"/statements/{stored.id}",
        f"/themes/{theme.id}/statements/new",
    ):
        assert "ซ้ำกับข้อที่มีอยู่แล้ว" in words(browser.get(page)), page
    assert Browser(app).get(f"/statements/{stored.id}").status_code == 404


def test_somebody_without_suggestions_is_told_where_to_begin(app, make):
    page = words(sign_in(Browser(app), make.account()).get("/account/statements"))
    assert "คุณยังไม่เคยเสนอข้อความ" in page


def test_officers_work_through_the_suggestions(app, make, session, round, theme, officer):
    make.statement(theme, "ข้อที่รับแล้ว", decided_at=NOW)
    old, new = suggest(theme), suggest(theme, "อีกข้อหนึ่ง")
    browser = sign_in(Browser(app), officer)
    desk = f"/rounds/{round.slug}/statements/desk"
    page = browser.get(desk)
    shown = words(page)
    assert "มีข้อความที่เสนอเข้ามารอพิจารณา 2 ข้อ" in shown
    assert shown.index(old.text) < shown.index(new.text) < shown.index("ข้อที่รับแล้ว")
    assert 'data-key="a"' in page.text

    page = post(browser, f"/statements/{old.id}/approve", page=desk, follow=True)
    assert "มีข้อความที่เสนอเข้ามารอพิจารณา 1 ข้อ" in words(page)
    assert f'action="/statements/{old.id}/reopen"' in page.text, "the way back"

    refused = post(browser, f"/statements/{new.id}/decline", page=desk, reason=" ")
    assert refused.status_code == 422
    assert "ระบุเหตุผล ผู้เสนอข้อความจะได้อ่าน" in words(refused)
    page = words(
        post(browser, f"/statements/{new.id}/decline", page=desk, follow=True, reason="ไม่เกี่ยวข้อง")
    )
    assert "ไม่มีข้อความรอพิจารณา เยี่ยมมาก" in page
    assert "เหตุผล: ไม่เกี่ยวข้อง" in page

    post(browser, f"/statements/{new.id}/reopen", page=desk)
    assert session.get_one(Statement, new.id).state == "suggested"


def test_the_officers_list_is_narrowed(app, make, round, theme, officer):
    other = make.theme(round, "ประเด็นอื่น", **SELECTED)
    make.statement(theme, "ข้อของประเด็นแรก")
    make.statement(other, "ข้อของประเด็นอื่น", state="suggested")
    browser = sign_in(Browser(app), officer)
    desk = f"/rounds/{round.slug}/statements/desk"
    page = words(browser.get(f"{desk}?theme={theme.id}"))
    assert "ข้อของประเด็นแรก" in page
    assert "ข้อของประเด็นอื่น" not in page
    page = words(browser.get(f"{desk}?state=suggested"))
    assert "ข้อของประเด็นแรก" not in page
    assert "ไม่พบเรื่องที่ตรงกัน" in words(browser.get(f"{desk}?state=declined"))


def test_a_round_without_selected_themes_says_so(app, make, officer):
    page = words(sign_in(Browser(app), officer).get(f"/rounds/{make.round().slug}/statements/desk"))
    assert "รอบนี้ยังไม่มีประเด็นที่คัดเลือกแล้ว" in page


def test_officers_write_statements_on_a_page(app, session, theme, officer):
    browser = sign_in(Browser(app), officer)
    here = f"/themes/{theme.id}/statements/write"
    page = words(post(browser, here, follow=True, text=TEXT, submit_token=ids.new_token()))
    assert "เปิดให้ลงความเห็นแล้ว" in page
    assert session.scalar(select(Statement.state)) == "approved"


def test_the_officers_list_asks_few_queries(app, make, queries, round, theme, officer):
    browser, slug = sign_in(Browser(app), officer), round.slug

    def asked() -> int:
        db.session.flush()
        db.session.expunge_all()
        queries.clear()
        assert browser.get(f"/rounds/{slug}/statements/desk").status_code == 200
        return len(queries)

    make.statement(theme, state="suggested")
    theme_id = theme.id
    few = asked()
    for n in range(19):
        make.statement(db.session.get_one(type(theme), theme_id), f"ข้อ {n}", state="suggested")
    assert asked() == few <= 15
