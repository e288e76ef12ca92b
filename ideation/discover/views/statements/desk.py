"""The officers' list of statements: deciding on suggested ones, and writing one's own."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import auth_required, current_user

from ideation.core import clock
from ideation.core.errors import DomainError, InvalidInput
from ideation.core.i18n import _
from ideation.core.pagination import page_number
from ideation.core.web import safe_next
from ideation.discover.forms import DecideForm, SuggestForm
from ideation.discover.service import desk as service
from ideation.discover.service import statements, themes
from ideation.discover.views.statements.blueprint import blueprint
from ideation.discover.words import STATES


@blueprint.get("/rounds/<slug>/statements/desk")
@auth_required()
def desk(slug: str) -> ResponseReturnValue:
    """Show the statements of a round to work on."""
    return _desk_page(slug)


def _desk_page(
    slug: str, wrong_id: int | None = None, wrong: DecideForm | None = None
) -> ResponseReturnValue:
    wish = service.Wish.read(request.args)
    number = page_number(request.args.get("page"))
    shown = service.desk(slug, wish, number, actor=current_user)
    page = render_template(
        "statements/desk.html",
        desk=shown,
        round=shown.round,
        wish=wish,
        state_options=[(state.value, label) for state, (label, _tone, _icon) in STATES.items()],
        form=DecideForm(None),
        wrong_id=wrong_id,
        wrong=wrong,
        page_url=lambda number: url_for(
            "statements.desk", slug=slug, page=number, **wish.arguments()
        ),
    )
    return page, 422 if wrong else 200


@blueprint.post("/statements/<int:statement_id>/<any(approve, decline, reopen):act>")
@auth_required()
def decide(statement_id: int, act: str) -> ResponseReturnValue:
    """Approve a statement, decline it, or put it back among the suggested ones."""
    form = DecideForm()
    try:
        statement = statements.decide(
            statement_id, act, form.reason.data or "", actor=current_user, now=clock.now()
        )
    except InvalidInput as error:
        form.validate()
        form.show(error)
        statement = statements.show(statement_id, actor=current_user, visitor_key=None)
        return _desk_page(statement.theme.round.slug, statement_id, form)
    said = {
        "approve": _("People are asked it now."),
        "decline": _("It is not taken. Whoever suggested it reads the reason."),
        "reopen": _("It waits for a decision again."),
    }[act]
    if act == "reopen":
        flash(said, "success")
    else:
        undo_url = url_for("statements.decide", statement_id=statement_id, act="reopen")
        flash({"text": said, "undo_url": undo_url}, "undo")
    fallback = url_for("statements.desk", slug=statement.theme.round.slug)
    return redirect(safe_next(request.form.get("next"), fallback))


@blueprint.route("/themes/<int:theme_id>/statements/write", methods=["GET", "POST"])
@auth_required()
def write(theme_id: int) -> ResponseReturnValue:
    """Take a statement that an officer writes."""
    theme = themes.worked_on(theme_id, current_user)
    form = SuggestForm()
    if form.validate_on_submit():
        try:
            statement = statements.write(
                theme_id,
                form.text.data,
                actor=current_user,
                submit_token=form.submit_token.data,
                now=clock.now(),
            )
        except DomainError as error:
            form.show(error)
        else:
            undo_url = url_for("statements.decide", statement_id=statement.id, act="reopen")
            flash({"text": _("People are asked it now."), "undo_url": undo_url}, "undo")
            return redirect(url_for("statements.write", theme_id=theme_id))
    page = render_template("statements/write.html", theme=theme, round=theme.round, form=form)
    return page, 422 if form.errors else 200
