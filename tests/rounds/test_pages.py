"""The pages of rounds, as people and officers use them in a browser without JavaScript."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from ideation.accounts.models import Role
from ideation.core import clock
from ideation.extensions import db
from ideation.rounds.models import Notice, Round, StageWindow
from tests.factories import sign_in
from tests.helpers import csrf_token, post, words

DAY = timedelta(days=1)


@pytest.fixture
def officer(make, client):
    officer = make.officer(language="en")
    sign_in(client, officer)
    return officer


def english(client):
    with client.session_transaction() as cookie:
        cookie["language"] = "en"
    return client


def form_of(make, **more) -> dict[str, str]:
    return {
        "act": "save",
        "window_rows": "4",
        "step_rows": "5",
        "title": "เน็ตหมู่บ้าน",
        "slug": "",
        "mission_area_id": str(make.agency.mission_areas[0].id),
        "purpose": "ใช้ได้**จริง**แค่ไหน",
        "level": "consult",
        "moment": "before",
        "window_0_stage": "diagnose",
        "window_0_opens_at": "2027-01-01T09:00",
        "window_0_closes_at": "2027-02-01T16:30",
        "window_1_stage": "discover",
        "window_2_stage": "develop",
        "window_3_stage": "deliver",
        "step_0_title": "บอกเรื่องของคุณ",
        "step_0_body": "พิมพ์แล้วกดส่ง",
        **more,
    }


def test_b2_the_steps_of_taking_part_are_published(client, make, officer):
    made = post(client, f"/agencies/{make.agency.slug}/rounds/new", follow=True, **form_of(make))
    page = made.request.path
    assert "Only staff" in words(made)
    post(client, f"{page}/publish", page=page)
    everybody = client.application.test_client().get(page)
    assert everybody.status_code == 200
    assert "บอกเรื่องของคุณ พิมพ์แล้วกดส่ง" in words(everybody)


def test_times_are_typed_in_thai_time(client, make, officer, session):
    post(client, f"/agencies/{make.agency.slug}/rounds/new", **form_of(make))
    window = session.scalars(select(StageWindow)).one()
    assert window.opens_at.isoformat() == "2027-01-01T02:00:00+00:00"
    slug = session.scalars(select(Round.slug)).one()
    page = client.get(f"/rounds/{slug}/edit").get_data(as_text=True)
    assert 'value="2027-01-01T09:00"' in page
    assert 'value="2027-02-01T16:30"' in page


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"window_0_opens_at": "2570-01-01T09:00"}, "Christian era"),
        ({"window_0_closes_at": "2026-12-01T09:00"}, "close after it opens"),
        ({"window_0_opens_at": ""}, "Enter when this stage opens"),
        (
            {"window_1_stage": "diagnose", "window_1_opens_at": "2027-01-15T09:00"},
            "overlaps another period",
        ),
        ({"title": ""}, "Enter a title"),
        ({"slug": "ไทย"}, "small Latin letters"),
        ({"step_1_body": "ไม่มีชื่อ"}, "Give this step a title"),
    ],
)
def test_a_mistake_is_named_at_its_field_and_nothing_typed_is_lost(
    client, make, officer, session, wrong, message
):
    sent = form_of(make, **wrong)
    response = post(client, f"/agencies/{make.agency.slug}/rounds/new", **sent)
    assert response.status_code == 422
    assert message in words(response)
    assert "ใช้ได้**จริง**แค่ไหน" in response.get_data(as_text=True)
    assert session.scalars(select(Round)).all() == []


@pytest.mark.parametrize(
    ("act", "field"), [("add-window", "window_4_opens_at"), ("add-step", "step_5_title")]
)
def test_rows_are_added_without_javascript(client, make, officer, session, act, field):
    url = f"/agencies/{make.agency.slug}/rounds/new"
    assert f'name="{field}"' not in client.get(url).get_data(as_text=True)
    page = post(client, url, **form_of(make, act=act)).get_data(as_text=True)
    assert f'name="{field}"' in page
    assert 'value="บอกเรื่องของคุณ"' in page
    assert session.scalars(select(Round)).all() == []


def test_the_purpose_is_previewed_by_the_server(client, make, officer, session):
    url = f"/agencies/{make.agency.slug}/rounds/new"
    text = "ใช้ได้**จริง**แค่ไหน <script>alert(1)</script>"
    page = post(client, url, **form_of(make, act="preview", purpose=text)).get_data(as_text=True)
    assert "<strong>จริง</strong>" in page
    assert "<script>alert" not in page
    assert session.scalars(select(Round)).all() == []


def test_an_officer_is_told_of_a_colleagues_change_before_replacing_it(
    client, make, officer, session
):
    round_ = make.round()
    url = f"/rounds/{round_.slug}/edit"
    token = csrf_token(client.get(url))
    mine = form_of(make, csrf_token=token, version="0", title="ของฉัน")
    post(client, url, **form_of(make, version="0", title="ของเพื่อน"))
    refused = client.post(url, data=mine)
    assert refused.status_code == 422
    assert "Somebody else changed this round" in words(refused)
    assert 'value="ของฉัน"' in refused.get_data(as_text=True)
    assert session.scalars(select(Round.title)).one() == "ของเพื่อน"
    version = refused.get_data(as_text=True).split('name="version"')[1].split('value="')[1]
    client.post(url, data={**mine, "version": version.split('"')[0]})
    assert session.scalars(select(Round.title)).one() == "ของฉัน"


def test_a_draft_without_steps_leads_back_to_its_form(client, make, officer, session):
    sent = form_of(make, step_0_title="", step_0_body="")
    made = post(client, f"/agencies/{make.agency.slug}/rounds/new", follow=True, **sent)
    page = made.request.path
    told = post(client, f"{page}/publish", page=page, follow=True)
    assert told.request.path == f"{page}/edit"
    assert "Write the steps of taking part" in words(told)


def test_close_and_reopen_by_buttons(client, make, officer, session):
    round_ = make.round()
    page = f"/rounds/{round_.slug}"
    closed = post(client, f"{page}/close", page=page, follow=True)
    assert "It stays readable" in words(closed)
    assert session.scalars(select(Round.state)).one() == "closed"
    again = post(client, f"{page}/close", page=page)
    assert again.status_code == 409
    post(client, f"{page}/reopen", page=page)
    assert session.scalars(select(Round.state)).one() == "published"


def test_a_notice_appears_on_the_page(client, make, officer, session):
    round_ = make.round()
    url = f"/rounds/{round_.slug}/notices/new"
    empty = post(client, url, title="ขยายเวลา", body="")
    assert empty.status_code == 422
    post(client, url, title="ขยายเวลา", body="ถึงสิ้นเดือน **นี้**")
    assert session.scalars(select(Notice.author_id)).one() == officer.id
    page = client.get(f"/rounds/{round_.slug}").get_data(as_text=True)
    assert "ขยายเวลา" in page
    assert "<strong>นี้</strong>" in page


@pytest.mark.parametrize("path", ["", "/edit", "/notices/new"])
def test_a_draft_does_not_exist_for_the_public(client, make, path):
    round_ = make.round(state="draft", published_at=None)
    assert client.get(f"/rounds/{round_.slug}{path}").status_code == 404


def test_a_visitor_who_wants_to_edit_signs_in_first(client, make):
    round_ = make.round()
    response = client.get(f"/rounds/{round_.slug}/edit")
    assert response.status_code == 302
    assert "/account/login" in response.location
    assert "next=" in response.location


def test_other_staff_see_no_buttons_that_they_may_not_press(client, make):
    round_ = make.round()
    auditor = make.member(Role.AUDITOR, language="en")
    sign_in(client, auditor)
    page = words(client.get(f"/rounds/{round_.slug}"))
    assert "Close the round" not in page
    assert client.get(f"/rounds/{round_.slug}/edit").status_code == 403


@pytest.mark.parametrize(
    ("windows", "says"),
    [
        ([("diagnose", -1, 1)], "You can speak up until"),
        ([("diagnose", 5, 9)], "Diagnose opens on"),
        ([("diagnose", -9, -5), ("develop", -1, None)], "Develop is open."),
        ([("diagnose", -9, -5)], "This round has ended"),
    ],
)
def test_the_page_names_the_one_thing_to_do_now(client, make, windows, says):
    now = clock.now()
    round_ = make.round(
        windows=[
            (stage, now + opens * DAY, None if closes is None else now + closes * DAY)
            for stage, opens, closes in windows
        ]
    )
    page = words(english(client).get(f"/rounds/{round_.slug}"))
    assert says in page
    speaks = f"/rounds/{round_.slug}/speak"
    body = client.get(f"/rounds/{round_.slug}").get_data(as_text=True)
    assert (speaks in body) == (says == "You can speak up until")


def test_the_page_says_who_runs_it_and_what_the_level_promises(client, make):
    round_ = make.round(level="empower", outcome="ติดตั้งแล้ว 3 ตำบล")
    page = words(english(client).get(f"/rounds/{round_.slug}"))
    assert "Your decision binds us" in page
    assert "Test agency" in page
    assert "กองยุทธศาสตร์และแผนงาน" in page
    assert "ติดตั้งแล้ว 3 ตำบล" in page


def test_b1_every_level_has_a_promise_and_duties(client):
    page = words(english(client).get("/levels"))
    for name in ("Inform", "Consult", "Involve", "Collaborate", "Empower"):
        assert name in page
    assert "the decision is binding" in page


def test_the_public_reads_what_was_changed_after_publication(client, make, officer):
    round_ = make.round()
    post(client, f"/rounds/{round_.slug}/edit", **form_of(make, version="0"))
    page = words(english(client.application.test_client()).get(f"/rounds/{round_.slug}"))
    assert "The round was changed Changed: the title, the purpose" in page


def test_filters_of_the_list_are_links_that_take_them_away(client, make):
    make.round(title="เน็ตหมู่บ้าน")
    page = english(client).get("/rounds?q=เน็ต&when=open&page=7")
    assert page.status_code == 200
    body = page.get_data(as_text=True)
    assert 'href="/rounds?when=open"' in body
    empty = words(client.get("/rounds?q=ไม่มีแน่นอน"))
    assert "No round fits these filters" in empty


def test_an_installation_without_rounds_says_so(client):
    assert "No round has been opened yet" in words(english(client).get("/rounds"))


@pytest.mark.parametrize("signed_in", [False, True])
def test_the_pages_ask_few_queries_whatever_the_size(client, make, queries, signed_in):
    rounds = [make.round() for _n in range(25)]
    submissions = [make.submission(rounds[0], f"เน็ตล่มครั้งที่ {n}") for n in range(30)]
    for n in range(12):
        make.theme(rounds[0], f"ประเด็น {n}", members=submissions[n : n + 1])
    if signed_in:
        sign_in(client, make.account())
    urls = ["/rounds", f"/rounds/{rounds[0].slug}", "/", "/search?q=เน็ตล่ม"]
    db.session.flush()
    db.session.expunge_all()
    for url in urls:
        queries.clear()
        response = client.get(url)
        assert response.status_code == 200, url
        assert len(queries) <= 15, (url, len(queries), queries)


def test_saving_the_form_as_it_is_changes_no_date(client, make, officer, session):
    """Stored moments have seconds, which the controls of the form do not show."""
    round_ = make.round()
    before = session.scalars(select(StageWindow.opens_at)).all()
    url = f"/rounds/{round_.slug}/edit"
    page = client.get(url).get_data(as_text=True)
    sent = dict(re.findall(r'name="(window_0_\w+)"[^>]*?value="([^"]*)"', page))
    post(client, url, **form_of(make, version="0", **sent))
    assert session.scalars(select(StageWindow.opens_at)).all() == before
