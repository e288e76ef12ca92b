"""How people answered: the list of a theme, and the same as a table."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ideation.core import clock
from ideation.core.pagination import page_number
from ideation.core.spreadsheets import harmless
from ideation.core.web import rate_limit
from ideation.diagnose.views.submissions import visitor
from ideation.discover import policy
from ideation.discover.service import answering, statements
from ideation.discover.service.answering import Answered
from ideation.discover.service.spread import Group
from ideation.discover.views.statements.blueprint import blueprint
from ideation.discover.words import SORT_WORDS

CSV_COLUMNS = ("statement", "text", "group", "agree", "disagree", "pass", "answered")


@blueprint.get("/themes/<int:theme_id>/statements/results")
def results(theme_id: int) -> ResponseReturnValue:
    """List the statements of a theme with how people answered them."""
    shown = answering.results(
        theme_id,
        request.args.get("sort", ""),
        page_number(request.args.get("page")),
        **_person(),
        now=clock.now(),
    )
    return render_template(
        "statements/results.html",
        shown=shown,
        theme=shown.theme,
        round=shown.theme.round,
        sorts=list(SORT_WORDS.items()),
        page_url=lambda number: url_for(
            "statements.results", theme_id=theme_id, sort=shown.sort, page=number
        ),
    )


@blueprint.get("/themes/<int:theme_id>/statements/results.csv", endpoint="csv")
@rate_limit("10 per minute")
def csv_file(theme_id: int) -> ResponseReturnValue:
    """Send what the list shows as a table: a row for each statement and group of people."""
    found = answering.rows(theme_id, **_person(), now=clock.now())
    buffer = io.StringIO()
    buffer.write("\ufeff")  # Without it Excel reads Thai as Latin letters.
    writer = csv.writer(buffer)
    writer.writerow(CSV_COLUMNS)
    for each in found:
        writer.writerows(_rows(each))
    response = Response(buffer.getvalue(), mimetype="text/csv")
    name = f"theme-{theme_id}-statements.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.get("/statements/<int:statement_id>")
def show(statement_id: int) -> ResponseReturnValue:
    """Show one statement: what was decided of it, and how people answered."""
    statement = statements.show(statement_id, **_person())
    choice, answered = answering.answer_of(statement, **_person(), now=clock.now())
    return render_template(
        "statements/show.html",
        statement=statement,
        theme=statement.theme,
        round=statement.theme.round,
        choice=choice,
        answered=answered,
        is_open=policy.can_answer(statement.theme, clock.now()),
    )


def _person() -> dict[str, Any]:
    return {"actor": visitor.actor(), "visitor_key": visitor.visitor_key()}


def _rows(each: Answered) -> Iterator[list[Any]]:
    for group in (Group(("all",), each.spread), *each.groups):
        spread = group.spread
        name = "+".join(sector or "unsaid" for sector in group.sectors)
        numbers = (spread.agree, spread.disagree, spread.passed, spread.total)
        yield [each.statement.id, harmless(each.statement.text), name, *numbers]
