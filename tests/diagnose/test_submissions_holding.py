"""What the holder of number and secret can do, and nobody else."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from ideation.core import clock, ids
from ideation.core.errors import Conflict, NotAllowed, NotFound, StageClosed
from ideation.core.models import Event
from ideation.core.registry import registry
from ideation.diagnose.models import Addition, Submission, Support, ThemeMember, Vector
from ideation.diagnose.service import holding, personal, status, support
from ideation.diagnose.service import submissions as service
from ideation.diagnose.service.similar import similar
from ideation.notify.models import Message
from ideation.rounds.models import RoundState
from tests.factories import sign_in
from tests.helpers import Browser, perform_all, post, words

TEXT = "สัญญาณมือถือบนดอยไม่มีเลย"


@pytest.fixture
def browser(app) -> Browser:
    return Browser(app)


@pytest.fixture
def receipt(make):
    return service.submit(
        make.round().slug,
        text=TEXT,
        title="เสาสัญญาณ",
        province="50",
        name_shown="pen_name",
        pen_name="คนบนดอย",
        contact_email="me@example.org",
        consent_version="1",
        submit_token=ids.new_token(),
        author=None,
        channel="web",
        language="th",
        now=clock.now(),
    )


def follow(browser, receipt, **typed):
    """Give number and secret on the page for it."""
    known = {"number": receipt.submission.number, "secret": receipt.secret, **typed}
    return post(browser, "/track", **known)


def held(receipt, actor=None):
    return {"actor": actor, "tracked": [receipt.submission.id], "now": clock.now()}


def test_number_and_secret_lead_to_the_status(browser, receipt):
    answer = follow(browser, receipt)

    assert answer.location == f"/submissions/{receipt.submission.number}/status"
    page = browser.get(answer.location)
    assert TEXT in words(page)
    assert "รอคัดกรอง" in words(page)


def test_they_are_found_as_people_type_them(receipt):
    number = receipt.submission.number.lower().replace("-", " ")
    secret = "-".join([receipt.secret[:10].lower(), receipt.secret[10:]])

    assert status.find(number, secret) == receipt.submission


def test_a_wrong_number_and_a_wrong_secret_say_the_same(receipt):
    said = set()
    for number, secret in (
        (receipt.submission.number, ids.new_secret()),
        ("0000-0000", receipt.secret),
        ("", ""),
    ):
        with pytest.raises(NotFound) as error:
            status.find(number, secret)
        said.add(str(error.value))
    assert len(said) == 1


def test_without_the_secret_the_status_is_not_shown(browser, receipt):
    number = receipt.submission.number

    answer = browser.get(f"/submissions/{number}/status")

    assert answer.status_code == 302
    assert answer.location == f"/track?number={number}"


@pytest.mark.parametrize("act", ["add", "withdraw", "claim", "email"])
def test_nobody_else_can_do_anything_with_it(app, session, make, receipt, act):
    number = receipt.submission.number
    stranger = sign_in(Browser(app), make.account())

    answer = post(stranger, f"/submissions/{number}/{act}", page="/track", text="x", email="")

    assert answer.status_code in (302, 403)
    session.refresh(receipt.submission)
    assert receipt.submission.text == TEXT
    assert receipt.submission.author_id is None
    assert receipt.submission.contact_email == "me@example.org"
    assert session.scalars(select(Addition)).all() == []


def test_words_are_added_once_and_everybody_sees_them(browser, session, receipt):
    number = receipt.submission.number
    token = ids.new_token()
    follow(browser, receipt)

    for _ in range(2):
        post(browser, f"/submissions/{number}/add", page=f"/submissions/{number}/status",
             text="ตอนนี้ล่มมาสามวันแล้ว", submit_token=token)  # fmt: skip

    assert len(session.scalars(select(Addition)).all()) == 1
    assert "ตอนนี้ล่มมาสามวันแล้ว" in words(browser.get(f"/submissions/{number}"))
    assert session.scalars(select(Message.template)).all() == ["received", "added"]


def test_what_is_added_is_found_too(browser, session, receipt):
    number = receipt.submission.number
    follow(browser, receipt)
    status_page = f"/submissions/{number}/status"
    post(browser, f"/submissions/{number}/add", page=status_page,
         text="ตอนนี้เสาล้มเพราะพายุเข้า", submit_token=ids.new_token())  # fmt: skip
    perform_all(session, "submission.theme")

    assert number in browser.get("/search?q=พายุ").get_data(as_text=True)
    (nearest,) = similar(receipt.submission.round_id, "เสาล้มตอนพายุเข้า")
    assert nearest.submission.number == number


def test_an_empty_addition_is_refused_at_its_field(browser, receipt):
    number = receipt.submission.number
    follow(browser, receipt)

    answer = post(browser, f"/submissions/{number}/add", page=f"/submissions/{number}/status",
                  text="", submit_token=ids.new_token())  # fmt: skip

    assert answer.status_code == 422
    assert 'href="#text"' in answer.text


def test_nothing_is_added_when_the_round_is_over(make, session, receipt):
    round = receipt.submission.round
    round.state, round.closed_at = RoundState.CLOSED, clock.now()
    session.flush()

    with pytest.raises(StageClosed):
        holding.add(
            receipt.submission.number,
            text="เพิ่ม",
            submit_token=ids.new_token(),
            **held(receipt),
        )


def test_withdrawing_erases_words_and_contact_and_keeps_the_number(browser, session, make, receipt):
    number = receipt.submission.number
    perform_all(session, "submission.theme")
    make.theme(receipt.submission.round, members=[receipt.submission])
    holding.add(number, text="ที่เพิ่ม", submit_token=ids.new_token(), **held(receipt))
    support.support(number, actor=make.account(), visitor_key="", tracked=[], now=clock.now())
    follow(browser, receipt)

    post(browser, f"/submissions/{number}/withdraw", page=f"/submissions/{number}/status")

    gone = session.scalars(select(Submission)).one()
    assert (gone.text, gone.title, gone.pen_name, gone.contact_email, gone.province) == (
        "", "", None, None, None,
    )  # fmt: skip
    assert gone.search is None
    assert gone.number == number
    for table in (Addition, Support, Vector):
        assert session.scalar(select(func.count()).select_from(table)) == 0
    page = browser.get(f"/submissions/{number}")
    assert page.status_code == 200
    assert TEXT not in page.text
    assert TEXT not in browser.get(f"/rounds/{gone.round.slug}/submissions").text
    assert browser.get(f"/submissions/{number}/status").status_code == 200


def test_the_worker_takes_a_withdrawn_one_out_of_its_theme(session, make, receipt):
    theme = make.theme(receipt.submission.round, members=[receipt.submission])
    holding.withdraw(receipt.submission.number, **held(receipt))
    perform_all(session, "submission.theme")

    session.refresh(theme)
    assert session.scalars(select(ThemeMember)).all() == []
    assert theme.size == 0


def test_withdrawing_tells_the_address_a_last_time_and_is_recorded_once(session, receipt):
    for _ in range(2):
        holding.withdraw(receipt.submission.number, **held(receipt))

    last = session.scalars(select(Message).where(Message.template == "withdrawn")).one()
    events = session.scalars(select(Event).where(Event.verb == "submission.withdrawn")).all()
    assert last.recipient == "me@example.org"
    assert len(events) == 1
    assert TEXT not in str([event.data for event in events])


def test_an_old_round_does_not_keep_anybody_from_withdrawing(session, receipt):
    late = clock.now() + timedelta(days=400)

    holding.withdraw(receipt.submission.number, **{**held(receipt), "now": late})

    assert receipt.submission.withdrawn_at == late


def test_a_signed_in_person_takes_it_into_the_account(browser, make, receipt):
    number = receipt.submission.number
    account = make.account()
    sign_in(browser, account)
    follow(browser, receipt)

    post(browser, f"/submissions/{number}/claim", page=f"/submissions/{number}/status")

    assert receipt.submission.author_id == account.id
    assert receipt.submission.name_shown == "pen_name"
    mine = browser.get("/account/submissions")
    assert "เสาสัญญาณ" in words(mine)


def test_what_another_account_has_cannot_be_claimed(make, receipt):
    first, second = make.account(), make.account()
    holding.claim(receipt.submission.number, **held(receipt, first))

    with pytest.raises(Conflict):
        holding.claim(receipt.submission.number, **held(receipt, second))


def test_a_visitor_must_sign_in_to_claim(receipt):
    with pytest.raises(NotAllowed):
        holding.claim(receipt.submission.number, **held(receipt))


def test_the_address_for_news_is_changed_and_removed(browser, session, receipt):
    number = receipt.submission.number
    page = f"/submissions/{number}/status"
    follow(browser, receipt)

    post(browser, f"/submissions/{number}/email", page=page, email="new@example.org")
    assert receipt.submission.contact_email == "new@example.org"
    assert "new@example.org" in session.scalars(select(Message.recipient)).all()

    wrong = post(browser, f"/submissions/{number}/email", page=page, email="nonsense")
    assert wrong.status_code == 422
    assert 'value="nonsense"' in wrong.text

    post(browser, f"/submissions/{number}/email", page=page, email="")
    assert receipt.submission.contact_email is None


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"state": "new"}, "waiting"),
        ({"state": "accepted"}, "in_progress"),
        ({"state": "accepted", "answer": "ตอบ", "answered_at": clock.now()}, "answered"),
        ({"state": "selected", "reason": "r", "decided_at": clock.now()}, "selected"),
        ({"state": "rejected", "reason": "r", "decided_at": clock.now()}, "not_selected"),
    ],
)
def test_the_status_follows_the_theme_alike_on_the_page_and_in_the_filter(
    browser, make, receipt, values, expected
):
    submission = receipt.submission
    theme = make.theme(submission.round, members=[submission], **values)

    assert status.public_status(submission, theme) == expected
    for word in status.STATUSES:
        page = browser.get(f"/rounds/{submission.round.slug}/submissions?status={word}")
        assert ("เสาสัญญาณ" in words(page)) == (word == expected)


def test_the_holder_reads_decision_reason_and_answer(browser, make, receipt):
    make.theme(
        receipt.submission.round,
        label="สัญญาณบนดอย",
        members=[receipt.submission],
        state="selected",
        reason="เพราะกระทบหลายหมู่บ้าน",
        decided_at=clock.now(),
        answer="จะติดตั้งเสาเพิ่ม",
        answered_at=clock.now(),
    )
    follow(browser, receipt)

    page = words(browser.get(f"/submissions/{receipt.submission.number}/status"))

    assert page.index(TEXT) < page.index("สัญญาณบนดอย") < page.index("เพราะกระทบหลายหมู่บ้าน")
    assert "จะติดตั้งเสาเพิ่ม" in page


def test_closing_the_account_takes_name_and_address_off_what_it_sent(session, make):
    account = make.account(display_name="ชื่อที่ต้องหาย")
    submission = make.submission(
        make.round(), author_id=account.id, name_shown="account", contact_email="a@example.org"
    )
    assert registry.exporters["submissions"](account.id)[0]["text"] == submission.text

    registry.erasers["submissions"](account.id, now=clock.now())
    session.flush()

    assert (submission.author_id, submission.name_shown, submission.contact_email) == (
        None, "none", None,
    )  # fmt: skip
    assert submission.text
    assert personal.export_of(account.id) == []
