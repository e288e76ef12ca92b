"""Registering, confirming, signing in and out, through the pages and the messages they send."""

import re
from urllib.parse import urlsplit

import pytest
from flask_security import verify_password
from sqlalchemy import select

from ideation import create_app
from ideation.accounts.models import Account, SignInSession
from ideation.core import ids
from ideation.core.models import Event
from ideation.extensions import db, limiter
from ideation.notify import rendering
from ideation.notify.models import Message
from tests import factories
from tests.helpers import csrf_token, post, words

PASSWORD = "แมวสามตัวนอนบนหลังคา"


def register(client, email="somchai@example.org", **values):
    return post(
        client,
        "/account/register",
        **{
            "email": email,
            "password": PASSWORD,
            "display_name": "สมชาย",
            "kind": "person",
            "consent": "y",
            **values,
        },
    )


def sign_in(client, email="somchai@example.org", password=PASSWORD, next=""):
    url = "/account/login" + (f"?next={next}" if next else "")
    return post(client, url, email=email, password=password)


def sent(session, template):
    """The latest message of a kind."""
    query = select(Message).where(Message.template == template).order_by(Message.id.desc())
    return session.scalars(query).first()


def is_signed_in(client):
    return client.get("/account").status_code == 200


def test_a_new_account_is_confirmed_by_mail_before_it_can_sign_in(client, session):
    assert register(client).location == "/account/login"
    account = session.scalar(select(Account).where(Account.email == "somchai@example.org"))
    assert account.password.startswith("$argon2id$")
    assert account.confirmed_at is None

    assert sign_in(client).status_code == 200
    assert not is_signed_in(client)

    message = sent(session, "security_welcome")
    assert message.recipient == "somchai@example.org"
    link = message.context["confirmation_link"]
    assert link.startswith("/account/confirm/")
    assert client.get(link).location == "/account/login"
    assert account.confirmed_at is not None

    assert sign_in(client).location == "/"
    assert "สมชาย" in words(client.get("/account", follow_redirects=True))
    verbs = session.scalars(select(Event.verb).where(Event.subject_id == account.id)).all()
    assert {"account.registered", "account.confirmed"} <= set(verbs)


def test_an_organisation_gives_its_name(client, session):
    refused = register(client, kind="organisation", organisation_name=" ")
    assert refused.status_code == 200
    assert session.scalar(select(Account)) is None
    register(client, kind="organisation", organisation_name="วิสาหกิจชุมชนบ้านดง")
    assert session.scalar(select(Account)).public_name == "วิสาหกิจชุมชนบ้านดง"


def test_nothing_is_made_without_consent(client, session):
    assert register(client, consent="").status_code == 200
    assert session.scalar(select(Account)) is None


@pytest.mark.parametrize(
    "password",
    ["สั้นไป", "password2569", "1234567890", "0812345678", "qwertyuiop", "P@ssw0rd!!", "somchai2569"],
)
def test_a_weak_password_is_refused(client, session, password):
    assert register(client, password=password).status_code == 200
    assert session.scalar(select(Account)) is None


def test_what_was_typed_stays_in_the_form(client):
    page = register(client, password="สั้น", display_name="สมชาย ใจดี").get_data(as_text=True)
    assert 'value="สมชาย ใจดี"' in page
    assert 'value="somchai@example.org"' in page
    assert "error-summary" in page


def test_registering_does_not_tell_who_has_an_account(client, session, make):
    make.account("known@example.org")
    unknown = register(client, "unknown@example.org")
    assert unknown.location == "/account/login"
    shown = words(client.get("/account/login")).replace("unknown@", "…@")
    known = register(client, "known@example.org")
    assert known.location == "/account/login"
    assert words(client.get("/account/login")).replace("known@", "…@") == shown
    assert sent(session, "security_registered").recipient == "known@example.org"


@pytest.mark.parametrize("url", ["/account/reset", "/account/confirm"])
def test_asking_for_a_link_does_not_tell_who_has_an_account(client, make, url):
    make.account("known@example.org", confirmed_at=None)
    pages = [words(post(client, url, email=f"{name}known@example.org")) for name in ("", "un")]
    assert pages[0] == pages[1].replace("unknown@", "known@")


def test_signing_in_does_not_tell_who_has_an_account(client, make):
    make.account("known@example.org")
    make.account("waiting@example.org", confirmed_at=None)
    pages = []
    for name, password in (("known", "x"), ("unknown", "x"), ("waiting", factories.PASSWORD)):
        page = words(sign_in(client, f"{name}@example.org", password))
        pages.append(page.replace(f"{name}@", "…@"))
    assert pages[0] == pages[1] == pages[2]
    assert not is_signed_in(client)


def test_the_address_of_the_request_does_not_reach_the_mail(client, session, make):
    make.account("known@example.org")
    elsewhere = "http://evil.example"
    token = csrf_token(client.get("/account/reset", base_url=elsewhere))
    client.post(
        "/account/reset",
        data={"email": "known@example.org", "csrf_token": token},
        base_url=elsewhere,
    )
    message = sent(session, "security_reset")
    letter = rendering.letter(message).get_content()
    assert f"http://localhost{message.context['reset_link']}" in letter
    assert "evil" not in letter


def test_a_forgotten_password_is_replaced_by_the_link_and_signs_out_everywhere(
    app, client, session, make
):
    account = make.account("somchai@example.org")
    elsewhere = factories.sign_in(app.test_client(), account)
    assert is_signed_in(elsewhere)

    post(client, "/account/reset", email="somchai@example.org")
    link = sent(session, "security_reset").context["reset_link"]
    post(client, link, password=PASSWORD, password_confirm=PASSWORD)

    assert not is_signed_in(elsewhere)
    assert verify_password(PASSWORD, account.password)
    assert sent(session, "security_password_changed").recipient == account.email
    assert session.scalars(select(SignInSession.ended_at)).all() != [None]
    assert client.get(link).location == "/account/reset"
    assert sign_in(client).location == "/"


def test_changing_the_password_ends_the_other_sessions(app, client, session, make):
    account = make.account()
    factories.sign_in(client, account)
    elsewhere = factories.sign_in(app.test_client(), account)
    done = post(
        client,
        "/account/change",
        password=factories.PASSWORD,
        new_password=PASSWORD,
        new_password_confirm=PASSWORD,
    )
    assert done.location == "/account"
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)


def test_signing_out_needs_a_post_and_ends_the_session(client, session, make):
    factories.sign_in(client, make.account())
    assert client.get("/account/logout").status_code == 405
    assert client.post("/account/logout").status_code == 400
    assert is_signed_in(client)
    post(client, "/account/logout", page="/account")
    assert not is_signed_in(client)
    assert session.scalar(select(SignInSession)).ended_at is not None


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_never_leads_to_another_site(client, make, target):
    make.account("somchai@example.org")
    response = sign_in(client, password=factories.PASSWORD, next=target)
    location = urlsplit(response.location or "/")
    assert (location.scheme, location.netloc) == ("", "")
    assert not (response.location or "").startswith(("//", "/\\"))


def test_signing_in_leads_back_to_where_one_was(client, make):
    make.account("somchai@example.org")
    assert client.get("/account/sessions").location.startswith("/account/login?next=")
    response = sign_in(client, password=factories.PASSWORD, next="/account/sessions")
    assert response.location == "/account/sessions"


def test_a_sign_in_gets_a_new_session(client, session, make):
    make.account("somchai@example.org")
    client.get("/account/login")
    with client.session_transaction() as before:
        fixed = before["csrf_token"]
    sign_in(client, password=factories.PASSWORD)
    client.get("/account")
    with client.session_transaction() as after:
        assert after["csrf_token"] != fixed
        first = after["sign_in_session"]
    post(client, "/account/logout", page="/account")
    sign_in(client, password=factories.PASSWORD)
    with client.session_transaction() as after:
        assert after["sign_in_session"] != first


def test_the_cookie_is_worth_nothing_in_another_browser(client, make):
    factories.sign_in(client, make.account())
    assert is_signed_in(client)
    stolen = client.get("/account", headers={"User-Agent": "Mozilla/5.0 Firefox/140.0"})
    assert stolen.location.startswith("/account/login")


def test_staying_signed_in_makes_the_cookie_last(client, make):
    make.account("somchai@example.org")
    sign_in(client, password=factories.PASSWORD)
    with client.session_transaction() as cookie:
        assert not cookie.permanent
    post(client, "/account/logout", page="/account")
    post(
        client,
        "/account/login",
        email="somchai@example.org",
        password=factories.PASSWORD,
        remember="y",
    )
    with client.session_transaction() as cookie:
        assert cookie.permanent
    assert client.get_cookie("remember") is None
    assert is_signed_in(client)


def test_a_closed_account_cannot_sign_in(client, make):
    make.account("somchai@example.org", active=False)
    assert sign_in(client, password=factories.PASSWORD).status_code == 200
    assert not is_signed_in(client)


@pytest.fixture
def limited(app, environ):
    """A browser on an application whose rate limits are on."""
    strict = create_app({**environ, "IDEATION_ENV": "embedded", "DEMO": "0"})
    yield strict.test_client()
    limiter.enabled = False
    with strict.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    ("url", "tries"), [("/account/login", 10), ("/account/register", 5), ("/account/reset", 5)]
)
def test_knocking_at_one_account_is_slowed_down(limited, url, tries):
    token = csrf_token(limited.get(url))
    data = {"email": f"{ids.new_token()}@example.org", "password": "x", "csrf_token": token}
    answers = [limited.post(url, data=data).status_code for _ in range(tries + 1)]
    assert 429 not in answers[:tries]
    assert answers[tries] == 429


def test_no_default_look_of_the_library_is_left(client, make):
    make.account("somchai@example.org")
    for url in ("login", "register", "reset", "confirm"):
        page = client.get(f"/account/{url}").get_data(as_text=True)
        assert "fs-div" not in page
        assert "site-header" in page


def test_no_page_of_the_library_is_unstyled(app):
    ours = set(app.jinja_loader.list_templates())
    shown = {
        value
        for name, value in app.config.items()
        if name.startswith("SECURITY_")
        and name.endswith("_TEMPLATE")
        and isinstance(value, str)
        and re.fullmatch(r"security/\w+\.html", value)
    }
    # Those of features that are switched off: no route leads to them.
    off = {"us_", "wan_", "send_login", "change_email", "change_username", "recover_username"}
    off |= {"logout_user"}
    wanted = {name for name in shown if not any(part in name for part in off)}
    assert wanted <= ours
