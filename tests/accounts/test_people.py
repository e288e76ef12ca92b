"""Who works for an agency: inviting, accepting, changing and ending roles."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from ideation.accounts import policy, service
from ideation.accounts.models import Invitation, Membership, Role
from ideation.core import clock
from ideation.core.errors import Conflict, InvalidInput, NotFound, SignInNeeded
from ideation.core.models import Event
from ideation.notify import rendering
from tests import factories
from tests.accounts.test_sign_in import sent
from tests.helpers import post, words


@pytest.fixture
def admin(make):
    return make.member(Role.ADMINISTRATOR, email="admin@example.org")


@pytest.fixture
def url(make):
    return f"/agencies/{make.agency.slug}/people"


def invite(client, url, email="new@example.org", role="officer", **more):
    return post(client, url, email=email, role=role, **more)


def link(session):
    return sent(session, "security_invitation").context["path"]


def test_a_person_is_invited_accepts_and_has_the_role(app, client, session, make, admin, url):
    unit = make.agency.units[0]
    factories.sign_in(client, admin)
    assert invite(client, url, unit_id=str(unit.id)).location == url
    assert "new@example.org" in words(client.get(url))
    letter = rendering.letter(sent(session, "security_invitation")).get_content()
    path = link(session)
    assert f"http://localhost{path}" in letter
    assert path.removeprefix("/invitations/") not in str(
        session.scalar(select(Invitation)).token_hash
    )

    invited = make.account("NEW@example.org")
    visitor = app.test_client()
    page = visitor.get(path).get_data(as_text=True)
    assert f"/account/login?next={path}" in page
    assert visitor.post(path, data={}).status_code == 400
    factories.sign_in(visitor, invited)
    post(visitor, path)
    session.refresh(invited)
    assert policy.has_role(invited, make.agency.id, Role.OFFICER)
    assert invited.memberships[0].unit_id == unit.id
    # The link works once, and what follows is the second step.
    assert visitor.get("/account").location == "/account/tf-setup"
    with pytest.raises(NotFound):
        service.find_invitation(path.rsplit("/", 1)[1], now=clock.now())
    verbs = session.scalars(select(Event.verb).where(Event.agency_id == make.agency.id)).all()
    assert {"invitation.sent", "invitation.accepted", "membership.given"} <= set(verbs)


def test_an_invitation_is_for_its_address_only(app, client, session, make, admin, url):
    factories.sign_in(client, admin)
    invite(client, url)
    stranger = factories.sign_in(app.test_client(), make.account("stranger@example.org"))
    page = stranger.get(link(session)).get_data(as_text=True)
    assert f'action="{link(session)}"' not in page
    response = post(stranger, link(session))
    assert response.status_code == 403
    assert session.scalar(select(Invitation.accepted_at)) is None


def test_an_invitation_ends_by_time_withdrawal_or_a_newer_one(client, session, make, admin, url):
    factories.sign_in(client, admin)
    invite(client, url)
    first = link(session)
    invitation = session.scalar(select(Invitation))
    post(client, f"{url}/invitations/{invitation.id}/resend", page=url)
    second = link(session)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    with pytest.raises(NotFound):
        service.find_invitation(
            second.rsplit("/", 1)[1], now=clock.now() + timedelta(days=7, seconds=1)
        )
    post(client, f"{url}/invitations/{invitation.id}/withdraw", page=url)
    assert client.get(second).status_code == 404
    assert post(client, f"{url}/invitations/{invitation.id}/resend", page=url).status_code == 404


def test_nobody_is_invited_twice_or_to_what_they_have(client, make, admin, url):
    factories.sign_in(client, admin)
    invite(client, url)
    again = invite(client, url, email="New@example.org")
    assert "error-summary" in again.get_data(as_text=True)
    assert 'value="New@example.org"' in again.get_data(as_text=True)
    held = invite(client, url, email="admin@example.org", role="administrator")
    assert "error-summary" in held.get_data(as_text=True)


def test_a_unit_goes_with_officers_of_its_own_agency_only(make, admin):
    elsewhere = make.new_agency().units[0].id
    here = make.agency.units[0].id
    for role, unit_id in (("auditor", here), ("officer", elsewhere), ("citizen", None)):
        with pytest.raises(InvalidInput):
            service.invite(
                make.agency.slug,
                email="new@example.org",
                role=role,
                unit_id=unit_id,
                actor=admin,
                now=clock.now(),
            )


@pytest.mark.parametrize(
    ("role", "sees", "manages"),
    [
        (None, False, False),
        (Role.OFFICER, False, False),
        (Role.EVALUATOR, False, False),
        (Role.COMMITTEE_MEMBER, False, False),
        (Role.COMMITTEE_SECRETARY, False, False),
        (Role.AUDITOR, True, False),
        (Role.ADMINISTRATOR, True, True),
    ],
)
def test_who_sees_and_who_manages_people(client, session, make, url, role, sees, manages):
    account = make.member(role) if role else make.account()
    factories.sign_in(client, account)
    assert client.get(url).status_code == (200 if sees else 403)
    assert invite(client, url).status_code == (302 if manages else 403)
    assert (session.scalar(select(Invitation)) is not None) is manages


def test_an_administrator_of_another_agency_manages_nothing_here(client, make, url):
    other = make.new_agency()
    here = make.officer()
    factories.sign_in(client, make.member(Role.ADMINISTRATOR, agency=other))
    assert client.get(url).status_code == 403
    theirs = f"/agencies/{other.slug}/people"
    membership = here.memberships[0].id
    assert post(client, f"{theirs}/roles/{membership}/end", page=theirs).status_code == 404


def test_a_visitor_is_led_to_the_sign_in(client, url, make):
    assert client.get(url).location.startswith("/account/login?next=")
    with pytest.raises(SignInNeeded):
        service.people_of(make.agency.slug, actor=None)


def test_a_role_is_changed_and_ended(client, session, make, admin, url):
    person = make.officer()
    held = person.memberships[0].id
    factories.sign_in(client, admin)
    page = client.get(url).get_data(as_text=True)
    choice = re.search(rf'<select[^>]*id="held-{held}-role".*?</select>', page, re.S).group()
    assert re.search(r'<option selected value="officer">', choice)
    post(client, f"{url}/roles/{held}", page=url, role="auditor", unit_id="0")
    session.refresh(person)
    assert [membership.role for membership in person.memberships] == [Role.AUDITOR]
    assert session.get(Membership, held).ended_at is not None
    post(client, f"{url}/roles/{person.memberships[0].id}/end", page=url)
    session.refresh(person)
    assert person.memberships == []
    assert post(client, f"{url}/roles/{held}/end", page=url).status_code == 404


@pytest.mark.parametrize("act", ["end", "change"])
def test_the_last_administrator_stays(client, session, make, admin, url, act):
    held = admin.memberships[0].id
    factories.sign_in(client, admin)
    target = f"{url}/roles/{held}" + ("/end" if act == "end" else "")
    assert post(client, target, page=url, role="officer", unit_id="0").status_code == 409
    make.member(Role.ADMINISTRATOR)
    assert post(client, target, page=url, role="officer", unit_id="0").status_code == 302
    session.refresh(admin)
    assert not policy.has_role(admin, make.agency.id, Role.ADMINISTRATOR)


def test_an_administrator_of_another_agency_does_not_count(make, session, admin):
    other = make.new_agency()
    make.member(Role.ADMINISTRATOR, agency=other)
    with pytest.raises(Conflict):
        service.end_role(make.agency.slug, admin.memberships[0].id, actor=admin, now=clock.now())


def test_an_administrator_does_not_reset_their_own_second_step(make, admin):
    with pytest.raises(Conflict):
        service.reset_second_factor(
            make.agency.slug, admin.memberships[0].id, actor=admin, now=clock.now()
        )


@pytest.mark.committed
def test_the_command_invites_the_first_administrator(command, session, make):
    agency = make.agency
    session.commit()
    done = command("accounts", "invite", "first@example.org", "--agency", agency.slug)
    token = re.fullmatch(r"http://localhost/invitations/(\S+)\n", done.stdout).group(1)
    offer = service.find_invitation(token, now=clock.now())
    assert offer.invitation.role == Role.ADMINISTRATOR
    assert offer.invitation.email == "first@example.org"


@pytest.mark.committed
def test_the_command_shows_codes_of_demo_accounts_only(command, session, make):
    make.officer(email="officer@example.org")
    service.add_demo_account(
        email="officer@demo.example.org",
        display_name="ตัวอย่าง",
        agency_id=make.agency.id,
        role=Role.OFFICER,
        now=clock.now(),
    )
    assert re.fullmatch(
        r"\d{6}\n", command("accounts", "code", "officer@demo.example.org", DEMO="1").stdout
    )
    for email, demo in (("officer@demo.example.org", "0"), ("officer@example.org", "1")):
        refused = command("accounts", "code", email, check=False, DEMO=demo)
        assert refused.returncode == 1
        assert "DEMO" in refused.stderr
