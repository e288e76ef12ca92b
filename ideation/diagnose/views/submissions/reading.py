"""The public's pages: the list of a round, one submission, the file of all, and support."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from flask import (
    Response,
    flash,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue

from ideation.core import clock
from ideation.core.i18n import _
from ideation.core.page_cache import public_page
from ideation.core.pagination import page_number
from ideation.core.spreadsheets import harmless
from ideation.core.web import rate_limit, safe_next
from ideation.diagnose import words
from ideation.diagnose.service import support, voices
from ideation.diagnose.service.status import public_status
from ideation.diagnose.views.submissions import visitor
from ideation.diagnose.views.submissions.blueprint import blueprint, shown_name

CSV_COLUMNS = (
    "number", "said_at", "title", "text", "additions", "kind", "province", "channel", "name",
    "status", "theme", "support",
)  # fmt: skip


@blueprint.get("/rounds/<slug>/submissions")
@public_page
def index(slug: str) -> ResponseReturnValue:
    """List what people said in a round."""
    filters = voices.Filters.read(request.args)
    number = page_number(request.args.get("page"))
    listing = voices.browse(slug, filters, number, actor=visitor.actor())
    return render_template(
        "submissions/index.html",
        listing=listing,
        round=listing.round,
        chips=_chips(listing),
        public_status=public_status,
        words=words,
        page_url=lambda number: url_for(
            "submissions.index", slug=slug, **filters.arguments(), page=number
        ),
    )


@blueprint.get("/rounds/<slug>/submissions.csv", endpoint="csv")
@rate_limit("10 per minute")
def csv_file(slug: str) -> ResponseReturnValue:
    """Send all submissions of a list as a table, without contact data."""
    rows = voices.rows(slug, voices.Filters.read(request.args), actor=visitor.actor())
    response = Response(stream_with_context(_csv(rows)), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-submissions.csv"'
    return response


@blueprint.get("/submissions/<number>")
def show(number: str) -> ResponseReturnValue:
    """Show one submission."""
    voice = voices.show(
        number,
        actor=visitor.actor(),
        visitor_key=visitor.visitor_key(),
        tracked=visitor.tracked(),
        now=clock.now(),
    )
    return render_template("submissions/show.html", voice=voice, round=voice.submission.round)


@blueprint.get("/submissions/by-id/<int:submission_id>")
def by_id(submission_id: int) -> ResponseReturnValue:
    """Lead from a row's id, which links inside the product know, to the public number."""
    return redirect(url_for("submissions.show", number=voices.number_of(submission_id)))


@blueprint.post("/submissions/<number>/support", endpoint="support")
@rate_limit("60 per minute")
def support_it(number: str) -> ResponseReturnValue:
    """Say the same."""
    submission = support.support(
        number,
        actor=visitor.actor(),
        visitor_key=visitor.new_visitor_key(),
        tracked=visitor.tracked(),
        now=clock.now(),
    )
    if "HX-Request" not in request.headers:
        undo = {
            "text": _("You support this now."),
            "undo_url": url_for("submissions.unsupport", number=number),
        }
        flash(undo, "undo")
    return _after_support(submission, supported=True)


@blueprint.post("/submissions/<number>/unsupport", endpoint="unsupport")
@rate_limit("60 per minute")
def unsupport_it(number: str) -> ResponseReturnValue:
    """Take the support back."""
    submission = support.unsupport(
        number, actor=visitor.actor(), visitor_key=visitor.new_visitor_key(), now=clock.now()
    )
    return _after_support(submission, supported=False)


def _after_support(submission: Any, *, supported: bool) -> ResponseReturnValue:
    if "HX-Request" in request.headers:
        return render_template(
            "submissions/_similar_one.html", submission=submission, is_supported=supported
        )
    fallback = url_for("submissions.show", number=submission.number)
    return redirect(safe_next(request.form.get("next"), fallback))


def _chips(listing: voices.Listing) -> list[dict[str, str]]:
    filters = listing.filters
    themes = {str(theme_id): label for theme_id, label in listing.choices}
    labels = {
        "q": _("Search: %(words)s", words=filters.q),
        "kind": words.kind_word(filters.kind) if filters.kind else "",
        "province": words.province_word(filters.province),
        "channel": words.channel_word(filters.channel) if filters.channel else "",
        "status": str(words.STATUSES.get(filters.status, "")),
        "theme": themes.get(filters.theme, _("One theme")),
        "copies": _("Nearly the same wording"),
    }
    slug = listing.round.slug
    return [
        {"label": label, "url": url_for("submissions.index", slug=slug, **filters.without(name))}
        for name, label in labels.items()
        if getattr(filters, name)
    ]


def _csv(rows: Iterator[tuple[Any, Any, list[str]]]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")  # Without it Excel reads Thai as Latin letters.
    writer.writerow(CSV_COLUMNS)
    for submission, theme, additions in rows:
        writer.writerow([harmless(cell) for cell in _cells(submission, theme, additions)])
        if buffer.tell() > 32_000:
            yield _taken(buffer)
    yield _taken(buffer)


def _cells(submission: Any, theme: Any, additions: list[str]) -> list[str]:
    return [
        submission.number,
        submission.said_at.isoformat(),
        submission.title,
        submission.text,
        "\n\n".join(additions),
        submission.kind,
        words.province_word(submission.province),
        submission.channel,
        shown_name(submission),
        public_status(submission, theme),
        theme.label if theme else "",
        str(submission.support_count),
    ]


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
