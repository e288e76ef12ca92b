"""Pages about rounds."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_security import current_user

from ideation.core import clock
from ideation.core.errors import Conflict, DomainError, InvalidInput
from ideation.core.i18n import _
from ideation.core.page_cache import public_page
from ideation.core.pagination import page_number
from ideation.core.web import done, drawn
from ideation.rounds import forms, service
from ideation.rounds.levels import LEVELS
from ideation.rounds.windows import next_act, stage_views
from ideation.rounds.words import EVENTS, FIELDS, MOMENTS, STAGES, name_of, short_name_of

_FILTERS = ("q", "agency", "area", "stage", "when")

rounds = Blueprint("rounds", __name__)
blueprints = (rounds,)


@rounds.record
def _equip_templates(state: BlueprintSetupState) -> None:
    """Give every template the words and the stage line of a round."""
    environment = state.app.jinja_env
    environment.filters.update(name=name_of, short_name=short_name_of)
    environment.globals.update(
        LEVELS=LEVELS,
        MOMENTS=MOMENTS,
        STAGES=STAGES,
        round_stages=lambda round_: stage_views(round_, clock.now()),
        round_act=lambda round_: next_act(round_, clock.now()),
    )


@rounds.get("/rounds")
@public_page
def index() -> Any:
    """Show the rounds, narrowed by what the address says."""
    asked = {name: request.args.get(name, "").strip()[:200] for name in _FILTERS}
    wanted = service.Wanted(query=asked.pop("q"), **asked)
    page = service.list_rounds(
        wanted, page_number(request.args.get("page")), viewer=current_user, now=clock.now()
    )
    return render_template(
        "rounds/index.html",
        page=page,
        wanted=wanted,
        choices=service.choices(),
        without=_without,
        page_url=lambda number: _without(page=str(number)),
    )


def _without(*names: str, **more: str) -> str:
    """Return the address of the list without some of its filters, on its first page."""
    kept = {name: request.args[name] for name in _FILTERS if request.args.get(name)}
    values: dict[str, Any] = {
        name: value for name, value in kept.items() if name not in names
    } | more
    return url_for("rounds.index", **values)


@rounds.get("/levels")
def levels() -> str:
    """Explain the five levels of participation."""
    return render_template("rounds/levels.html")


@rounds.get("/rounds/<slug>")
@public_page
def show(slug: str) -> str:
    """Show a round."""
    page = service.show_round(slug, viewer=current_user, now=clock.now())
    panels = drawn(page.panels, round=page.round)
    return render_template(
        "rounds/show.html",
        page=page,
        panels=panels,
        round=page.round,
        event_words=EVENTS,
        field_words=FIELDS,
    )


@rounds.get("/rounds/by-id/<int:round_id>")
def by_id(round_id: int) -> Any:
    """Lead from a row's id, which links inside the product know, to the page of the round."""
    slug = service.slug_of(round_id, viewer=current_user)
    return redirect(url_for("rounds.show", slug=slug))


@rounds.route("/agencies/<agency_slug>/rounds/new", methods=["GET", "POST"])
def new(agency_slug: str) -> Any:
    """Open a round as a draft."""
    desk = service.prepare_new(agency_slug, actor=current_user)
    form = forms.round_form(desk, request.form)
    if request.form.get("act") == forms.SAVE and form.validate_on_submit():
        try:
            round_ = service.draft_round(
                agency_slug, form.draft(), actor=current_user, now=clock.now()
            )
        except InvalidInput as error:
            form.show(error)
        else:
            message = _("The draft is saved. Only staff of your agency see it until you publish.")
            return done(message, "rounds.show", slug=round_.slug)
    return _form_page(form, desk)


@rounds.route("/rounds/<slug>/edit", methods=["GET", "POST"])
def edit(slug: str) -> Any:
    """Edit a round."""
    desk = service.prepare_edit(slug, actor=current_user)
    form = forms.round_form(desk, request.form)
    if request.form.get("act") == forms.SAVE and form.validate_on_submit():
        try:
            round_ = service.edit_round(
                slug,
                form.draft(),
                version=form.version.data,
                actor=current_user,
                now=clock.now(),
            )
        except Conflict as error:
            form.show(error)
            # Having been told, the officer may replace what is there now.
            form.version.data = desk.version
        except InvalidInput as error:
            form.show(error)
        else:
            return done(_("The round is saved."), "rounds.show", slug=round_.slug)
    return _form_page(form, desk)


def _form_page(form: forms.RoundForm, desk: service.Desk) -> tuple[str, int]:
    page = render_template(
        "rounds/form.html",
        form=form,
        desk=desk,
        acts=forms,
        preview=request.form.get("act") == forms.PREVIEW,
    )
    return page, 422 if form.errors else 200


@rounds.post("/rounds/<slug>/publish")
def publish(slug: str) -> Any:
    """Publish a draft."""
    try:
        _change(slug, "publish")
    except InvalidInput as error:
        flash(str(error), "warning")
        return redirect(url_for("rounds.edit", slug=slug))
    return done(_("The round is published. Everybody can see it now."), "rounds.show", slug=slug)


@rounds.post("/rounds/<slug>/close")
def close(slug: str) -> Any:
    """Close a round."""
    _change(slug, "close")
    return done(_("The round is closed. It stays readable for good."), "rounds.show", slug=slug)


@rounds.post("/rounds/<slug>/reopen")
def reopen(slug: str) -> Any:
    """Open a closed round again."""
    _change(slug, "reopen")
    message = _("The round is open again. Check the dates of its stages.")
    return done(message, "rounds.show", slug=slug)


def _change(slug: str, act: str) -> None:
    service.change_state(slug, act, actor=current_user, now=clock.now())


@rounds.route("/rounds/<slug>/notices/new", methods=["GET", "POST"])
def add_notice(slug: str) -> Any:
    """Put up a notice."""
    round_ = service.prepare_notice(slug, actor=current_user)
    form = forms.NoticeForm()
    if form.validate_on_submit():
        try:
            service.add_notice(
                slug,
                title=form.title.data,
                body=form.body.data,
                actor=current_user,
                now=clock.now(),
            )
        except DomainError as error:
            form.show(error)
        else:
            return done(_("The notice is on the page of the round."), "rounds.show", slug=slug)
    page = render_template("rounds/notice.html", form=form, round=round_)
    return page, 422 if form.errors else 200
