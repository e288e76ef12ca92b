"""Home, search, tracking, and the pages that explain the service."""

from datetime import datetime, timedelta
from typing import Any

from flask import Response, redirect, render_template, request, session, url_for
from flask_security import current_user
from werkzeug.datastructures import MultiDict

from ideation.core import clock
from ideation.core.assets import asset
from ideation.core.errors import NotFound
from ideation.core.filters import query_words
from ideation.core.i18n import LANGUAGES, language
from ideation.core.page_cache import public_page
from ideation.core.pagination import page_number
from ideation.core.web import rate_limit, safe_next
from ideation.diagnose import consent
from ideation.diagnose.service import status
from ideation.diagnose.views.submissions import visitor
from ideation.site import forms, service
from ideation.site.views.blueprint import site
from ideation.site.words import FOUND

_ROBOTS = "User-agent: *\nDisallow: /account\nDisallow: /receipt\nDisallow: /submissions/*/status\n"


@site.get("/")
@public_page
def home() -> str:
    """Say what this is, what is open, and what became of what people said."""
    front = service.front_page(viewer=current_user, now=clock.now())
    return render_template("site/home.html", front=front)


@site.get("/search")
def search() -> str:
    """Search everything that the public may see."""
    query = query_words(request.args.get("q", ""))
    kind = request.args.get("kind", "")
    finds = service.search(query, kind, page_number(request.args.get("page")))
    return render_template(
        "site/search.html",
        query=query,
        finds=finds,
        FOUND=FOUND,
        ICONS=service.KINDS,
        page_url=lambda number: url_for("site.search", q=query, kind=finds.kind, page=number),
    )


@site.route("/track", methods=["GET", "POST"])
@rate_limit("20 per minute", methods=["POST"])
def track() -> Any:
    """Let the holder of a receipt see what became of their words."""
    form = forms.TrackForm(data={"number": request.args.get("number", "")[:40]})
    if form.validate_on_submit():
        try:
            submission = status.find(form.number.data, form.secret.data)
        except NotFound as error:
            form.show(error)
        else:
            visitor.track(submission.id)
            return redirect(url_for("submissions.status", number=submission.number))
    return render_template("site/track.html", form=form), 422 if form.errors else 200


@site.post("/language")
def set_language() -> Any:
    """Remember in which language this browser reads."""
    chosen = request.form.get("locale", "")
    if chosen in LANGUAGES:
        session["language"] = chosen
    return redirect(safe_next(request.form.get("next"), url_for("site.home")))


@site.get("/privacy")
def privacy() -> str:
    """Say what we keep of people, why, and what they can have done about it."""
    words = consent.text(consent.CURRENT, language())
    return render_template("site/privacy.html", consent=words, version=consent.CURRENT)


@site.get("/about")
def about() -> str:
    """Explain the process, how themes are made, and how accessible the service is."""
    return render_template("site/about.html")


@site.get("/style")
def style() -> str:
    """Show every component of the pages."""
    form = forms.SampleForm(MultiDict({"title": "เน็ตหลุดทุกเย็น"}), meta={"csrf": False})
    form.validate()
    return render_template("site/style.html", form=form, day=_days_from_now)


def _days_from_now(days: int) -> datetime:
    return clock.now() + timedelta(days=days)


@site.get("/robots.txt")
def robots() -> Response:
    """Keep search engines away from personal pages."""
    return Response(_ROBOTS, mimetype="text/plain")


@site.get("/favicon.ico")
def favicon() -> Any:
    """Lead browsers that ask for the old name to the logo."""
    return redirect(asset("logo.svg"))
