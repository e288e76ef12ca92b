"""Suggesting a statement, and what became of one's own."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import auth_required

from ideation.core import clock
from ideation.core.errors import DomainError
from ideation.core.i18n import _
from ideation.core.pagination import page_number
from ideation.core.settings import settings
from ideation.core.web import rate_limit
from ideation.diagnose.views.submissions import visitor
from ideation.discover import policy
from ideation.discover.forms import SuggestForm
from ideation.discover.service import statements, themes
from ideation.discover.views.statements.blueprint import blueprint

SEEN = "similar_seen"


@blueprint.route("/themes/<int:theme_id>/statements/new", methods=["GET", "POST"])
@rate_limit(lambda: settings().posts_limit, methods=["POST"])
def suggest(theme_id: int) -> ResponseReturnValue:
    """Take a statement that somebody suggests, after showing what is there already."""
    actor = visitor.actor()
    theme = themes.visible(theme_id, actor)
    if request.method == "GET":  # What was typed while it closed is shown again with the reason.
        policy.require_part(theme)
        policy.require_open(theme, clock.now())
    form = SuggestForm()
    similar: list[Any] = []
    if form.validate_on_submit():
        if SEEN not in request.form:
            similar = statements.similar(theme_id, form.text.data, viewer=actor)
        if not similar and _stored(theme_id, form):
            flash(_("Thank you. An officer reads it before people are asked."), "success")
            return redirect(url_for("statements.suggest", theme_id=theme_id))
    page = render_template(
        "statements/suggest.html",
        theme=theme,
        round=theme.round,
        form=form,
        similar=similar,
        own=statements.own_of(theme, actor=actor, visitor_key=visitor.visitor_key()),
    )
    return page, 422 if form.errors else 200


def _stored(theme_id: int, form: SuggestForm) -> bool:
    try:
        statements.suggest(
            theme_id,
            form.text.data,
            actor=visitor.actor(),
            visitor_key=visitor.new_visitor_key(),
            submit_token=form.submit_token.data,
            now=clock.now(),
        )
    except DomainError as error:
        form.show(error)
        return False
    return True


@blueprint.post("/themes/<int:theme_id>/statements/similar")
@rate_limit("1200 per minute")
def similar(theme_id: int) -> ResponseReturnValue:
    """Show which statements say much the same as the text so far, as a part of a page."""
    found = statements.similar(theme_id, request.form.get("text", ""), viewer=visitor.actor())
    return render_template("statements/_similar.html", similar=found)


@blueprint.get("/account/statements")
@auth_required()
def mine() -> ResponseReturnValue:
    """List what the account suggested, with what was decided and why."""
    page = statements.mine(visitor.actor(), page_number(request.args.get("page")))
    return render_template(
        "statements/mine.html",
        page=page,
        page_url=lambda number: url_for("statements.mine", page=number),
    )
