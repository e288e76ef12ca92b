"""The routes of Notify, and what they are about."""

from typing import Any

from ideation.core import clock
from ideation.notify.models import InboxItem, News
from ideation.notify.stop_links import ACCOUNT, SUBMISSION, Letters, path_to_stop
from tests.guards.cases import MISSING, MISTAKE, OK, Case, everybody, get, post, signed_in

THEME = {"kind": "theme", "id": "{theme}", "next": "/themes/{theme}"}
HIDDEN = {"kind": "theme", "id": "{hidden_theme}", "next": "/"}
OF_ACCOUNT = {"token": "{stop_account}"}
OF_VOICE = {"token": "{stop_voice}"}
FORGED = {"token": "forged"}

CASES: tuple[Case, ...] = (
    get("notify.inbox", signed_in(OK)),
    # Only the citizen has been told something.
    post("notify.open_item", signed_in(MISSING, citizen="themes.show"), at={"item_id": "{told}"}),
    post("notify.read_all", signed_in("notify.inbox")),
    get("notify.follows", signed_in(OK)),
    get("notify.mail", signed_in(OK)),
    post("notify.mail", signed_in("notify.mail"), frequency="daily"),
    post("notify.mail", signed_in(MISTAKE), "an odd choice", frequency="hourly"),
    post("notify.follow", signed_in("themes.show"), **THEME),
    # What is in a draft round is public to nobody, not even to the staff who see it.
    post("notify.follow", signed_in(MISSING), "a theme of a draft", **HIDDEN),
    post("notify.unfollow", signed_in("themes.show"), **THEME),
    get("notify.stop", everybody(OK), **OF_ACCOUNT),
    get("notify.stop", everybody(OK), "of a voice", **OF_VOICE),
    get("notify.stop", everybody(MISSING), "a forged link", **FORGED),
    post("notify.stop_now", everybody(OK), at=OF_ACCOUNT),
    post("notify.stop_now", everybody(OK), "of a voice", at=OF_VOICE),
    post("notify.stop_now", everybody(MISSING), "a forged link", at=FORGED),
)


def furnish(make: Any, world: Any) -> None:
    """Add objects of this room to the small world."""
    citizen, now = world.accounts["citizen"], clock.now()
    news = News(
        event="theme.selected", subject_kind="theme", subject_id=world.names["theme"],
        title="เน็ตชุมชน", at=now,
    )  # fmt: skip
    make.session.add(news)
    make.session.flush()
    told = InboxItem(account_id=citizen.id, news_id=news.id, created_at=now)
    make.session.add(told)
    make.session.flush()
    world.names |= {
        "told": told.id,
        "stop_account": _token(ACCOUNT, str(citizen.id)),
        "stop_voice": _token(SUBMISSION, world.names["own_voice"]),
    }


def _token(kind: str, key: str) -> str:
    return path_to_stop(Letters(kind, key)).rpartition("/")[2]
