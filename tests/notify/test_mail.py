"""Messages: written once, rendered in the recipient's language, and out by either way."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import select

from ideation.core import clock, perform
from ideation.core.models import WorkItem
from ideation.core.registry import registry
from ideation.notify import outbox
from ideation.notify.models import Message, News
from ideation.notify.service import announce, send_later
from ideation.notify.stop_links import SUBMISSION, Letters, path_to_stop
from tests.smtp import serving


def write(key: str = "k", **values) -> None:
    send_later(
        **{
            "key": key,
            "recipient": "somebody@example.org",
            "language": "en",
            "template": "received",
            "context": {"number": "7K3M-Q8ZT"},
            "now": clock.now(),
            **values,
        }
    )


def deliver_all(session) -> None:
    session.commit()
    kind = registry.kinds["message.send"]
    waiting = select(WorkItem.id).where(WorkItem.kind == kind.name, WorkItem.state == "waiting")
    for item_id in session.scalars(waiting.order_by(WorkItem.id)).all():
        perform.perform(session, kind, item_id)


def letters(app) -> list[EmailMessage]:
    folder: Path = app.config["IDEATION"].mail_dir
    found = outbox.newest(folder, 100)
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in found]


@pytest.fixture(autouse=True)
def _empty_maildir(app):
    for path in outbox.newest(app.config["IDEATION"].mail_dir, 1_000):
        path.unlink()


def test_a_letter_lands_in_the_maildir_with_links_from_the_public_address(app, session):
    write()
    deliver_all(session)

    (letter,) = letters(app)
    assert letter["To"] == "somebody@example.org"
    assert letter["Subject"] == "We received what you told us (7K3M-Q8ZT)"
    assert letter["Message-ID"].endswith("@localhost>")
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "http://localhost/track?number=7K3M-Q8ZT" in letter.get_content()


def test_the_same_key_makes_one_message_however_often_it_is_asked_for(app, session):
    for _ in range(3):
        write("same")
    write("other")
    deliver_all(session)

    assert len(letters(app)) == 2
    assert len(session.scalars(select(Message)).all()) == 2


def test_a_sent_message_forgets_address_and_context(session):
    write(context={"number": "7K3M-Q8ZT"})
    deliver_all(session)

    message = session.scalars(select(Message)).one()
    assert (message.state, message.recipient, message.context) == ("sent", "", {})
    assert "somebody" not in message.dedupe_key


def test_sending_again_after_a_crash_replaces_the_same_letter(app, session):
    write()
    deliver_all(session)
    (first,) = letters(app)

    # The process died after the sending and before the commit: the row is as it was.
    message = session.scalars(select(Message)).one()
    message.state = "waiting"
    message.recipient = "somebody@example.org"
    message.context = {"number": "7K3M-Q8ZT"}
    session.scalars(select(WorkItem)).one().state = "waiting"
    deliver_all(session)

    (again,) = letters(app)
    assert again["Message-ID"] == first["Message-ID"]


def test_the_recipients_language_decides(app, session):
    write("thai", language="th")
    deliver_all(session)

    (letter,) = letters(app)
    assert letter["Content-Language"] == "th"
    assert "สวัสดี" in letter.get_content() or "เรียน" in letter.get_content()


NEWS = {
    "number": "7K3M-Q8ZT",
    "has_account": False,
    "news": [
        {"event": "theme.selected", "title": "เน็ตประชารัฐ", "text": "จำเป็น & ทำได้",
         "path": "/themes/7"},
        {"event": "theme.answered", "title": "เน็ตประชารัฐ", "text": "", "path": ""},
    ],
    "stop": "/mail/stop/token",
}  # fmt: skip
DIGEST = {
    "groups": [
        {
            "title": "เน็ตประชารัฐ",
            "path": "/themes/7",
            "lines": [{"event": "theme.selected", "title": "เน็ตประชารัฐ"}],
        }
    ],
    "total": 3,
    "more": 2,
    "stop": "/mail/stop/token",
}


def test_a_letter_of_news_holds_all_that_one_act_did(app, session):
    write(template="news", context=NEWS)
    deliver_all(session)

    (letter,) = letters(app)
    assert letter["Subject"] == "The theme “เน็ตประชารัฐ” was selected for development (7K3M-Q8ZT)"
    body = letter.get_content()
    for words in ("จำเป็น & ทำได้", "http://localhost/themes/7", "The agency answered on the theme"):
        assert words in body
    assert body.count("Read more:") == 1
    assert "http://localhost/mail/stop/token" in body


def test_a_digest_names_objects_and_what_it_leaves_out(app, session):
    write(template="digest", context=DIGEST)
    deliver_all(session)

    (letter,) = letters(app)
    assert letter["Subject"] == "3 pieces of news from what you follow"
    body = letter.get_content()
    assert "เน็ตประชารัฐ\n- The theme “เน็ตประชารัฐ” was selected" in body
    assert "2 more are in your inbox:\nhttp://localhost/account/inbox" in body


def test_a_title_never_adds_a_line_to_the_head_of_a_letter(app, session, make):
    announce("theme.selected", make.theme(make.round()), title="หนึ่ง\r\nBcc: x@y", now=clock.now())
    assert session.scalars(select(News.title)).one() == "หนึ่ง Bcc: x@y"


@pytest.mark.parametrize(("template", "context"), [("news", NEWS), ("digest", DIGEST)])
def test_mail_programs_are_told_how_to_stop_letters_with_one_click(
    session, smtp, template, context
):
    path = path_to_stop(Letters(SUBMISSION, "7K3M-Q8ZT"))
    write(template=template, context={**context, "stop": path})
    deliver_all(session)

    (raw,) = smtp.kept
    # To the letter: an address of more than one line's usual length must not be folded or encoded.
    line = f"List-Unsubscribe: <http://localhost{path}>"
    assert f"\r\n{line}\r\n".encode() in raw
    assert len(line) > 78
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw


def test_the_link_in_the_letter_stops_it(app, session, smtp, make, client):
    voice = make.submission(make.round(), contact_email="somebody@example.org")
    write(
        template="news", context={**NEWS, "stop": path_to_stop(Letters(SUBMISSION, voice.number))}
    )
    deliver_all(session)

    (letter,) = smtp.letters()
    link = letter["List-Unsubscribe"].strip("<>")
    assert client.post(link, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert session.get_one(type(voice), voice.id).contact_email is None


def test_other_letters_do_not_offer_to_stop(session, smtp):
    write()
    deliver_all(session)

    (letter,) = smtp.letters()
    assert letter["List-Unsubscribe"] is None


@pytest.fixture
def smtp(app, monkeypatch):
    from dataclasses import replace

    with serving() as server:
        with_server = replace(app.config["IDEATION"], smtp_url=server.url)
        monkeypatch.setitem(app.config, "IDEATION", with_server)
        yield server


def test_a_letter_goes_out_by_smtp(app, session, smtp):
    write()
    deliver_all(session)

    (raw,) = smtp.kept
    letter = message_from_bytes(raw, policy=policy.default)
    assert letter["Subject"] == "We received what you told us (7K3M-Q8ZT)"
    assert "7K3M-Q8ZT" in letter.get_content()
    assert letters(app) == []


def test_an_address_refused_for_good_drops_the_message_and_is_forgotten(session, smtp):
    write(recipient="nobody@example.org")
    deliver_all(session)

    message = session.scalars(select(Message)).one()
    assert (message.state, message.recipient) == ("dropped", "")
    assert smtp.kept == []


def test_a_mail_server_that_is_away_leaves_the_message_waiting(app, session, monkeypatch, smtp):
    smtp.stop()
    write()
    session.commit()
    item_id = session.scalars(select(WorkItem.id)).one()

    with pytest.raises(OSError, match="refused"):
        perform.perform(session, registry.kinds["message.send"], item_id)

    item = session.get_one(WorkItem, item_id)
    assert (item.state, item.failures) == ("waiting", 1)
    assert session.scalars(select(Message)).one().recipient == "somebody@example.org"


def test_a_password_is_never_sent_to_a_distant_server_without_tls():
    from urllib.parse import urlsplit

    assert outbox.may_send_password(urlsplit("smtp://u:p@127.0.0.1:25"), encrypted=False)
    assert not outbox.may_send_password(urlsplit("smtp://u:p@mail.example.org"), encrypted=False)
    assert outbox.may_send_password(urlsplit("smtp://u:p@mail.example.org"), encrypted=True)


@pytest.mark.committed
def test_the_command_lists_and_shows_the_newest_letters(session, command):
    write()
    deliver_all(session)

    listed = command("mail", "list").stdout
    shown = command("mail", "show").stdout

    assert "somebody@example.org" in listed
    assert "7K3M-Q8ZT" in listed
    assert "http://localhost/track?number=7K3M-Q8ZT" in shown
