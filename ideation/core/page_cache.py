"""Public pages, kept for a moment for visitors who would all be shown the same.

When a round is in the news, thousands of people open the same few pages. Whoever has only a
language and a CSRF token in the session is shown a page that was made for another such visitor
a moment ago, with a nonce and a token of their own. Everybody else always gets a fresh page.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, Response, current_app, g, make_response, request, session
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from ideation.core.i18n import language
from ideation.core.web import csp_nonce

MOST_PAGES = 256
_OF_ANYBODY = {"csrf_token", "language"}
# No page holds these, because the templating escapes what people write.
_NONCE = '"the nonce"<'
_TOKEN = '"the token"<'  # noqa: S105  A mark, not a secret.

View = Callable[..., ResponseReturnValue]


class PageCache:
    """The pages of one process, each good for a few seconds.

    Args:
        seconds: how long a page is good; 0 keeps none.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._pages: OrderedDict[Any, tuple[float, str]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Any) -> str | None:
        """Return a page that is still good."""
        with self._lock:
            until, body = self._pages.get(key, (0.0, ""))
        return body if time.monotonic() < until else None

    def put(self, key: Any, body: str) -> None:
        """Keep a page, and drop the oldest where there are too many."""
        with self._lock:
            self._pages[key] = (time.monotonic() + self.seconds, body)
            self._pages.move_to_end(key)
            if len(self._pages) > MOST_PAGES:
                self._pages.popitem(last=False)


def init_app(app: Flask) -> None:
    """Give the application its pages."""
    app.extensions["page_cache"] = PageCache(app.config["IDEATION"].page_cache_seconds)


def public_page(view: View) -> View:
    """Let visitors share what a view shows; for pages that say nothing about who looks."""

    @wraps(view)
    def shared(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        cache: PageCache = current_app.extensions["page_cache"]
        if not cache.seconds or not set(session) <= _OF_ANYBODY:
            return view(*args, **kwargs)
        key = (language(), request.full_path, request.headers.get("HX-Request"))
        kept = cache.get(key)
        if kept is not None:
            return Response(kept.replace(_NONCE, csp_nonce()).replace(_TOKEN, generate_csrf()))
        response = make_response(view(*args, **kwargs))
        if response.status_code == 200 and response.mimetype == "text/html":
            cache.put(key, _without_secrets(response.get_data(as_text=True)))
        return response

    return shared


def _without_secrets(body: str) -> str:
    for name, mark in (("csp_nonce", _NONCE), ("csrf_token", _TOKEN)):
        if name in g:
            body = body.replace(g.get(name), mark)
    return body
