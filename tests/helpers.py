"""What tests of pages share."""

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, has_app_context
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from ideation.core import clock, perform
from ideation.core.models import WorkItem
from ideation.core.registry import registry
from ideation.extensions import db

_TOKEN = re.compile(r'name="csrf[_-]token"[^>]*?(?:value|content)="([^"]+)"')


class Browser(FlaskClient):
    """A client whose every request has a context and database session of its own, as in serving.

    Inside the context that a test works in, Flask would share them: the account of the first
    request would stay signed in for good, and a service that forgets to commit would pass.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if self.preserve_context or not has_app_context():
            return super().open(*args, **kwargs)
        db.session.flush()
        kwargs.setdefault("buffered", True)
        with self.application.app_context():
            response = super().open(*args, **kwargs)
        db.session.expire_all()
        return response


def perform_all(session: Any, name: str) -> None:
    """Do all work of a kind here, as a worker would."""
    for item_id in session.scalars(select(WorkItem.id).where(WorkItem.kind == name)).all():
        perform.perform(session, registry.kinds[name], item_id)


def spread_news(session: Any) -> None:
    """Spread all news that wait, as a worker does once the time to undo is over."""
    kind = registry.kinds["news.spread"]
    waiting = select(WorkItem).where(WorkItem.kind == kind.name, WorkItem.state == "waiting")
    for item in session.scalars(waiting.order_by(WorkItem.id)).all():
        item.due_at = clock.now() - timedelta(seconds=1)
        session.commit()
        perform.perform(session, kind, item.id)


def redis_database(url: str, number: int) -> str:
    """The address of a numbered database on the Redis server of an address."""
    parts = urlsplit(url)
    path = parts.path if parts.scheme == "unix" else ""
    return f"{parts.scheme}://{parts.netloc}{path}?db={number}"


def at_once(app: Flask, work: Callable[[int], object], workers: int = 10) -> list[BaseException]:
    """Do work ten times in each of some threads that begin together; return what went wrong.

    The work is given a number of its own each time: ten times the worker, and the turn.
    """
    gate = threading.Barrier(workers)
    errors: list[BaseException] = []

    def run(worker: int) -> None:
        with app.app_context():
            gate.wait(timeout=60)
            for turn in range(10):
                try:
                    work(worker * 10 + turn)
                except BaseException as error:  # noqa: BLE001  Shown by the test.
                    errors.append(error)
            db.session.remove()

    threads = [threading.Thread(target=run, args=(worker,)) for worker in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return errors


def csrf_token(response: TestResponse) -> str:
    """The CSRF token of a page that was fetched."""
    found = _TOKEN.search(response.get_data(as_text=True))
    assert found, f"no CSRF token on {response.request.path} (status {response.status_code})"
    return found.group(1)


def post(
    client: FlaskClient, url: str, /, *, page: str | None = None, follow: bool = False, **data: Any
) -> TestResponse:
    """Send a form as a person does: fetch its page, take the token from it, post.

    `page` is where the form stands (by default `url` itself); `follow` follows redirects.
    Lists are sent as repeated fields.
    """
    token = csrf_token(client.get(page or url, follow_redirects=True))
    return client.post(url, data={"csrf_token": token, **data}, follow_redirects=follow)


def words(response: TestResponse) -> str:
    """The text of a page without its tags, in one line."""
    body = re.sub(r"(?s)<(script|style).*?</\1>", " ", response.get_data(as_text=True))
    return " ".join(re.sub(r"(?s)<[^>]+>", " ", body).split())
