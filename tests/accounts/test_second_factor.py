"""The second step: staff cannot do without it, and a lost phone is no dead end."""

import dataclasses
import re

import pytest
from flask_security.proxies import _security
from sqlalchemy import select

from ideation.accounts import service
from ideation.accounts.models import Account, Membership, Role
from ideation.core import clock
from ideation.core.models import Event
from tests import factories
from tests.accounts.test_sign_in import is_signed_in, sign_in
from tests.helpers import post, words


@pytest.fixture
def officer(make, session):
    """An officer whose authenticator app is set up."""
    account = make.officer(email="officer@example.org")
    account.tf_totp_secret = _security.totp_factory.generate_totp_secret()
    session.flush()
    return account


@pytest.fixture
def demo(app, monkeypatch):
    """The installation as a demonstration."""
    settings = dataclasses.replace(app.config["IDEATION"], demo=True)
    monkeypatch.setitem(app.config, "IDEATION", settings)


def code_of(account):
    return _security.totp_factory.generate_totp_password(account.tf_totp_secret)


def first_step(client, next=""):
    return sign_in(client, "officer@example.org", factories.PASSWORD, next=next)


def test_staff_need_the_code_at_every_sign_in(client, officer):
    response = first_step(client, next="/account/sessions")
    assert response.location.startswith("/account/tf-validate")
    assert not is_signed_in(client)
    wrong = post(client, response.location, code="000000")
    assert wrong.status_code == 200
    assert not is_signed_in(client)
    right = post(client, response.location, code=code_of(officer))
    assert right.location == "/account/sessions"
    assert is_signed_in(client)


def test_a_code_is_taken_once(app, client, officer):
    code = code_of(officer)
    assert post(client, first_step(client).location, code=code).status_code == 302
    thief = app.test_client()
    again = post(thief, first_step(thief).location, code=code)
    assert again.status_code == 200
    assert not is_signed_in(thief)


def test_a_sign_in_that_came_from_nowhere_ends_on_the_home_page(client, officer):
    step = first_step(client)
    assert post(client, step.location, code=code_of(officer)).location == "/"


def test_staff_without_a_second_factor_are_led_to_it_before_they_are_signed_in(
    client, session, make
):
    account = make.officer(email="officer@example.org")
    account.tf_totp_secret = account.tf_primary_method = None
    session.flush()

    assert first_step(client).location == "/account/tf-setup"
    assert not is_signed_in(client)
    page = post(client, "/account/tf-setup", setup="authenticator")
    with client.session_transaction() as cookie:
        secret = cookie["tf_totp_secret"]
    assert _security.totp_factory.get_totp_pretty_key(secret) in page.get_data(as_text=True)
    assert "data:image/svg+xml" in page.get_data(as_text=True)
    code = _security.totp_factory.generate_totp_password(secret)
    post(client, "/account/tf-validate", page="/account/tf-setup", code=code)

    assert is_signed_in(client)
    assert account.has_second_factor
    verbs = session.scalars(select(Event.verb).where(Event.subject_kind == "account")).all()
    assert "account.second_factor_set" in verbs


def test_a_person_who_becomes_staff_can_do_nothing_before_the_set_up(client, session, make):
    account = make.account()
    factories.sign_in(client, account)
    assert is_signed_in(client)
    session.add(
        Membership(
            account_id=account.id,
            agency_id=make.agency.id,
            role=Role.OFFICER,
            created_at=clock.now(),
        )
    )
    session.flush()
    for url in ("/", "/account", "/rounds", "/account/data.json"):
        assert client.get(url).location == "/account/tf-setup"
    assert post(client, "/account/close", page="/account/tf-setup").location == "/account/tf-setup"

    page = post(client, "/account/tf-setup", setup="authenticator").get_data(as_text=True)
    target = re.search(r'action="(/account/tf-setup/[^"]+)"', page).group(1)
    with client.session_transaction() as cookie:
        secret = cookie["tf_totp_secret"]
    code = _security.totp_factory.generate_totp_password(secret)
    done = post(client, target, page="/account/tf-setup", code=code)
    assert done.location == "/account/mf-recovery-codes"
    assert is_signed_in(client)


def test_staff_cannot_switch_it_off(client, officer):
    factories.sign_in(client, officer)
    page = words(client.get("/account/tf-setup"))
    assert "Everyone who works for an agency" in page or "ทุกคน" in page
    post(client, "/account/tf-setup", setup="disable")
    assert officer.has_second_factor


def test_a_citizen_may_switch_it_on_and_off(client, session, make):
    account = make.account(
        tf_primary_method="authenticator",
        tf_totp_secret=_security.totp_factory.generate_totp_secret(),
    )
    factories.sign_in(client, account)
    post(client, "/account/tf-setup", setup="disable")
    session.refresh(account)
    assert not account.has_second_factor


def test_a_recovery_code_lets_in_once(app, client, session, officer):
    factories.sign_in(client, officer)
    page = post(client, "/account/mf-recovery-codes", generate_new_codes="1")
    codes = re.findall(r"[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}", page.get_data(as_text=True))
    assert len(codes) == 8
    assert codes[0] not in str(officer.mf_recovery_codes)

    for attempt, expected in ((app.test_client(), True), (app.test_client(), False)):
        first_step(attempt)
        post(attempt, "/account/mf-recovery", code=codes[0])
        assert is_signed_in(attempt) is expected
    session.refresh(officer)
    assert len(officer.mf_recovery_codes) == 7


def test_an_administrator_lets_a_person_set_it_up_anew(app, client, make, officer):
    theirs = factories.sign_in(app.test_client(), officer)
    factories.sign_in(client, make.member(Role.ADMINISTRATOR))
    url = f"/agencies/{make.agency.slug}/people"
    post(client, f"{url}/roles/{officer.memberships[0].id}/second-step", page=url)
    assert not officer.has_second_factor
    assert not is_signed_in(theirs)
    assert first_step(app.test_client()).location == "/account/tf-setup"


def demo_officer(make):
    return service.add_demo_account(
        email="officer@demo.example.org",
        display_name="เจ้าหน้าที่ตัวอย่าง",
        agency_id=make.agency.id,
        role=Role.OFFICER,
        now=clock.now(),
    )


def test_a_demo_shows_its_accounts_and_their_codes(client, make, demo):
    account = demo_officer(make)
    page = client.get("/account/login")
    assert "officer@demo.example.org" in page.get_data(as_text=True)
    step = sign_in(client, account.email, service.DEMO_PASSWORD)
    code = code_of(account)
    assert code in words(client.get(step.location))
    post(client, step.location, code=code)
    assert is_signed_in(client)


def test_outside_a_demo_nothing_is_shown(client, make):
    account = demo_officer(make)
    page = client.get("/account/login").get_data(as_text=True)
    assert "demo.example.org" not in page
    assert service.DEMO_PASSWORD not in page
    step = sign_in(client, account.email, service.DEMO_PASSWORD)
    assert code_of(account) not in client.get(step.location).get_data(as_text=True)


def test_a_real_account_s_code_is_never_shown(client, officer, demo):
    step = first_step(client)
    assert code_of(officer) not in client.get(step.location).get_data(as_text=True)


def test_demo_accounts_are_made_once_and_found(session, make):
    assert not service.demo_accounts_exist()
    first = demo_officer(make)
    assert demo_officer(make).id == first.id
    assert service.demo_accounts_exist()
    assert len(session.scalars(select(Account)).all()) == 1
    assert [membership.role for membership in first.memberships] == [Role.OFFICER]
