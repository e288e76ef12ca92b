"""Posting through the pages: without an account, without JavaScript, once, and with a receipt."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from ideation.core import clock, ids
from ideation.core.errors import InvalidInput, StageClosed
from ideation.core.models import Event, WorkItem
from ideation.diagnose import consent
from ideation.diagnose.models import Submission
from ideation.diagnose.service import submissions as service
from ideation.notify.models import Message
from tests.factories import sign_in
from tests.helpers import Browser, csrf_token, post, words

TEXT = "เน็ตประชารัฐหมู่บ้านเราล่มทุกวันตอนเย็น"


@pytest.fixture
def browser(app) -> Browser:
    return Browser(app)


def submit(round, **values):
    return service.submit(
        round.slug,
        **{
            "text": TEXT,
            "consent_version": "1",
            "submit_token": ids.new_token(),
            "author": None,
            "channel": "web",
            "language": "th",
            "now": clock.now(),
            **values,
        },
    )


def speak(browser, round, **values):
    """Fill in the form as it stands, with its hidden fields, and send it."""
    url = f"/rounds/{round.slug}/speak"
    page = browser.get(url)
    hidden = dict(
        re.findall(r'name="(submit_token|consent_version)"[^>]*value="([^"]+)"', page.text)
    )
    form = {"csrf_token": csrf_token(page), **hidden, "text": TEXT, "consent": "y", **values}
    return browser.post(url, data=form)


def test_anybody_posts_without_an_account_and_gets_a_receipt(browser, session, make):
    round = make.round()

    answer = speak(browser, round)

    assert answer.status_code == 302, words(answer)
    assert answer.location == "/receipt"
    page = browser.get("/receipt")
    stored = session.scalars(select(Submission)).one()
    secret = re.search(r'id="receipt-secret"[^>]*>([0-9A-Z]{26})<', page.text).group(1)
    assert stored.text == TEXT
    assert stored.number in words(page)
    assert ids.same_secret(
        secret, stored.secret_hash, "the tests' own key, long enough to be taken"
    )
    assert "<svg" in page.text
    assert (stored.channel, stored.consent_version, stored.language) == (
        "web",
        consent.CURRENT,
        "th",
    )


def test_a_post_is_an_event_and_work_for_the_theme(session, make):
    stored = submit(make.round()).submission

    event = session.scalars(select(Event).where(Event.verb == "submission.submitted")).one()
    item = session.scalars(select(WorkItem).where(WorkItem.kind == "submission.theme")).one()
    assert (event.subject_id, event.actor_role) == (stored.id, "visitor")
    assert TEXT not in str(event.data)
    assert item.subject_id == stored.id


def test_sending_the_same_form_twice_stores_it_once_with_the_same_receipt(session, make):
    round = make.round()
    token = ids.new_token()

    first = submit(round, submit_token=token, contact_email="a@example.org")
    again = submit(round, submit_token=token, contact_email="a@example.org")

    assert again == first
    assert len(session.scalars(select(Submission)).all()) == 1
    assert len(session.scalars(select(Message)).all()) == 1
    assert submit(round).secret != first.secret


def test_the_same_form_sent_twice_is_accepted_even_when_the_round_has_closed_since(make):
    round = make.round()
    token = ids.new_token()
    first = submit(round, submit_token=token)

    late = clock.now() + timedelta(days=365)

    assert submit(round, submit_token=token, now=late) == first


@pytest.mark.parametrize(
    ("opens_in", "closes_in", "sentence"),
    [(3, 10, "เปิดรับข้อความตั้งแต่วันที่"), (-10, -3, "ปิดรับข้อความแล้วเมื่อวันที่")],
)
def test_outside_the_stage_nothing_is_taken_and_the_date_is_named(
    browser, session, make, opens_in, closes_in, sentence
):
    now = clock.now()
    window = ("diagnose", now + timedelta(days=opens_in), now + timedelta(days=closes_in))
    round = make.round(windows=[window])

    page = browser.get(f"/rounds/{round.slug}/speak")

    assert page.status_code == 409
    assert sentence in words(page)
    with pytest.raises(StageClosed):
        submit(round)
    assert session.scalars(select(Submission)).all() == []


def test_what_was_typed_while_the_round_closed_is_shown_again(browser, session, make):
    round = make.round()
    url = f"/rounds/{round.slug}/speak"
    token = csrf_token(browser.get(url))
    round.windows[0].closes_at = clock.now()
    session.flush()

    answer = browser.post(
        url,
        data={"csrf_token": token, "text": TEXT, "consent": "y", "submit_token": ids.new_token(),
              "consent_version": "1"},
    )  # fmt: skip

    assert answer.status_code == 422
    assert TEXT in answer.text
    assert "ปิดรับข้อความแล้ว" in words(answer)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": " \n "}, "text"),
        ({"text": "ก" * 5001}, "text"),
        ({"contact_email": "not an address"}, "contact_email"),
        ({"name_shown": "pen_name", "pen_name": " "}, "pen_name"),
        ({"name_shown": "account"}, "name_shown"),
        ({"province": "99"}, "province"),
        ({"kind": "rumour"}, "kind"),
        ({"consent": ""}, "consent"),
    ],
)
def test_a_refused_form_says_why_and_loses_nothing(browser, session, make, typed, field):
    answer = speak(browser, make.round(), **{"title": "หัวเรื่องที่พิมพ์ไว้", **typed})

    assert answer.status_code == 422
    assert 'class="error-summary"' in answer.text
    assert f'href="#{field}' in answer.text
    assert 'value="หัวเรื่องที่พิมพ์ไว้"' in answer.text
    assert session.scalars(select(Submission)).all() == []


def test_the_page_works_without_javascript(browser, make):
    page = browser.get(f"/rounds/{make.round().slug}/speak")

    form = page.text[page.text.index("data-draft=") : page.text.index("</main>")]
    assert "<textarea" in form
    assert 'type="submit"' in form
    assert "needs-js" not in form


def test_a_text_longer_than_5000_is_not_cut_by_the_browser(browser, make):
    page = browser.get(f"/rounds/{make.round().slug}/speak")

    assert "maxlength" not in re.search(r"<textarea[^>]*>", page.text).group()


def test_words_of_people_are_never_markup(browser, session, make):
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)> ปัญหา {{ 7*7 }}"
    round = make.round()
    speak(browser, round, text=hostile, title=hostile[:100], name_shown="pen_name",
          pen_name="<b>ชื่อ</b>")  # fmt: skip
    number = session.scalars(select(Submission)).one().number

    for url in (
        f"/submissions/{number}",
        f"/submissions/{number}/status",
        f"/rounds/{round.slug}/submissions",
    ):
        page = browser.get(url)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "<b>ชื่อ" not in page.text


def test_a_signed_in_person_may_show_the_accounts_name(browser, session, make):
    author = make.account(display_name="สมาชิกทดสอบ")
    sign_in(browser, author)
    round = make.round()

    speak(browser, round, name_shown="account")

    stored = session.scalars(select(Submission)).one()
    assert stored.author_id == author.id
    assert "สมาชิกทดสอบ" in words(browser.get(f"/submissions/{stored.number}"))


def test_a_report_of_wrongdoing_never_shows_a_name(make):
    account = make.account()

    stored = submit(make.round(), kind="tip_off", name_shown="account", author=account).submission

    assert (stored.name_shown, stored.pen_name) == ("none", None)


def test_the_receipt_is_for_the_browser_that_posted_only(app, browser, make):
    speak(browser, make.round())

    assert browser.get("/receipt").status_code == 200
    assert Browser(app).get("/receipt").status_code == 404


def test_the_cookie_does_not_hold_the_secret(browser, make):
    speak(browser, make.round())
    page = browser.get("/receipt")
    secret = re.search(r'id="receipt-secret"[^>]*>([0-9A-Z]{26})<', page.text).group(1)

    with browser.session_transaction() as cookie:
        assert secret not in str(dict(cookie))


def test_the_receipt_is_sent_by_e_mail_when_asked(browser, session, make):
    speak(browser, make.round())

    post(browser, "/receipt", email="me@example.org")

    message = session.scalars(select(Message)).one()
    stored = session.scalars(select(Submission)).one()
    assert (message.template, message.recipient) == ("receipt", "me@example.org")
    assert message.context["number"] == stored.number
    assert stored.contact_email is None


def test_with_an_address_the_number_is_mailed_but_never_the_secret(session, make):
    receipt = submit(make.round(), contact_email="me@example.org")

    message = session.scalars(select(Message)).one()
    assert (message.template, message.recipient) == ("received", "me@example.org")
    assert receipt.secret not in str(message.context)


def test_a_form_without_its_token_is_refused(make):
    with pytest.raises(InvalidInput):
        submit(make.round(), submit_token="short")


def test_a_draft_round_takes_nothing_and_does_not_show_itself(browser, make):
    round = make.round(state="draft", published_at=None)

    assert browser.get(f"/rounds/{round.slug}/speak").status_code == 404
    assert browser.get(f"/rounds/{round.slug}/submissions").status_code == 404
