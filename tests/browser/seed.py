"""Fills the database of the running stack for the browser tests; prints what they need as JSON."""

import json
import sys
from datetime import timedelta
from typing import Any

from flask import Flask
from flask_security.proxies import _security as security

from ideation import create_app
from ideation.accounts.models import Account, Role
from ideation.core import clock
from ideation.core.registry import registry
from ideation.diagnose.service import board
from ideation.extensions import db
from ideation.rounds.models import Stage
from tests import factories
from tests.guards import world

RICH, PATH, WHOLE = "village-internet", "mobile-signal", "evening-internet"
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
OFFICER = "officer@example.org"
SIGNED_IN = (
    "officer",
    "administrator",
    "citizen",
    "business",
    "evaluator",
    "committee_secretary",
    "committee_member",
)


def main() -> None:
    app = create_app()
    with app.app_context():
        make = factories.Make(db.session)
        small = world.build(make)
        _rounds(make)
        _decisions(small)
        secret = _officer(make)
        db.session.commit()
        given = {
            "names": small.names | {"member_account": small.accounts["committee_member"].id},
            "cookies": {
                f"{role} {language}": _cookie(app, small.accounts.get(role), language)
                for role in ("visitor", *SIGNED_IN)
                for language in ("th", "en")
            },
            "totp_uri": security.totp_factory.get_totp_uri(OFFICER, secret),
            "kinds": sorted(registry.kinds),
        }
    json.dump(given, sys.stdout, ensure_ascii=False)


def _rounds(make: factories.Make) -> None:
    make.round(slug=RICH, title="อินเทอร์เน็ตในหมู่บ้านของคุณเป็นอย่างไร")
    make.round(slug=PATH, title="สัญญาณโทรศัพท์ในชุมชน")
    now, day = clock.now(), timedelta(days=1)
    make.round(
        slug=WHOLE,
        title="อินเทอร์เน็ตช่วงค่ำ",
        windows=[(stage, now - day, now + 30 * day) for stage in Stage],
    )


def _decisions(small: world.World) -> None:
    """Give one theme a decision and an answer, so that pages show them."""
    common: dict[str, Any] = {"actor": small.accounts["officer"], "now": clock.now()}
    theme_id = small.names["other_theme"]
    board.decide(theme_id, "select", "ทำได้ภายในปีงบประมาณนี้", **common)
    board.answer(theme_id, "เราจะติดตั้งไวไฟเพิ่ม 20 โรงเรียน", **common)


def _officer(make: factories.Make) -> str:
    """Make the officer who signs in with password and code; return the code's secret."""
    account = make.member(Role.OFFICER, email=OFFICER, display_name="สมศรี ใจดี")
    account.tf_totp_secret = security.totp_factory.generate_totp_secret()
    return account.tf_totp_secret


def _cookie(app: Flask, account: Account | None, language: str) -> str:
    client = app.test_client()
    client.environ_base["HTTP_USER_AGENT"] = AGENT
    if account is not None:
        factories.sign_in(client, account)
    with client.session_transaction() as session:
        session["language"] = language
    return client.get_cookie("session").value


if __name__ == "__main__":
    main()
