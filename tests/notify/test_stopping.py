"""Stopping letters with one click, without signing in (RFC 8058)."""

import pytest
from itsdangerous import URLSafeSerializer
from sqlalchemy import select

from ideation.core.models import Event
from ideation.diagnose.models import Submission
from ideation.notify import service
from ideation.notify.models import Frequency
from ideation.notify.stop_links import ACCOUNT, SUBMISSION, Letters, path_to_stop
from tests.helpers import words

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def account(make):
    return make.account()


@pytest.fixture
def voices(make):
    """Three voices of one address, one of another."""
    round_ = make.round()
    return [
        make.submission(round_, f"เสียง {email}", contact_email=email)
        for email in ("som@example.org", "SOM@example.org", "som@example.org", "dao@example.org")
    ]


def link(account) -> str:
    return path_to_stop(Letters(ACCOUNT, str(account.id)))


def link_of(voice) -> str:
    return path_to_stop(Letters(SUBMISSION, voice.number))


def test_opening_the_link_stops_nothing(client, account, voices, session):
    for path in (link(account), link_of(voices[0])):
        page = client.get(path)
        assert page.status_code == 200
        assert f'action="{path}"' in page.text
    assert service.frequency_of(account.id) == Frequency.EACH
    assert all(session.scalars(select(Submission.contact_email)))


def test_a_mail_program_stops_the_letters_of_an_account(client, account, session):
    answer = client.post(link(account), data=ONE_CLICK)
    assert answer.status_code == 200
    assert "/account/mail" in answer.text
    assert service.frequency_of(account.id) == Frequency.NEVER
    assert client.post(link(account), data=ONE_CLICK).status_code == 200
    events = session.scalars(select(Event.verb).where(Event.verb == "account.mail_chosen")).all()
    assert len(events) == 1


def test_a_mail_program_stops_the_letters_to_an_address(client, voices, session):
    answer = client.post(link_of(voices[0]), data=ONE_CLICK)
    assert answer.status_code == 200
    assert voices[0].number in words(answer)
    left = session.scalars(select(Submission.contact_email).order_by(Submission.id)).all()
    assert left == [None, None, None, "dao@example.org"]
    query = select(Event.subject_id).where(Event.verb == "submission.mail_stopped")
    assert sorted(session.scalars(query)) == [voice.id for voice in voices[:3]]


def test_a_second_click_harms_nobody(client, make, voices, session):
    nameless = make.submission(voices[0].round, "ไม่มีอีเมล")
    for _ in range(2):
        assert client.post(link_of(voices[0])).status_code == 200
    assert session.get_one(Submission, nameless.id).contact_email is None
    assert session.get_one(Submission, voices[3].id).contact_email == "dao@example.org"


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_forged_link_is_a_plain_page(client, account, session, method):
    forged = URLSafeSerializer("another key", salt="mail-stop").dumps([ACCOUNT, str(account.id)])
    other_use = URLSafeSerializer("the tests' own key, long enough to be taken", salt="x").dumps(
        [ACCOUNT, str(account.id)]
    )
    whole = link(account).removeprefix("/mail/stop/")
    for token in (forged, other_use, whole[:-1], whole + "A", "x", "ก"):
        assert getattr(client, method)(f"/mail/stop/{token}").status_code == 404
    assert service.frequency_of(account.id) == Frequency.EACH
