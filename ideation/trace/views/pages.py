"""The trace of an object, as a page and as data."""

from typing import Any

from flask import jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ideation.core import clock
from ideation.core.page_cache import public_page
from ideation.core.web import rate_limit
from ideation.diagnose.views.submissions import visitor
from ideation.trace import service
from ideation.trace.views.blueprint import blueprint
from ideation.trace.views.data import as_data


@blueprint.get("/trace/<kind>/<int:id>")
@public_page
def show(kind: str, id: int) -> ResponseReturnValue:
    """Show the whole line through an object; a merged theme's leads to where it went."""
    trace = service.show(kind, id, **_reader())
    if trace.start != (kind, id):
        return redirect(url_for("trace.show", kind=trace.start[0], id=trace.start[1]), code=301)
    return render_template("trace/show.html", trace=trace, theme=trace.theme, round=trace.round)


@blueprint.get("/trace/<kind>/<int:id>.json", endpoint="data")
@rate_limit("60 per minute")
def show_data(kind: str, id: int) -> ResponseReturnValue:
    """Send the same as data that programs can read."""
    return jsonify(as_data(service.show(kind, id, **_reader())))


def _reader() -> dict[str, Any]:
    return {"actor": visitor.actor(), "tracked": visitor.tracked(), "now": clock.now()}
