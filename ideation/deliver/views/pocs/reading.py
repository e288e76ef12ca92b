"""What everybody sees: the trials of a round, one trial, and its measurements as a file."""

import csv
import io
from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ideation.core import clock
from ideation.core.forms import Form
from ideation.core.i18n import _
from ideation.core.page_cache import public_page
from ideation.core.pagination import page_number
from ideation.core.sectors import SECTORS
from ideation.core.spreadsheets import harmless
from ideation.core.web import drawn, rate_limit
from ideation.deliver.forms.pocs import FeedbackForm, NoteForm
from ideation.deliver.service import pocs as service
from ideation.deliver.views.pocs.blueprint import blueprint
from ideation.deliver.words import POC_STATES, VERDICTS
from ideation.diagnose.views.submissions import visitor

CSV_COLUMNS = ("indicator", "unit", "baseline", "target", "day", "value", "note")


@blueprint.get("/rounds/<slug>/trials")
@public_page
def index(slug: str) -> ResponseReturnValue:
    """List the trials of a round."""
    number = page_number(request.args.get("page"))
    listing = service.browse(slug, request.args, number, actor=visitor.actor())
    asked = {"q": listing.q, "state": listing.state}
    kept = {name: value for name, value in asked.items() if value}
    labels = {"q": _("Search: %(words)s", words=listing.q)}
    if listing.state:
        labels["state"] = str(POC_STATES[listing.state].label)
    return render_template(
        "pocs/index.html",
        listing=listing,
        round=listing.round,
        chips=[
            {
                "label": labels[name],
                "url": url_for(
                    "pocs.index", slug=slug, **{key: kept[key] for key in kept if key != name}
                ),
            }
            for name in kept
        ],
        page_url=lambda number: url_for("pocs.index", slug=slug, page=number, **kept),
    )


@blueprint.get("/trials/<int:poc_id>")
def show(poc_id: int) -> ResponseReturnValue:
    """Show a trial."""
    return page_of(poc_id)


@blueprint.get("/trials/<int:poc_id>/measurements.csv", endpoint="csv")
@rate_limit("30 per minute")
def csv_file(poc_id: int) -> ResponseReturnValue:
    """Send all measurements of a trial as a table."""
    buffer = io.StringIO()
    buffer.write("\ufeff")  # Without it Excel reads Thai as Latin letters.
    writer = csv.writer(buffer)
    writer.writerow(CSV_COLUMNS)
    for indicator, measurement in service.all_measurements(poc_id, actor=visitor.actor()):
        writer.writerow(
            [
                harmless(indicator.name),
                harmless(indicator.unit),
                _plain(indicator.baseline),
                _plain(indicator.target),
                measurement.measured_on.isoformat(),
                _plain(measurement.value),
                harmless(measurement.note),
            ]
        )
    response = Response(buffer.getvalue(), mimetype="text/csv")
    disposition = f'attachment; filename="trial-{poc_id}-measurements.csv"'
    response.headers["Content-Disposition"] = disposition
    return response


def page_of(poc_id: int, wrong: Form | None = None) -> ResponseReturnValue:
    """Show a trial; a form that was refused keeps what was typed, and its faults stand on top.

    Args:
        poc_id: the trial.
        wrong: the form that was refused.
    """
    wish = service.Wish.read(request.args)
    number = page_number(request.args.get("page"))
    page = service.show(poc_id, wish, number, actor=visitor.actor(), now=clock.now())
    panels = drawn(page.panels, poc=page.poc, round=page.round)
    body = render_template(
        "pocs/show.html",
        page=page,
        poc=page.poc,
        round=page.round,
        panels=panels,
        chips=_chips(poc_id, wish),
        wrong=wrong,
        feedback_form=_form(FeedbackForm, wrong),
        note_form=_form(NoteForm, wrong),
        today=today(),
        page_url=lambda number: _address(poc_id, page=number, **wish.arguments()),
    )
    return body, 200 if wrong is None else 422


def today() -> Any:
    """Return the day it is in Thailand, which forms suggest."""
    return clock.day_of(clock.now())


def _plain(value: float) -> str:
    """Write a number for other programs: without separators, and as whole as it is."""
    return f"{value:.9f}".rstrip("0").rstrip(".")


def _form(kind: type[Form], wrong: Form | None) -> Form:
    # What was posted to one form is not for the others.
    return wrong if isinstance(wrong, kind) else kind(None)


def _address(poc_id: int, **arguments: Any) -> str:
    return url_for("pocs.show", poc_id=poc_id, _anchor="feedback", **arguments)


def _chips(poc_id: int, wish: service.Wish) -> list[dict[str, str]]:
    labels = {
        "q": _("Search: %(words)s", words=wish.q),
        "verdict": str(VERDICTS[wish.verdict].label) if wish.verdict else "",
        "sector": str(SECTORS[wish.sector]) if wish.sector else "",
    }
    return [
        {"label": labels[name], "url": _address(poc_id, **wish.without(name))}
        for name in wish.arguments()
    ]
