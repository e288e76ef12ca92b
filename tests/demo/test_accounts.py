"""Which accounts of the living example are offered to try it with."""

import dataclasses

from ideation.accounts import service
from ideation.core import clock


def test_the_accounts_that_fill_the_example_are_not_offered(app, session, monkeypatch):
    settings = dataclasses.replace(app.config["IDEATION"], demo=True)
    monkeypatch.setitem(app.config, "IDEATION", settings)
    for email in ("citizen@demo.example.org", "citizen+kru@demo.example.org"):
        service.add_demo_account(email=email, display_name="ตัวอย่าง", now=clock.now())
    assert [account.email for account in service.demo_accounts()] == ["citizen@demo.example.org"]
