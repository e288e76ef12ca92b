"""The theme board, where officers work."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import auth_required, current_user

from ideation.core import clock
from ideation.core.errors import InvalidInput
from ideation.core.forms import Form
from ideation.core.i18n import _
from ideation.core.pagination import page_number
from ideation.core.web import rate_limit
from ideation.diagnose.edit_words import edit_words
from ideation.diagnose.forms import themes as forms
from ideation.diagnose.service import board as service
from ideation.diagnose.service import theme_runs
from ideation.diagnose.service.themes import NO_TOPIC, Wish
from ideation.diagnose.service.themes.members import WorkFilters
from ideation.diagnose.states import THEME
from ideation.diagnose.views.themes import (
    filter_chips,
    topic_options,
    trend_labels,
    trend_options,
    voice_choices,
)
from ideation.rounds.service import get_round

blueprint = Blueprint("board", __name__)

SHOWN_OF_A_HALF = 4


@blueprint.get("/rounds/<slug>/board")
@auth_required()
def show(slug: str) -> ResponseReturnValue:
    """Show the board of a round."""
    return _board_page(slug, forms.RunForm())


def _board_page(slug: str, form: forms.RunForm) -> ResponseReturnValue:
    wish = Wish.read(request.args)
    board = service.board(slug, wish, actor=current_user, now=clock.now())
    page = render_template(
        "board/show.html",
        board=board,
        round=board.round,
        wish=wish,
        form=form,
        chips=filter_chips(
            wish,
            ("q", "topic", "trend"),
            dict([(NO_TOPIC, _("Other themes")), *trend_labels()]),
            "board.show",
            slug=board.round.slug,
        ),
        topic_options=topic_options(board.topics),
        trend_options=trend_options(board.trends),
    )
    return page, 422 if form.errors else 200


@blueprint.post("/rounds/<slug>/board/run")
@auth_required()
@rate_limit("20 per minute")
def start(slug: str) -> ResponseReturnValue:
    """Ask for a run of the engine."""
    form = forms.RunForm()
    round = get_round(slug, viewer=current_user)
    try:
        number = theme_runs.run_number(form.n_themes.data or "")
        run = theme_runs.request_run(round, n_themes=number, actor=current_user, now=clock.now())
    except InvalidInput as error:
        form.validate()
        form.show(error)
        return _board_page(slug, form)
    return redirect(url_for("board.run", run_id=run.id))


@blueprint.get("/runs/<int:run_id>")
@auth_required()
def run(run_id: int) -> ResponseReturnValue:
    """Show how far a run is; for htmx only the part that changes."""
    found = theme_runs.get_run(run_id, current_user)
    part = "HX-Request" in request.headers
    template = "board/_run.html" if part else "board/run.html"
    return render_template(
        template, run=found, round=found.round, change=theme_runs.change_of(found)
    )


@blueprint.get("/themes/<int:theme_id>/work")
@auth_required()
def theme(theme_id: int) -> ResponseReturnValue:
    """Show one theme to work on."""
    return _theme_page(theme_id)


def _theme_page(theme_id: int, wrong: Form | None = None) -> ResponseReturnValue:
    filters = WorkFilters.read(request.args)
    number = page_number(request.args.get("page"))
    bench = service.bench(theme_id, filters, number, actor=current_user, now=clock.now())
    if bench.theme.merged_into_id is not None:
        return redirect(url_for("board.theme", theme_id=bench.theme.merged_into_id))
    page = render_template(
        "board/theme.html",
        bench=bench,
        theme=bench.theme,
        round=bench.theme.round,
        filters=filters,
        acts=[way.act for way in THEME.from_state(bench.theme.state)],
        halves=_halves(theme_id) if request.args.get("suggest") == "split" else None,
        history=[_line(edit) for edit in bench.history],
        page_url=lambda number: url_for(
            "board.theme", theme_id=theme_id, page=number, _anchor="voices", **filters.arguments()
        ),
        **_forms(bench, wrong),
        **voice_choices(),
    )
    return page, 422 if wrong is not None else 200


def _forms(bench: service.Bench, wrong: Form | None) -> dict[str, Any]:
    """Make the forms of a theme's page; the one that was refused keeps what was typed."""
    theme = bench.theme
    made: dict[str, Any] = {
        "rename_form": forms.RenameForm(None, data={"label": theme.label}),
        "decide_form": forms.DecideForm(None),
        "answer_form": forms.AnswerForm(None, data={"answer": theme.answer}),
        "assign_form": forms.AssignForm(
            None, data={"unit": str(theme.unit_id or ""), "due_on": theme.due_on}
        ),
        "voices_form": forms.VoicesForm(None),
        "merge_form": forms.MergeForm(None),
        "split_form": forms.SplitForm(None),
        "wrong": wrong,
    }
    for name, fresh in made.items():
        if wrong is not None and type(fresh) is type(wrong):
            made[name] = wrong
    made["assign_form"].offer(bench.units)
    made["voices_form"].target.choices = [("", _("Choose a theme")), *bench.others]
    return made


def _line(edit: Any) -> dict[str, Any]:
    """Return an act as a line of the theme's history."""
    undone = edit.undone_at is not None
    return {
        "what": edit_words(edit),
        "at": edit.at,
        "who": edit.actor.public_name if edit.actor else None,
        "note": _("undone") if undone else None,
        "undo_url": None if undone else url_for("board.undo", edit_id=edit.id),
    }


def _halves(theme_id: int) -> dict[str, Any] | None:
    halves = service.suggest_split(theme_id, actor=current_user)
    if halves is None:
        return {"stays": 0, "goes": 0, "stay_texts": [], "go_texts": []}
    return {
        "stays": len(halves.stays),
        "goes": len(halves.goes),
        "stay_texts": service.texts_of(halves.stays, SHOWN_OF_A_HALF),
        "go_texts": service.texts_of(halves.goes, SHOWN_OF_A_HALF),
    }


def _act(theme_id: int, form: Form, do: Callable[[dict[str, Any]], Any]) -> ResponseReturnValue:
    """Do an act, offer its undoing and go back to where the officer was.

    Args:
        theme_id: the theme of the page.
        form: what was typed.
        do: the act, given who acts, when, and the version of the theme on the page.
    """
    common = {"actor": current_user, "now": clock.now()}
    if not form.validate():
        return _theme_page(theme_id, form)
    try:
        edit = do(common)
    except InvalidInput as error:
        form.show(error)
        return _theme_page(theme_id, form)
    flash({"text": edit_words(edit), "undo_url": url_for("board.undo", edit_id=edit.id)}, "undo")
    return redirect(_back(theme_id))


def _back(theme_id: int) -> str:
    if request.form.get("back") == "board" and request.form.get("round"):
        return url_for("board.show", slug=request.form["round"])
    # The forms of the list carry what it is narrowed to.
    narrowed = WorkFilters.read(request.args).arguments()
    anchor = "voices" if narrowed else None
    return url_for("board.theme", theme_id=theme_id, _anchor=anchor, **narrowed)


def _seen() -> str | None:
    return request.form.get("seen") or None


@blueprint.post("/themes/<int:theme_id>/rename")
@auth_required()
def rename(theme_id: int) -> ResponseReturnValue:
    """Give a theme another name."""
    form = forms.RenameForm()
    return _act(
        theme_id,
        form,
        lambda common: service.rename(theme_id, form.label.data or "", seen=_seen(), **common),
    )


@blueprint.post("/themes/<int:theme_id>/lock")
@auth_required()
def lock(theme_id: int) -> ResponseReturnValue:
    """Lock a theme."""
    return _act(theme_id, Form(), lambda common: service.set_locked(theme_id, True, **common))


@blueprint.post("/themes/<int:theme_id>/unlock")
@auth_required()
def unlock(theme_id: int) -> ResponseReturnValue:
    """Unlock a theme."""
    return _act(theme_id, Form(), lambda common: service.set_locked(theme_id, False, **common))


@blueprint.post("/themes/<int:theme_id>/<any(accept, select, reject, reopen):verb>")
@auth_required()
def decide(theme_id: int, verb: str) -> ResponseReturnValue:
    """Accept, select or reject a theme, or open it again."""
    form = forms.DecideForm()
    return _act(
        theme_id,
        form,
        lambda common: service.decide(
            theme_id, verb, form.reason.data or "", seen=_seen(), **common
        ),
    )


@blueprint.post("/themes/<int:theme_id>/answer")
@auth_required()
def answer(theme_id: int) -> ResponseReturnValue:
    """Publish the official answer."""
    form = forms.AnswerForm()
    return _act(
        theme_id,
        form,
        lambda common: service.answer(theme_id, form.answer.data or "", seen=_seen(), **common),
    )


@blueprint.post("/themes/<int:theme_id>/assign")
@auth_required()
def assign(theme_id: int) -> ResponseReturnValue:
    """Say who answers for a theme, and by when."""
    form = forms.AssignForm()
    return _act(
        theme_id,
        form,
        lambda common: service.assign(
            theme_id, _id(form.unit.data), form.due_on.data, seen=_seen(), **common
        ),
    )


@blueprint.post("/themes/<int:theme_id>/merge")
@auth_required()
def merge(theme_id: int) -> ResponseReturnValue:
    """Take other themes into this one."""
    form = forms.MergeForm()
    return _act(
        theme_id,
        form,
        lambda common: service.merge(theme_id, form.others.data or [], seen=_seen(), **common),
    )


@blueprint.post("/themes/<int:theme_id>/move")
@auth_required()
def move(theme_id: int) -> ResponseReturnValue:
    """Put chosen voices into another theme."""
    form = forms.VoicesForm()
    return _act(
        theme_id,
        form,
        lambda common: service.move(
            theme_id, form.submissions.data or [], form.target.data or 0, **common
        ),
    )


@blueprint.post("/themes/<int:theme_id>/confirm")
@auth_required()
def confirm(theme_id: int) -> ResponseReturnValue:
    """Say that chosen voices belong to the theme they are in."""
    form = forms.VoicesForm()
    return _act(
        theme_id,
        form,
        lambda common: service.confirm(theme_id, form.submissions.data or [], **common),
    )


@blueprint.post("/themes/<int:theme_id>/bar")
@auth_required()
def bar(theme_id: int) -> ResponseReturnValue:
    """Take chosen voices out for good."""
    form = forms.VoicesForm()
    return _act(
        theme_id,
        form,
        lambda common: service.bar(theme_id, form.submissions.data or [], **common),
    )


@blueprint.post("/themes/<int:theme_id>/split")
@auth_required()
def split(theme_id: int) -> ResponseReturnValue:
    """Make a theme of chosen voices."""
    form = forms.VoicesForm()
    return _act(
        theme_id,
        form,
        lambda common: service.split(
            theme_id, form.new_label.data or "", form.submissions.data or [], **common
        ),
    )


@blueprint.post("/themes/<int:theme_id>/split-as-suggested")
@auth_required()
def split_as_suggested(theme_id: int) -> ResponseReturnValue:
    """Split a theme as the engine suggested."""
    form = forms.SplitForm()
    return _act(
        theme_id,
        form,
        lambda common: service.split_as_suggested(
            theme_id, form.suggested_label.data or "", seen=_seen() or "", **common
        ),
    )


@blueprint.post("/edits/<int:edit_id>/undo")
@auth_required()
def undo(edit_id: int) -> ResponseReturnValue:
    """Take an act back."""
    edit = service.undo(edit_id, actor=current_user, now=clock.now())
    flash(_("Undone: %(what)s", what=edit_words(edit)), "success")
    return redirect(url_for("board.theme", theme_id=edit.theme_ids[0]))


def _id(typed: str | None) -> int | None:
    return int(typed) if typed and typed.isascii() and typed.isdigit() else None
