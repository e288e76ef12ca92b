"""Asking the application for real, and naming what it answered."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, url_for
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

from ideation.extensions import db
from tests import helpers
from tests.guards.cases import Case, Outcome
from tests.guards.world import TABLE, World

REDIRECTS = range(300, 400)
# Where the name of an object in an address is not the world's name for it.
_NAMES_IN_ADDRESSES = {"slug": "round", "number": "voice", "agency_slug": "agency"}


def address(app: Flask, case: Case, world: World) -> str:
    """Return the address a case asks for."""
    rule = next(iter(app.url_map.iter_rules(case.endpoint)))
    values = {name: world.names[_world_name(name)] for name in rule.arguments - case.at.keys()}
    values |= {name: fill(value, world) for name, value in case.at.items()}
    with app.test_request_context():
        return url_for(case.endpoint, **values)


def _world_name(argument: str) -> str:
    return _NAMES_IN_ADDRESSES.get(argument, argument.removesuffix("_id"))


def fill(value: str, world: World) -> str:
    """Put the world's objects in the place of their `{names}`."""
    return re.sub(r"\{(\w+)\}", lambda found: str(world.names[found.group(1)]), value)


def form(case: Case, world: World) -> dict[str, Any]:
    """Return what a case sends, files included."""
    return {
        fill(name, world): (io.BytesIO(TABLE), "voices.csv")
        if value == "{table}"
        else fill(value, world)
        for name, value in case.send.items()
    }


class Visits:
    """A role's browser, as it was before the case: no case sees the cookies of another."""

    def __init__(self, app: Flask, world: World, role: str, language: str = "th") -> None:
        self.app = app
        self.world = world
        browser = world.client(app, role)
        with browser.session_transaction() as session:
            session["language"] = language
        self.token = helpers.csrf_token(browser.get("/about"))
        self.cookie = browser.get_cookie("session").value

    def browser(self) -> FlaskClient:
        """Return a browser with the role's cookie."""
        client = self.app.test_client()
        client.set_cookie("session", self.cookie)
        return client

    def ask(self, case: Case, token: str | None = None) -> TestResponse:
        """Send the request of a case; a POST with the session's CSRF token or another one."""
        where = address(self.app, case, self.world)
        if case.method == "GET":
            return self.browser().get(where)
        sent = {"csrf_token": self.token if token is None else token, **form(case, self.world)}
        return self.browser().post(where, data=sent)


@contextmanager
def undone() -> Iterator[None]:
    """Undo what is written inside, committed or not."""
    db.session.commit()
    savepoint = db.engines[None].begin_nested()
    try:
        yield
    finally:
        # First what the test's own session may have begun inside.
        db.session.rollback()
        savepoint.rollback()


def outcome(app: Flask, response: TestResponse) -> Outcome:
    """Name an answer: its status, or the endpoint a redirect leads to."""
    if response.status_code not in REDIRECTS:
        return response.status_code
    path = response.headers["Location"].removeprefix("http://localhost").partition("?")[0]
    adapter = app.url_map.bind("localhost")
    try:
        endpoint, _values = adapter.match(path.partition("#")[0])
    except RequestRedirect as onward:
        return f"onward to {onward.new_url}"
    except HTTPException:
        return f"elsewhere: {response.headers['Location']}"
    return endpoint
