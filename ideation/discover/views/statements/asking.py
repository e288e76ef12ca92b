"""Being asked: one statement at a time, three large buttons, and how others answered."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ideation.core import clock
from ideation.core.errors import Conflict, DomainError, InvalidInput
from ideation.core.sectors import SECTORS
from ideation.core.web import rate_limit
from ideation.diagnose.views.submissions import visitor
from ideation.discover import policy
from ideation.discover.service import answering, overview, statements, voting
from ideation.discover.views.statements import speaker
from ideation.discover.views.statements.blueprint import blueprint

# A whole school may share one address.
ACTS = "600 per minute"
BEST = 3


@blueprint.get("/rounds/<slug>/statements")
def of_round(slug: str) -> ResponseReturnValue:
    """List the themes of a round about which people are asked."""
    shown = overview.overview(slug, actor=visitor.actor(), now=clock.now())
    return render_template("statements/of_round.html", shown=shown, round=shown.round)


@blueprint.get("/themes/<int:theme_id>/statements")
def index(theme_id: int) -> ResponseReturnValue:
    """Ask the next statement of a theme."""
    wanted, after = _id("statement"), _id("after")
    asking = answering.ask(theme_id, **_person(), wanted=wanted, after=after, now=clock.now())
    if asking.theme.merged_into_id is not None:
        return redirect(url_for("statements.index", theme_id=asking.theme.merged_into_id), 301)
    return _page("statements/index.html", asking)


@blueprint.post("/statements/<int:statement_id>/vote")
@rate_limit(ACTS)
def vote(statement_id: int) -> ResponseReturnValue:
    """Answer a statement, and go on to the next."""
    actor = visitor.actor()
    try:
        statement = voting.vote(
            statement_id,
            request.form.get("choice", ""),
            actor=actor,
            visitor_key=visitor.new_visitor_key(),
            sector=speaker.known(actor),
            now=clock.now(),
        )
    except (Conflict, InvalidInput) as error:
        return _refused(statement_id, error)
    return _next(statement.theme_id, after=statement.id)


@blueprint.post("/statements/<int:statement_id>/vote/undo")
@rate_limit(ACTS)
def take_back(statement_id: int) -> ResponseReturnValue:
    """Take an answer back, and ask the same statement again."""
    try:
        statement = voting.take_back(
            statement_id,
            actor=visitor.actor(),
            visitor_key=visitor.new_visitor_key(),
            now=clock.now(),
        )
    except (Conflict, InvalidInput) as error:
        return _refused(statement_id, error)
    return _next(statement.theme_id, statement=statement.id)


@blueprint.post("/themes/<int:theme_id>/statements/as")
@rate_limit(ACTS)
def speak_as(theme_id: int) -> ResponseReturnValue:
    """Remember as whom the person speaks."""
    sector = request.form.get("sector", "")
    voting.speak_as(
        theme_id,
        sector,
        actor=visitor.actor(),
        visitor_key=visitor.new_visitor_key(),
        now=clock.now(),
    )
    speaker.remember(sector)
    return _next(theme_id)


def _person() -> dict[str, Any]:
    return {"actor": visitor.actor(), "visitor_key": visitor.visitor_key()}


def _id(name: str) -> int | None:
    typed = request.args.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else None


def _next(theme_id: int, **more: int) -> ResponseReturnValue:
    """Go on: for htmx with the part of the page that changes, otherwise by its address."""
    if "HX-Request" not in request.headers:
        return redirect(url_for("statements.index", theme_id=theme_id, **more))
    wanted, after = more.get("statement"), more.get("after")
    asking = answering.ask(theme_id, **_person(), wanted=wanted, after=after, now=clock.now())
    return _page("statements/_ask.html", asking)


def _refused(statement_id: int, error: DomainError) -> ResponseReturnValue:
    """Say in place why an answer was not taken; without htmx the page of the error does."""
    if "HX-Request" not in request.headers:
        raise error
    statement = statements.show(statement_id, **_person())
    asking = answering.ask(statement.theme_id, **_person(), now=clock.now())
    page = _page("statements/_ask.html", asking, refused=str(error))
    return page, 422


def _page(template: str, asking: answering.Asking, **more: Any) -> str:
    actor = visitor.actor()
    done = asking.is_open and asking.statement is None and asking.total > 0
    closed = not asking.is_open and asking.total > 0
    shown = (
        answering.results(asking.theme.id, "agreed", 1, **_person(), now=clock.now())
        if done or closed
        else None
    )
    return render_template(
        template,
        asking=asking,
        theme=asking.theme,
        round=asking.theme.round,
        part="HX-Request" in request.headers,
        takes_part=policy.takes_part(asking.theme),
        why_not=None if policy.takes_part(asking.theme) else policy.why_not(asking.theme),
        results=shown,
        best=BEST,
        sector=speaker.known(actor),
        choosing="as" in request.args,
        sectors=SECTORS,
        **more,
    )
