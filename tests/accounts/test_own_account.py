"""Devices, profile, a copy of the data, and closing the account."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from ideation.accounts import service
from ideation.accounts.devices import device_words
from ideation.accounts.models import Invitation, Membership, Role, SignInSession
from ideation.core import clock, ids
from ideation.core.errors import Conflict
from ideation.core.models import Event
from ideation.core.registry import registry
from ideation.extensions import db
from tests import factories
from tests.accounts.test_sign_in import is_signed_in
from tests.helpers import post, words

ANDROID = (
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/140.0.0.0 Mobile Safari/537.36"
)


@pytest.mark.parametrize(
    ("user_agent", "shown"),
    [
        (ANDROID, "Chrome · Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/605 Line/15.1",
            "LINE · iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537.36 Edg/140", "Edge · Windows"),
        ("curl/8", ""),
    ],
)
def test_devices_are_named_in_words_people_know(user_agent, shown):
    assert device_words(user_agent) == shown


def test_the_list_of_devices_marks_this_one_and_ends_another(app, client, session, make):
    account = make.account()
    factories.sign_in(client, account)
    other = factories.sign_in(app.test_client(), account)
    rows = service.list_sessions(account, now=clock.now())
    with other.session_transaction() as cookie:
        (theirs,) = (row for row in rows if service.is_token_of(cookie["sign_in_session"], row))
    page = client.get("/account/sessions").get_data(as_text=True)
    assert f"/account/sessions/{theirs.id}/end" in page
    assert page.count('/end"') == 1

    post(client, f"/account/sessions/{theirs.id}/end", page="/account/sessions")
    assert is_signed_in(client)
    assert not is_signed_in(other)


def test_nobody_ends_the_session_of_another_account(app, client, session, make):
    factories.sign_in(client, make.account())
    stranger = make.account()
    theirs = factories.sign_in(app.test_client(), stranger)
    (row,) = service.list_sessions(stranger, now=clock.now())
    response = post(client, f"/account/sessions/{row.id}/end", page="/account/sessions")
    assert response.status_code == 404
    assert is_signed_in(theirs)


def test_signing_out_everywhere_else(app, client, make):
    account = make.account()
    factories.sign_in(client, account)
    others = [factories.sign_in(app.test_client(), account) for _ in range(2)]
    post(client, "/account/sessions/end-others", page="/account/sessions")
    assert is_signed_in(client)
    assert not any(is_signed_in(other) for other in others)


def test_a_session_that_rested_too_long_is_over(app, make):
    now = clock.now()
    citizen = factories.sign_in(app.test_client(), make.account(), now - timedelta(hours=13))
    officer = factories.sign_in(app.test_client(), make.officer(), now - timedelta(hours=13))
    gone = factories.sign_in(app.test_client(), make.account(), now - timedelta(days=31))
    assert is_signed_in(citizen)
    assert not is_signed_in(officer)
    assert not is_signed_in(gone)


def test_being_seen_is_noted_at_most_once_a_minute(app, client, session, make):
    now = clock.now()
    account = make.account()
    for age, written in ((timedelta(seconds=20), False), (timedelta(minutes=2), True)):
        factories.sign_in(client, account, now - age)
        row = session.scalars(select(SignInSession).order_by(SignInSession.id.desc())).first()
        before = row.last_seen_at
        client.get("/account/sessions")
        session.refresh(row)
        assert (row.last_seen_at > before) is written


def test_who_is_signed_in_costs_three_queries_and_the_menu_one(client, make):
    factories.sign_in(client, make.account())
    client.get("/account/sessions")
    statements = []

    def note(_connection, _cursor, statement, *_more):
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        client.get("/account")
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert len(statements) <= 4


def test_the_profile_is_changed_and_recorded(client, session, make):
    account = make.account()
    factories.sign_in(client, account)
    post(
        client,
        "/account",
        display_name=" ผู้ประสานงาน ",
        language="en",
        kind="organisation",
        organisation_name="กลุ่มแม่บ้าน",
    )
    session.refresh(account)
    assert (account.display_name, account.public_name) == ("ผู้ประสานงาน", "กลุ่มแม่บ้าน")
    assert '<html lang="en"' in client.get("/account").get_data(as_text=True)
    change = session.scalar(select(Event).where(Event.verb == "account.profile_changed"))
    assert "กลุ่มแม่บ้าน" not in str(change.data)


def test_an_organisation_cannot_lose_its_name(client, session, make):
    account = make.account(kind="organisation", organisation_name="ร้านค้า")
    factories.sign_in(client, account)
    response = post(
        client,
        "/account",
        display_name="ก",
        language="th",
        kind="organisation",
        organisation_name="",
    )
    assert response.status_code == 200
    assert "error-summary" in response.get_data(as_text=True)
    session.refresh(account)
    assert account.organisation_name == "ร้านค้า"


def test_the_copy_of_the_data_holds_what_every_room_knows(client, make, monkeypatch):
    monkeypatch.setitem(registry.exporters, "room", lambda account_id: {"number": account_id})
    account = make.account()
    factories.sign_in(client, account)
    response = client.get("/account/data.json")
    assert "attachment" in response.headers["Content-Disposition"]
    assert response.json["account"]["email"] == account.email
    assert response.json["room"] == {"number": account.id}
    assert response.json["sign_ins"][0]["device"] == "pytest"
    assert "password" not in response.get_data(as_text=True)


def test_closing_erases_the_person_and_ends_everything(app, client, session, make, monkeypatch):
    erased = []
    monkeypatch.setitem(
        registry.erasers, "room", lambda account_id, *, now: erased.append(account_id)
    )
    account = make.officer(email="leaving@example.org", display_name="สมหญิง")
    session.add(
        Invitation(
            agency_id=make.agency.id,
            email="leaving@example.org",
            role=Role.OFFICER,
            token_hash=ids.new_token(),
            created_at=clock.now(),
            expires_at=clock.now(),
        )
    )
    factories.sign_in(client, account)
    elsewhere = factories.sign_in(app.test_client(), account)

    wrong = post(client, "/account/close", password="ไม่ใช่", sure="y")
    assert "error-summary" in wrong.get_data(as_text=True)
    assert post(client, "/account/close", password=factories.PASSWORD).status_code == 200
    assert account.active

    post(client, "/account/close", password=factories.PASSWORD, sure="y")
    session.refresh(account)
    assert not account.active
    assert erased == [account.id]
    assert account.password is None
    assert session.scalar(select(Membership.ended_at)) is not None
    assert not is_signed_in(client)
    assert not is_signed_in(elsewhere)
    for table in db.metadata.sorted_tables:
        for row in session.execute(select(table)):
            assert "leaving@example.org" not in str(row)
            assert "สมหญิง" not in str(row)
    assert (
        session.scalar(select(Event).where(Event.verb == "account.closed")).actor_id == account.id
    )


def test_the_last_administrator_cannot_close_the_account(session, make):
    account = make.member(Role.ADMINISTRATOR)
    with pytest.raises(Conflict):
        service.close_account(account, factories.PASSWORD, now=clock.now())
    assert account.active


@pytest.mark.parametrize("url", ["/account", "/account/sessions", "/account/close"])
def test_a_visitor_is_led_to_the_sign_in(client, url):
    response = client.get(url)
    assert response.location.startswith("/account/login?next=")
    assert words(client.get(response.location))
