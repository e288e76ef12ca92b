"""Home, search, tracking, language and the pages that explain the service."""

from datetime import timedelta

import pytest

from ideation.core import clock, ids
from ideation.core.models import WorkItem
from ideation.core.settings import settings
from ideation.diagnose.models import ThemeRun
from tests.factories import sign_in
from tests.helpers import csrf_token, post, words

NOW = clock.now()
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _english(client):
    with client.session_transaction() as cookie:
        cookie["language"] = "en"


def failed_item(session, agency, **values) -> WorkItem:
    item = WorkItem(
        **{
            "kind": "message.send",
            "subject_id": 1,
            "state": "failed",
            "attempt": 5,
            "failures": 5,
            "due_at": NOW,
            "created_at": NOW,
            "error": "ConnectionRefusedError(111)",
            "agency_id": agency.id,
            **values,
        }
    )
    session.add(item)
    session.flush()
    return item


def test_home_of_an_empty_installation_says_what_will_be_there(client):
    page = words(client.get("/"))
    assert "No round is open just now" in page
    assert "Nothing has been decided yet" in page
    assert "See all rounds" in page


def test_home_leads_to_the_only_open_round(client, make):
    make.round(slug="village", title="เน็ตหมู่บ้าน")
    page = client.get("/").get_data(as_text=True)
    assert 'href="/rounds/village/speak"' in page


def test_home_lets_people_choose_among_several_rounds(client, make):
    make.round(slug="one")
    make.round(slug="two")
    page = client.get("/").get_data(as_text=True)
    assert 'href="/rounds?stage=diagnose"' in page
    assert "/speak" not in page


def test_home_shows_no_draft_and_no_closed_round(client, make):
    make.round(title="ร่างลับ", state="draft", published_at=None)
    make.round(title="ปิดแล้ว", state="closed", closed_at=NOW)
    page = words(client.get("/"))
    assert "ร่างลับ" not in page
    assert "ปิดแล้ว" not in page


def test_home_tells_what_became_of_voices_with_numbers(client, make):
    round_ = make.round()
    make.theme(round_, "เน็ตล่ม", size=1214, state="selected", reason="แก้ได้", decided_at=NOW - DAY)
    make.theme(round_, "ค่าบริการ", size=1, state="rejected", reason="นอกอำนาจ", decided_at=NOW)
    make.theme(round_, "ยังไม่ตัดสิน", size=3)
    page = words(client.get("/"))
    assert "1,214 voices led to this" in page
    assert "1 voice was heard: the agency did not select" in page
    assert "ยังไม่ตัดสิน" not in page


def test_home_shows_staff_their_work_today(client, make, session):
    round_ = make.round(title="เน็ตหมู่บ้าน")
    failed_item(session, make.agency)
    session.add(
        ThemeRun(round_id=round_.id, parameters={}, state="running", progress=40, created_at=NOW)
    )
    sign_in(client, make.officer(language="en"))
    page = words(client.get("/"))
    assert "1 item of work was given up" in page
    assert "Finding themes in เน็ตหมู่บ้าน: 40 % done" in page
    assert "Open a round" in page


def test_home_shows_staff_nothing_of_other_agencies(client, make, session):
    failed_item(session, make.agency)
    make.round(title="ร่างลับ", state="draft", published_at=None)
    sign_in(client, make.officer(agency=make.new_agency(), language="en"))
    page = words(client.get("/"))
    assert "given up" not in page
    assert "ร่างลับ" not in page


def test_citizens_have_no_menu_of_staff(client, make):
    sign_in(client, make.account(language="en"))
    page = words(client.get("/"))
    assert "Your work today" not in page
    assert "Failed work" not in page


def test_search_finds_rounds_by_their_words_and_hides_drafts(client, make):
    make.round(title="เน็ตหมู่บ้านใช้ได้จริง")
    make.round(title="เน็ตหมู่บ้านฉบับร่าง", state="draft", published_at=None)
    page = words(client.get("/search?q=หมู่บ้าน"))
    assert "เน็ตหมู่บ้านใช้ได้จริง" in page
    assert "ฉบับร่าง" not in page


def test_search_finds_submissions_and_says_when_there_is_nothing(client, make):
    make.submission(make.round(), "สายเคเบิลขาดทั้งตำบล")
    assert "สายเคเบิลขาดทั้งตำบล" in words(client.get("/search?q=สายเคเบิล"))
    assert "We found nothing" in words(client.get("/search?q=ไม่มีคำนี้แน่นอน"))
    assert "Type one or more words" in words(client.get("/search"))


def test_a_receipt_leads_to_what_became_of_it(client, make, session):
    secret = ids.new_secret()
    submission = make.submission(
        make.round(), secret_hash=ids.hash_secret(secret, settings().secret_key)
    )
    response = post(client, "/track", number=submission.number.lower(), secret=secret)
    assert response.status_code == 302
    assert response.location == f"/submissions/{submission.number}/status"
    assert client.get(response.location).status_code == 200


@pytest.mark.parametrize("number_is_right", [True, False])
def test_a_wrong_secret_and_a_wrong_number_get_the_same_answer(client, make, number_is_right):
    submission = make.submission(make.round())
    number = submission.number if number_is_right else "AAAA-AAAA"
    response = post(client, "/track", number=number, secret=ids.new_secret())
    assert response.status_code == 422
    assert "We found nothing with this number and secret" in words(response)
    assert client.get(f"/submissions/{submission.number}/status").status_code != 200


def test_the_number_from_a_qr_code_is_filled_in(client):
    assert 'value="7K3M-Q8ZT"' in client.get("/track?number=7K3M-Q8ZT").get_data(as_text=True)


def test_the_language_is_remembered(client):
    response = post(client, "/language", page="/about", locale="th", next="/about?x=1")
    assert response.location == "/about?x=1"
    assert '<html lang="th">' in client.get("/about").get_data(as_text=True)
    post(client, "/language", page="/about", locale="en", next="/about")
    assert '<html lang="en">' in client.get("/about").get_data(as_text=True)


@pytest.mark.parametrize(
    "target",
    ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""],
)
def test_the_language_switch_leads_nowhere_else(client, target):
    response = post(client, "/language", page="/about", locale="th", next=target)
    assert response.location == "/"


def test_an_unknown_language_changes_nothing(client):
    post(client, "/language", page="/about", locale="xx", next="/about")
    assert '<html lang="en">' in client.get("/about").get_data(as_text=True)


def test_the_language_switch_needs_a_token(client):
    assert client.post("/language", data={"locale": "th"}).status_code == 400


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("/about", "How themes are made"),
        ("/about", "WCAG 2.2"),
        ("/privacy", "Personal Data Protection Act"),
        ("/style", "There is a problem"),
        ("/robots.txt", "Disallow: /account"),
    ],
)
def test_pages_that_explain(client, url, says):
    assert says in words(client.get(url))


def test_the_privacy_page_shows_the_wording_that_people_agree_to(client):
    from ideation.diagnose import consent

    assert consent.text(consent.CURRENT, "en")[:60] in words(client.get("/privacy"))


def test_the_old_name_of_the_icon_leads_to_the_logo(client):
    assert "logo" in client.get("/favicon.ico").location


def test_every_form_of_home_carries_a_token(client):
    assert csrf_token(client.get("/"))
