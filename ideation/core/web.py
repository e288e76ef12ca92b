"""What every request passes: its id, the security headers, and one place for errors."""

import re
import secrets
import uuid
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import (
    Flask,
    Response,
    current_app,
    flash,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from markupsafe import Markup
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map
from werkzeug.wrappers import Response as BaseResponse

from ideation.config import VERSION
from ideation.core import errors, formats
from ideation.core.i18n import _, language
from ideation.core.ids import LARGEST_ID
from ideation.core.registry import Panel
from ideation.core.statuses import status_words
from ideation.extensions import csrf, db, limiter

log = structlog.get_logger()

rate_limit = limiter.limit
rate_limit_exempt = limiter.exempt
# Only for what a program may do that knows no page of ours, such as a mail program.
csrf_exempt = csrf.exempt

_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


def init_app(app: Flask) -> None:
    """Bind request ids, headers, error pages and what every template may use."""
    settings = app.config["IDEATION"]
    if settings.proxies:
        proxies = settings.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask's documented way.
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies
        )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        date=formats.date_words,
        datetime=formats.datetime_words,
        ago=formats.ago,
        number=formats.number,
        markdown=formats.markdown,
        thai_digits=formats.thai_digits,
        with_lang=formats.with_lang,
    )
    app.jinja_env.tests["foreign"] = formats.is_foreign
    app.jinja_env.globals.update(csp_nonce=csp_nonce, version=VERSION, status_words=status_words)
    app.url_map.converters["int"] = RowNumber
    app.before_request(_name_request)
    app.after_request(_secure)
    app.context_processor(lambda: {"locale": language(), "demo": settings.demo})
    app.register_error_handler(errors.DomainError, _domain_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(RateLimitExceeded, _rate_limited)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


class RowNumber(IntegerConverter):
    """The id of a row in an address; a number that no table can hold leads nowhere."""

    def __init__(self, url_map: Map, **options: Any) -> None:
        super().__init__(url_map, **{"max": LARGEST_ID, **options})


def csp_nonce() -> str:
    """Return the nonce of this response's Content-Security-Policy."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def safe_next(target: str | None, fallback: str) -> str:
    """Return a place on this site to go to; anything that leads elsewhere becomes `fallback`."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return fallback
    parts = urlsplit(target)
    return fallback if parts.netloc or parts.scheme else target


def done(message: str, endpoint: str, **values: Any) -> BaseResponse:
    """Say that something was done, and go on to a page."""
    flash(message, "success")
    return redirect(url_for(endpoint, **values))


def drawn(panels: Iterable[Panel], **common: Any) -> list[Markup]:
    """Return the parts that later rooms add to a page, each as markup.

    Args:
        panels: what `registry.panels_of` returned.
        common: what every part may use, such as the object that the page is about.
    """
    return [
        Markup(render_template(panel.template, **{**common, **panel.values}))  # noqa: S704  Our own page.
        for panel in panels
    ]


def wants_json() -> bool:
    """Tell whether the client asked for JSON rather than a page."""
    return bool(
        request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"
    )


def _name_request() -> None:
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _secure(response: Response) -> Response:
    nonce = csp_nonce()
    headers = response.headers
    headers["X-Request-ID"] = g.get("request_id", "")
    headers["Content-Security-Policy"] = (
        f"default-src 'self'; script-src 'self' 'nonce-{nonce}'; "
        f"style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    )
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if current_app.config["IDEATION"].secure:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if not request.path.startswith("/static/") and "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store"
    return response


def _page(code: int, title: str, message: str) -> tuple[Any, int]:
    reference = g.get("request_id", "")
    if wants_json():
        return jsonify(error={"code": code, "message": message, "reference": reference}), code
    page = render_template(
        "errors/error.html", code=code, title=title, message=message, reference=reference
    )
    return page, code


def _title(code: int) -> str:
    titles = {
        400: _("We could not read that request"),
        401: _("Please sign in first"),
        403: _("You may not do this"),
        404: _("We could not find this page"),
        405: _("This cannot be done here"),
        409: _("This is not possible just now"),
        413: _("This is too large"),
        422: _("Something needs correcting"),
        429: _("That was very fast"),
        503: _("Please try again in a moment"),
    }
    return str(titles.get(code, _("Something went wrong on our side")))


def _domain_error(error: errors.DomainError) -> Any:
    db.session.rollback()
    if isinstance(error, errors.SignInNeeded) and not wants_json():
        flash(str(error), "info")
        return redirect(url_for("security.login", next=_way_back()))
    return _page(error.status, _title(error.status), str(error))


def _way_back() -> str:
    """Return where somebody goes on after the sign-in: to the page, or to that of the form."""
    if request.method in ("GET", "HEAD"):
        return request.full_path.rstrip("?")
    # The address that a form is sent to often shows no page of its own.
    came_from = urlsplit(request.referrer or "")
    if came_from.netloc != request.host:
        return url_for("site.home")
    return came_from._replace(scheme="", netloc="", fragment="").geturl() or "/"


def _csrf_error(_error: CSRFError) -> Any:
    message = _("The page had been open too long. Go back, reload it and send it again.")
    return _page(400, _title(400), message)


def _rate_limited(_error: RateLimitExceeded) -> Any:
    message = _("Too many requests came from your connection. Wait a minute and try again.")
    return _page(429, _title(429), message)


def _database_away(error: OperationalError) -> Any:
    db.session.rollback()
    log.error("web.database_away", error=str(error.orig))
    message = _("We cannot reach our records just now. What you typed is not lost: try again.")
    return _page(503, _title(503), message)


def _http_error(error: HTTPException) -> Any:
    code = error.code or 500
    if code < 400:  # A redirect that Werkzeug raises.
        return error
    messages = {
        404: _("Check the address, or use search to find what you are looking for."),
        413: _("Send a smaller file, of at most 25 MB."),
    }
    message = messages.get(code, _("Go back and try again, or start from the home page."))
    return _page(code, _title(code), message)


def _unexpected(error: Exception) -> Any:
    db.session.rollback()
    log.exception("web.unexpected", error=repr(error))
    message = _("We have recorded the fault. Please try again; nothing that we had is lost.")
    return _page(500, _title(500), message)
