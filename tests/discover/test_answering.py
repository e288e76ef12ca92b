"""People answer statements: one at a time, once each, while the stage is open."""

import threading

import pytest
from sqlalchemy import func, select

from ideation.core import clock
from ideation.core.errors import Conflict, InvalidInput, NotFound, StageClosed
from ideation.core.events import history
from ideation.discover.models import Statement, StatementVote
from ideation.discover.service import voting
from ideation.extensions import db
from ideation.notify.models import Follow
from tests.discover.conftest import AHEAD, DAY, NOW, OVER, SELECTED
from tests.factories import sign_in
from tests.helpers import Browser, at_once, csrf_token, post, words


def answer(statement, choice, key="k", actor=None, **values):
    return voting.vote(
        statement.id, choice, actor=actor, visitor_key=key, **{"now": clock.now(), **values}
    )


def counts(statement) -> tuple[int, int, int]:
    db.session.refresh(statement)
    return statement.agree_count, statement.disagree_count, statement.pass_count


def votes(session) -> list[tuple]:
    query = select(StatementVote.voter, StatementVote.choice, StatementVote.sector)
    return [tuple(row) for row in session.execute(query.order_by(StatementVote.id))]


def test_an_answer_is_counted_once_and_changed_in_place(session, statement):
    answer(statement, "agree")
    answer(statement, "agree")
    assert counts(statement) == (1, 0, 0)
    answer(statement, "pass")
    assert counts(statement) == (0, 0, 1)
    assert len(votes(session)) == 1
    answer(statement, "disagree", key="another browser")
    assert counts(statement) == (0, 1, 1)


def test_an_answer_is_taken_back(session, statement):
    answer(statement, "agree")
    taken = {"actor": None, "visitor_key": "k", "now": clock.now()}
    voting.take_back(statement.id, **taken)
    voting.take_back(statement.id, **taken)
    assert counts(statement) == (0, 0, 0)
    assert votes(session) == []


def test_the_record_says_that_somebody_answered_but_not_what(make, session, statement):
    person = make.account()
    answer(statement, "agree", actor=person)
    answer(statement, "disagree", actor=person)
    found = history(session, statement)
    assert [event.verb for event in found] == ["statement.answer_changed", "statement.answered"]
    assert all(event.data == {} for event in found)


def test_neither_the_key_of_a_browser_nor_an_address_is_stored(session, statement):
    answer(statement, "agree", key="the browser's own key")
    ((voter, _choice, _sector),) = votes(session)
    assert voter.startswith("visitor:")
    assert "own key" not in voter


def test_whoever_answers_with_an_account_follows_the_theme(make, session, statement):
    person = make.account()
    answer(statement, "agree", actor=person)
    answer(statement, "pass", actor=person)
    follow = session.scalars(select(Follow)).one()
    assert (follow.account_id, follow.subject_kind, follow.subject_id) == (
        person.id, "theme", statement.theme_id,
    )  # fmt: skip
    assert not follow.chosen


@pytest.mark.parametrize(
    ("kind", "said", "stored"),
    [
        ("person", None, None),
        ("person", "", None),
        ("person", "state", "state"),
        ("organisation", None, "business"),
        ("organisation", "other", "other"),
        ("organisation", "", None),
    ],
)
def test_the_sector_is_what_was_said_and_business_for_organisations(
    make, session, statement, kind, said, stored
):
    name = "ร้านทดสอบ จำกัด" if kind == "organisation" else None
    person = make.account(kind=kind, organisation_name=name)
    answer(statement, "agree", actor=person, sector=said)
    assert [row[2] for row in votes(session)] == [stored]


def test_saying_later_as_whom_one_speaks_goes_for_earlier_answers_too(make, session, theme):
    first, second = make.statement(theme), make.statement(theme, "อีกข้อหนึ่ง")
    answer(first, "agree")
    answer(second, "agree", key="somebody else", sector="other")
    voting.speak_as(theme.id, "state", actor=None, visitor_key="k", now=clock.now())
    assert [row[2] for row in votes(session)] == ["state", "other"]


@pytest.mark.parametrize(
    ("windows", "state", "said"),
    [
        (OVER, "published", "ปิดรับความเห็นและข้อเสนอแล้วเมื่อวันที่"),
        (AHEAD, "published", "เปิดให้ลงความเห็นและเสนอข้อความตั้งแต่วันที่"),
        ([], "published", "ขณะนี้รอบนี้ไม่ได้เปิดรับ"),
    ],
)
def test_before_and_after_the_stage_no_answer_is_taken(make, session, windows, state, said):
    statement = make.statement(make.theme(make.round(windows=windows), **SELECTED))
    with pytest.raises(StageClosed) as refused:
        answer(statement, "agree")
    assert said in str(refused.value)
    assert votes(session) == []


def test_an_answer_given_in_time_cannot_be_changed_after_the_stage(session, statement):
    answer(statement, "agree")
    with pytest.raises(StageClosed):
        answer(statement, "disagree", now=NOW + 60 * DAY)
    with pytest.raises(StageClosed):
        voting.take_back(statement.id, actor=None, visitor_key="k", now=NOW + 60 * DAY)
    assert counts(statement) == (1, 0, 0)


@pytest.mark.parametrize("state", ["suggested", "declined"])
def test_only_approved_statements_are_answered(make, theme, state):
    hidden = make.statement(theme, state=state, reason="ไม่เกี่ยวข้อง")
    with pytest.raises(NotFound):
        answer(hidden, "agree")


def test_statements_in_a_draft_round_are_hidden(make):
    draft = make.round(state="draft", published_at=None)
    with pytest.raises(NotFound):
        answer(make.statement(make.theme(draft, **SELECTED)), "agree")


def test_a_theme_that_is_no_longer_selected_takes_no_answers(make, round):
    theme = make.theme(round, state="accepted")
    with pytest.raises(Conflict) as refused:
        answer(make.statement(theme), "agree")
    assert "ยังไม่ได้คัดเลือกประเด็นนี้" in str(refused.value)


def test_what_is_no_answer_is_refused(statement):
    with pytest.raises(InvalidInput):
        answer(statement, "perhaps")
    with pytest.raises(InvalidInput):
        answer(statement, "agree", sector="martians")


@pytest.mark.committed
def test_a_hundred_answers_of_one_person_at_once_are_one_row(app, session, make):
    theme = make.theme(make.round(windows=[("discover", NOW - DAY, NOW + DAY)]), **SELECTED)
    statement = make.statement(theme)
    session.commit()
    statement_id = statement.id

    def press(number: int) -> None:
        worker, turn = divmod(number, 10)
        voting.vote(
            statement_id,
            ("agree", "disagree", "pass")[(worker + turn) % 3],
            actor=None,
            visitor_key="one browser",
            now=clock.now(),
        )

    assert at_once(app, press) == []
    ((_voter, choice, _sector),) = votes(session)
    expected = {"agree": (1, 0, 0), "disagree": (0, 1, 0), "pass": (0, 0, 1)}
    assert counts(session.get_one(Statement, statement_id)) == expected[choice]


@pytest.mark.committed
def test_answers_of_many_people_at_once_all_count(app, session, make):
    theme = make.theme(make.round(windows=[("discover", NOW - DAY, NOW + DAY)]), **SELECTED)
    statement_id = make.statement(theme).id
    session.commit()
    gate = threading.Barrier(8)

    def some(worker: int) -> None:
        with app.app_context():
            gate.wait(timeout=30)
            for turn in range(6):
                voting.vote(
                    statement_id, "agree", actor=None, visitor_key=f"{worker}-{turn}",
                    now=clock.now(),
                )  # fmt: skip
            db.session.remove()

    threads = [threading.Thread(target=some, args=(worker,)) for worker in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert counts(session.get_one(Statement, statement_id)) == (48, 0, 0)
    assert session.scalar(select(func.count()).select_from(StatementVote)) == 48


# The pages.


def test_a_person_answers_one_statement_after_the_other(app, make, theme):
    for text in ("ควรมีช่างประจำตำบล", "ค่าเน็ตแพงเกินไป"):
        make.statement(theme, text)
    browser = Browser(app)
    here = f"/themes/{theme.id}/statements"
    page = words(browser.get(here))
    assert "0 จาก 2" in page
    assert "คุณให้ความเห็นในฐานะใด" in page
    first = db.session.scalar(select(Statement).order_by(Statement.id))
    assert first.text in page

    page = words(
        post(browser, f"/statements/{first.id}/vote", page=here, follow=True, choice="agree")
    )
    assert "1 จาก 2" in page
    assert "คุณลงความเห็นว่า “เห็นด้วย”" in page
    assert "1 ความเห็น" in page, "the counts of what was just answered"
    assert "ค่าเน็ตแพงเกินไป" in page, "the next one"
    assert "คุณให้ความเห็นในฐานะใด" in page, "asked until it is answered, once"
    page = words(post(browser, f"{here}/as", page=here, follow=True, sector=""))
    assert "คุณให้ความเห็นในฐานะใด" not in page
    assert "คุณไม่ระบุว่าให้ความเห็นในฐานะใด" in page

    second = db.session.scalar(select(Statement).order_by(Statement.id.desc()))
    page = words(
        post(browser, f"/statements/{second.id}/vote", page=here, follow=True, choice="pass")
    )
    assert "ขอบคุณ คุณลงความเห็นครบทุกข้อแล้ว" in page
    assert "ต่อไปหน่วยงานจะอ่านความเห็น" in page
    assert "ข้อที่คนส่วนใหญ่เห็นด้วย" in page


def test_an_answer_is_changed_and_taken_back_on_the_page(app, session, statement):
    browser = Browser(app)
    here = f"/themes/{statement.theme_id}/statements"
    post(browser, f"/statements/{statement.id}/vote", page=here, choice="agree")
    page = words(browser.get(f"{here}?statement={statement.id}"))
    assert "คุณลงความเห็นว่า: เห็นด้วย" in page
    post(browser, f"/statements/{statement.id}/vote", page=here, choice="disagree")
    assert counts(statement) == (0, 1, 0)
    page = words(post(browser, f"/statements/{statement.id}/vote/undo", page=here, follow=True))
    assert "0 จาก 1" in page
    assert counts(statement) == (0, 0, 0)


def test_how_others_answered_is_not_shown_before_ones_own_answer(app, make, theme):
    statement = make.statement(theme, agree_count=37)
    browser = Browser(app)
    address = f"/statements/{statement.id}"
    for page in (
        f"/themes/{theme.id}/statements",
        f"{address}",
        f"/themes/{theme.id}/statements/results",
    ):
        assert "37" not in words(browser.get(page)), page
    post(browser, f"{address}/vote", page=f"/themes/{theme.id}/statements", choice="agree")
    assert "38 ความเห็น" in words(browser.get(address))


def test_as_whom_one_speaks_is_remembered(app, session, statement):
    browser = Browser(app)
    here = f"/themes/{statement.theme_id}/statements"
    page = words(post(browser, f"{here}/as", page=here, follow=True, sector="state"))
    assert "คุณให้ความเห็นในฐานะ: หน่วยงานของรัฐ" in page
    post(browser, f"/statements/{statement.id}/vote", page=here, choice="agree")
    assert [row[2] for row in votes(session)] == ["state"]


def test_an_organisation_speaks_as_a_business_unless_it_says_otherwise(
    app, make, session, statement
):
    firm = make.account(kind="organisation", organisation_name="ร้านทดสอบ จำกัด")
    browser = sign_in(Browser(app), firm)
    here = f"/themes/{statement.theme_id}/statements"
    assert "คุณให้ความเห็นในฐานะ: ภาคธุรกิจ" in words(browser.get(here))
    post(browser, f"/statements/{statement.id}/vote", page=here, choice="agree")
    assert [row[2] for row in votes(session)] == ["business"]


def test_htmx_is_given_the_next_statement_alone(app, make, theme):
    first, _second = make.statement(theme), make.statement(theme, "อีกข้อหนึ่ง")
    browser = Browser(app)
    token = csrf_token(browser.get(f"/themes/{theme.id}/statements"))
    answer = browser.post(
        f"/statements/{first.id}/vote",
        data={"choice": "agree", "csrf_token": token},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert answer.text.lstrip().startswith('<div id="ask"')
    assert "อีกข้อหนึ่ง" in answer.text


def test_htmx_is_told_in_place_that_the_stage_is_over(app, make):
    statement = make.statement(make.theme(make.round(windows=OVER), **SELECTED))
    browser = Browser(app)
    token = csrf_token(browser.get("/about"))
    answer = browser.post(
        f"/statements/{statement.id}/vote",
        data={"choice": "agree", "csrf_token": token},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 422
    assert "<html" not in answer.text
    assert "ปิดรับความเห็นและข้อเสนอแล้ว" in words(answer)


def test_after_the_stage_an_answer_is_refused_and_everybody_reads_the_results(app, make):
    theme = make.theme(make.round(windows=OVER), **SELECTED)
    statement = make.statement(theme, agree_count=6, disagree_count=2)
    browser = Browser(app)
    refused = post(browser, f"/statements/{statement.id}/vote", page="/about", choice="agree")
    assert refused.status_code == 409
    assert "ปิดรับความเห็นและข้อเสนอแล้ว" in words(refused)
    page = words(browser.get(f"/themes/{theme.id}/statements"))
    assert "ปิดรับความเห็นแล้ว ทุกคนอ่านผลได้" in page
    assert "ส่วนใหญ่เห็นด้วย (75%)" in page


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"state": "accepted"}, "หน่วยงานยังไม่ได้คัดเลือกประเด็นนี้"),
        (
            {"state": "rejected", "reason": "ทำแล้ว", "decided_at": NOW},
            "ประเด็นนี้ไม่ได้รับคัดเลือกไปพัฒนาต่อ",
        ),
    ],
)
def test_a_theme_that_is_not_selected_says_why_it_takes_no_part(app, make, round, values, said):
    theme = make.theme(round, **values)
    assert said in words(Browser(app).get(f"/themes/{theme.id}/statements"))


def test_a_merged_theme_leads_to_the_one_it_went_into(app, make, round, theme):
    gone = make.theme(round, merged_into_id=theme.id)
    for page in ("statements", "needs"):
        answer = Browser(app).get(f"/themes/{gone.id}/{page}")
        assert answer.headers["Location"] == f"/themes/{theme.id}/{page}"


def test_a_theme_without_statements_says_what_to_do(app, theme):
    page = words(Browser(app).get(f"/themes/{theme.id}/statements"))
    assert "ยังไม่มีข้อความให้ลงความเห็น" in page
    assert "เสนอข้อความ" in page


def test_those_with_the_fewest_answers_are_asked_first(app, make, theme):
    make.statement(theme, "ข้อที่ตอบกันมาก", agree_count=9)
    make.statement(theme, "ข้อที่ยังไม่มีใครตอบ")
    assert "ข้อที่ยังไม่มีใครตอบ" in words(Browser(app).get(f"/themes/{theme.id}/statements"))


@pytest.mark.parametrize("path", ["statements", "statements/results"])
def test_few_queries_whatever_the_size(app, make, queries, theme, path):
    browser = sign_in(Browser(app), make.account())

    def asked() -> int:
        db.session.flush()
        db.session.expunge_all()
        queries.clear()
        assert browser.get(f"/themes/{number}/{path}").status_code == 200
        return len(queries)

    number = theme.id
    answered = [make.statement(theme, f"ข้อที่ {n}") for n in range(2)]
    person = db.session.scalar(select(Follow.account_id))
    assert person is None
    post(browser, f"/statements/{answered[0].id}/vote", page="/about", choice="agree")
    few = asked()
    for n in range(20):
        make.statement(db.session.get_one(type(theme), number), f"ข้อที่ 1{n}")
    assert asked() == few <= 15
