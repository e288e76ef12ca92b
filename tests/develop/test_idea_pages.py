"""The pages of an idea: proposing, reading, versions, comments, support, assessing, deciding."""

import re

import pytest
from sqlalchemy import func, select

from ideation.core import ids
from ideation.develop.models import Comment, Idea
from ideation.develop.service import assessments, comments, ideas
from tests.develop.workshop import BODY, DAY, NOW, TITLE
from tests.factories import sign_in
from tests.helpers import Browser, post, words

MOST_QUERIES = 15


@pytest.fixture
def browser(app):
    """A visitor's browser."""
    return Browser(app)


@pytest.fixture
def enter(app):
    """Signs an account in, in a browser of its own."""
    return lambda account: sign_in(Browser(app), account)


@pytest.fixture
def idea(shop):
    return shop.propose()


def home(idea) -> str:
    return f"/ideas/{idea.id}"


def english(client) -> None:
    with client.session_transaction() as session:
        session["language"] = "en"


def test_people_are_told_before_they_type_that_an_account_is_needed(shop, browser, enter):
    english(browser)
    assert "You need an account for this" in words(browser.get(shop.path))
    answer = browser.get(f"{shop.path}/ideas/new", follow_redirects=True)
    assert "you come back here" in words(answer)
    member = enter(shop.author)
    english(member)
    assert "You need an account" not in words(member.get(shop.path))


def test_what_is_typed_is_kept_by_the_browser_and_when_it_is_refused(shop, enter):
    client = enter(shop.author)
    form = f"{shop.path}/ideas/new"
    assert f'data-draft="idea-{shop.challenge.id}"' in client.get(form).text
    answer = post(client, form, act="save", title="ก" * 151, body=BODY, submit_token="t" * 43)
    assert answer.status_code == 422
    assert BODY in answer.text
    assert 'href="#title"' in answer.text


def test_a_preview_shows_the_text_and_what_is_like_it_and_stores_nothing(shop, session, enter):
    shop.propose(title="ไวไฟที่ศาลาวัด", body="ติดตั้งไวไฟที่ศาลาวัดให้เด็กทำการบ้านตอนเย็น")
    client = enter(shop.make.account())
    answer = post(
        client, f"{shop.path}/ideas/new", act="preview", title="ไวไฟ",
        body="ติดตั้ง **ไวไฟ** ที่ศาลาวัดให้เด็กทำการบ้านตอนเย็น", submit_token="t" * 43,
    )  # fmt: skip
    assert answer.status_code == 200
    assert "<strong>ไวไฟ</strong>" in answer.text
    assert "ไวไฟที่ศาลาวัด" in words(answer)
    assert session.scalar(select(func.count()).select_from(Idea)) == 1


def test_while_typing_parts_of_the_page_show_the_same(shop, enter, browser):
    shop.propose(title="ไวไฟที่ศาลาวัด", body="ติดตั้งไวไฟที่ศาลาวัดให้เด็กทำการบ้านตอนเย็น")
    client = enter(shop.author)
    typed = {"title": "ไวไฟ", "body": "ติดตั้งไวไฟที่ศาลาวัดให้เด็กทำการบ้าน"}
    part = post(client, f"{shop.path}/ideas/similar", page=shop.path, **typed)
    assert "ไวไฟที่ศาลาวัด" in part.text
    assert "<html" not in part.text
    part = post(browser, "/ideas/preview", page=shop.path, body="# หัว\n\n<b>x</b>")
    assert "<h2>หัว</h2>" in part.text
    assert "<b>" not in part.text


def test_a_double_press_makes_one_idea(shop, session, enter):
    client = enter(shop.author)
    for _turn in range(2):
        answer = post(
            client, f"{shop.path}/ideas/new", act="save", title=TITLE, body=BODY,
            submit_token="t" * 43,
        )  # fmt: skip
        assert answer.status_code == 302
    assert session.scalar(select(func.count()).select_from(Idea)) == 1


def test_a_form_without_its_token_is_refused_with_what_was_typed(shop, enter):
    client = enter(shop.author)
    answer = post(
        client, f"{shop.path}/ideas/new", act="save", title=TITLE, body=BODY, submit_token=""
    )
    assert answer.status_code == 422
    assert BODY in answer.text


HOSTILE = """<script>alert(1)</script> [ดูที่นี่](javascript:alert(2)) <img src=x onerror=alert(3)>

# หัวข้อใหญ่

![ภาพ](https://evil.example/x.png) <iframe src="https://evil.example"></iframe>
<a href="https://example.org" onclick="alert(4)">ลิงก์</a> <style>body{display:none}</style>

| ก | ข |
|---|---|
| 1 | 2 |
"""


def test_hostile_markdown_is_harmless_everywhere(shop, enter, browser):
    idea = shop.propose(title="<script>alert(0)</script>", body=HOSTILE)
    ideas.revise(
        idea.id, title="<b>หนา</b>", body=HOSTILE + "<script>alert(5)</script>",
        note="<img src=x onerror=alert(6)>", actor=shop.author, now=NOW,
    )  # fmt: skip
    shop.comment(idea, text="<script>alert(7)</script>")
    for path in (home(idea), shop.path, f"{home(idea)}/versions/2", f"{home(idea)}/versions/1"):
        page = browser.get(path).text
        assert "<script>alert" not in page
        assert "<iframe" not in page
        assert "<img src=x" not in page
        assert 'href="javascript' not in page
        assert "<style>" not in page
    page = browser.get(home(idea)).text
    assert page.count("<h1") == 1
    assert "<td>1</td>" in page


def test_only_the_author_sees_the_way_to_a_new_version(shop, idea, enter, browser):
    edit = f"{home(idea)}/edit"
    assert edit in enter(shop.author).get(home(idea)).text
    for client in (browser, enter(shop.make.account()), enter(shop.officer)):
        assert edit not in client.get(home(idea)).text
    assert enter(shop.officer).get(edit).status_code == 403
    assert browser.get(edit).location.startswith("/account/login")


def test_a_version_from_an_old_page_is_refused_and_nothing_is_lost(shop, session, idea, enter):
    client = enter(shop.author)
    ideas.revise(idea.id, title=TITLE, body="จากอีกหน้าต่าง", note="", actor=shop.author, now=NOW)
    typed = {"act": "save", "title": TITLE, "body": "จากหน้าเก่า", "note": ""}
    answer = post(client, f"{home(idea)}/edit", seen="1", **typed)
    assert answer.status_code == 422
    assert "จากหน้าเก่า" in answer.text
    seen = re.search(r'name="seen"[^>]*value="(\d+)"', answer.text).group(1)
    assert post(client, f"{home(idea)}/edit", seen=seen, **typed).status_code == 302
    session.expire_all()
    assert (idea.body, idea.version_number) == ("จากหน้าเก่า", 3)


def test_an_edit_is_previewed_before_it_is_stored(shop, session, idea, enter):
    answer = post(
        enter(shop.author), f"{home(idea)}/edit", act="preview", title=TITLE, body="**แก้**",
        note="", seen="1",
    )  # fmt: skip
    assert "<strong>แก้</strong>" in answer.text
    session.expire_all()
    assert idea.version_number == 1


def test_a_withdrawn_idea_shows_its_title_and_that_it_was_withdrawn(shop, idea, enter, browser):
    shop.comment(idea, text="น่าเสียดาย")
    client = enter(shop.author)
    page = client.get(home(idea))
    assert "confirm-question" in page.text
    post(client, f"{home(idea)}/withdraw", page=home(idea))
    english(browser)
    page = words(browser.get(home(idea)))
    assert TITLE in page
    assert "This idea was withdrawn" in page
    assert "น่าเสียดาย" in page
    assert BODY not in page
    assert browser.get(f"{home(idea)}/versions/1").status_code == 404
    assert home(idea) not in browser.get(shop.path).text


def test_support_has_a_toast_to_undo_it_and_counts_once(session, idea, browser):
    for _turn in range(2):
        answer = post(browser, f"{home(idea)}/support", page=home(idea), follow=True)
    assert f'action="{home(idea)}/unsupport"' in answer.text
    assert "toast-box" in answer.text
    session.expire_all()
    assert idea.support_count == 1
    post(browser, f"{home(idea)}/unsupport", page=home(idea))
    session.expire_all()
    assert idea.support_count == 0


def test_ones_own_idea_has_no_button_to_support_it(shop, idea, enter):
    client = enter(shop.author)
    assert f'action="{home(idea)}/support"' not in client.get(home(idea)).text
    assert post(client, f"{home(idea)}/support", page=home(idea)).status_code == 409


def test_comments_stand_in_three_columns_with_their_numbers(shop, idea, browser):
    for stance, number in (("for", 3), ("against", 2), ("neutral", 1)):
        for each in range(number):
            shop.comment(idea, stance=stance, text=f"{stance} {each}")
    page = browser.get(home(idea)).text
    for stance, number in (("for", 3), ("against", 2), ("neutral", 1)):
        column = re.search(
            rf'<section class="stance stance-{stance}".*?</section>', page, re.DOTALL
        ).group(0)
        assert column.count('class="comment"') == number
        assert f'<span class="tab-count">{number}</span>' in column


def test_visitors_are_led_to_the_sign_in_to_comment_and_back(idea, browser):
    page = browser.get(home(idea)).text
    assert f"/account/login?next={home(idea).replace('/', '%2F')}" in page or (
        f"/account/login?next={home(idea)}" in page
    )
    assert f'action="{home(idea)}/comments"' not in page
    answer = post(
        browser, f"{home(idea)}/comments", page=home(idea), stance="for", text="ดี",
        submit_token="t" * 43,
    )  # fmt: skip
    assert answer.location.startswith("/account/login")


def test_a_comment_without_a_side_is_refused_with_what_was_typed(session, idea, enter, make):
    client = enter(make.account())
    answer = post(
        client, f"{home(idea)}/comments", page=home(idea), text="ยังไม่เลือกข้าง",
        submit_token="t" * 43,
    )  # fmt: skip
    assert answer.status_code == 422
    assert "ยังไม่เลือกข้าง" in answer.text
    assert session.scalar(select(func.count()).select_from(Comment)) == 0


def test_a_hidden_comment_leaves_its_reason_and_only_officers_read_it(shop, idea, enter, browser):
    comment = shop.comment(idea, text="ถ้อยคำพาดพิง")
    officer = enter(shop.officer)
    hide = f"/comments/{comment.id}/hide"
    assert hide in officer.get(home(idea)).text
    answer = post(officer, hide, page=home(idea), reason="กล่าวถึงบุคคล", follow=True)
    assert f"/comments/{comment.id}/show" in answer.text
    assert "ถ้อยคำพาดพิง" in answer.text
    for client in (browser, enter(comment.author), enter(shop.evaluator)):
        page = client.get(home(idea)).text
        assert "ถ้อยคำพาดพิง" not in page
        assert "กล่าวถึงบุคคล" in page
    post(officer, f"/comments/{comment.id}/show", page=home(idea))
    assert "ถ้อยคำพาดพิง" in browser.get(home(idea)).text


def test_an_author_takes_a_comment_back(shop, idea, enter, browser):
    comment = shop.comment(idea, text="ขอถอนคำนี้")
    client = enter(comment.author)
    back = f"/comments/{comment.id}/take-back"
    assert back in client.get(home(idea)).text
    assert back not in browser.get(home(idea)).text
    post(client, back, page=home(idea))
    assert "ขอถอนคำนี้" not in client.get(home(idea)).text


def test_an_evaluator_assesses_on_the_page_and_finds_the_scores_again(shop, idea, enter):
    client = enter(shop.evaluator)
    fields = [f"score_{each.id}" for each in shop.challenge.criteria]
    page = client.get(home(idea)).text
    assert all(page.count(f'name="{field}"') == 5 for field in fields)
    answer = post(client, f"{home(idea)}/assessment", page=home(idea), **{fields[0]: "4"})
    assert answer.status_code == 422
    assert re.search(rf'checked[^>]*name="{fields[0]}"[^>]*value="4"', answer.text)
    post(
        client, f"{home(idea)}/assessment", page=home(idea), note="ดีมาก",
        **dict(zip(fields, ("4", "5"), strict=True)),
    )  # fmt: skip
    page = client.get(home(idea)).text
    assert re.search(rf'checked[^>]*name="{fields[1]}"[^>]*value="5"', page)
    assert page.count("ดีมาก") == 2  # In the list of staff, and in the box to change it.


@pytest.mark.parametrize("act", ["promote", "decline"])
def test_a_decision_without_a_reason_is_refused_at_its_field(shop, idea, enter, act):
    client = enter(shop.officer)
    answer = post(client, f"{home(idea)}/{act}", page=home(idea), **{f"{act}-reason": "  "})
    assert answer.status_code == 422
    assert f'href="#{act}-reason"' in answer.text
    assert answer.text.count("field-invalid") == 1


def test_a_decision_is_undone_from_the_toast(shop, session, idea, enter, browser):
    client = enter(shop.officer)
    answer = post(
        client, f"{home(idea)}/decline", page=home(idea), follow=True,
        **{"decline-reason": "ซ้ำกับโครงการเดิม"},
    )  # fmt: skip
    assert f'action="{home(idea)}/reconsider"' in answer.text
    assert "ซ้ำกับโครงการเดิม" in words(browser.get(home(idea)))
    post(client, f"{home(idea)}/reconsider", page=home(idea))
    session.expire_all()
    assert idea.state == "proposed"


def test_once_a_trial_is_planned_officers_read_why_the_decision_stays(shop, make, idea, enter):
    ideas.decide(idea.id, "promote", "ทำได้จริง", actor=shop.officer, now=NOW)
    make.poc(idea)
    client = enter(shop.officer)
    page = client.get(home(idea)).text
    assert f"{home(idea)}/reconsider" not in page
    assert 'id="decide"' in page
    assert post(client, f"{home(idea)}/reconsider", page=home(idea)).status_code == 409


def test_closed_challenges_show_their_ideas_without_ways_to_take_part(
    shop, session, idea, enter, browser
):
    shop.challenge.state = "closed"
    session.flush()
    page = browser.get(home(idea)).text
    assert BODY in page
    for way in ("support", "comments"):
        assert f'action="{home(idea)}/{way}"' not in page
    assert f"{shop.path}/ideas/new" not in browser.get(shop.path).text
    assert enter(shop.author).get(f"{shop.path}/ideas/new").status_code == 409


def test_what_is_typed_while_it_closes_is_shown_again_with_the_reason(shop, session, enter):
    client = enter(shop.author)
    page = client.get(f"{shop.path}/ideas/new")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text).group(1)
    shop.challenge.state = "closed"
    session.flush()
    answer = client.post(
        f"{shop.path}/ideas/new",
        data={
            "csrf_token": token, "act": "save", "title": TITLE, "body": BODY,
            "submit_token": "t" * 43,
        },
    )  # fmt: skip
    assert answer.status_code == 422
    assert BODY in answer.text


@pytest.mark.parametrize("number", [1, 60])
@pytest.mark.parametrize("decided", [False, True])
def test_an_idea_page_needs_few_queries_whatever_is_said(
    shop, session, make, browser, enter, queries, number, decided
):
    idea = shop.propose()
    people = [make.account() for _each in range(5)]
    for each in range(number):
        stance = ("for", "against", "neutral")[each % 3]
        shop.comment(idea, people[each % 5], stance=stance, text=f"ความเห็นที่ {each}")
    first = session.scalars(select(Comment.id)).first()
    comments.hide(first, "พาดพิง", actor=shop.officer, now=NOW)
    for member in (shop.evaluator, shop.officer):
        assessments.assess(idea.id, shop.scores(3, 4), "ดี", actor=member, now=NOW)
    for each in range(1, 4):
        said = {"title": TITLE, "body": f"แก้ {each}", "note": "", "now": NOW + each * DAY}
        ideas.revise(idea.id, actor=shop.author, **said)
    if decided:
        ideas.decide(idea.id, "promote", "ทำได้จริง", actor=shop.officer, now=NOW)
    path = home(idea)
    for client in (browser, enter(make.account()), enter(shop.officer)):
        session.expire_all()
        queries.clear()
        assert client.get(path).status_code == 200
        assert len(queries) <= MOST_QUERIES, queries


def test_there_is_no_page_of_an_idea_that_is_not_there(browser, shop, session, idea):
    assert browser.get("/ideas/999999").status_code == 404
    shop.round.state, shop.round.published_at = "draft", None
    session.flush()
    for path in (home(idea), f"{home(idea)}/versions/1", shop.path):
        assert browser.get(path).status_code == 404


def test_the_submit_token_of_each_form_is_new(idea, make, enter):
    client = enter(make.account())
    found = {
        re.search(r'name="submit_token"[^>]*value="([^"]+)"', client.get(home(idea)).text).group(1)
        for _turn in range(2)
    }
    assert len(found) == 2
    assert all(len(each) >= len(ids.new_token()) for each in found)
