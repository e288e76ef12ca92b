"""Committees as everybody sees them, and how their keepers make and fill them."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_security import current_user

from ideation.core import clock
from ideation.core.errors import InvalidInput
from ideation.core.formats import date_words
from ideation.core.i18n import _
from ideation.core.page_cache import public_page
from ideation.core.pagination import page_number
from ideation.core.registry import registry
from ideation.core.sectors import SECTORS
from ideation.core.web import done
from ideation.deliver import committee_words, official
from ideation.deliver.forms import committees as forms
from ideation.deliver.service import committees as service
from ideation.deliver.words import RULINGS

blueprint = Blueprint("committees", __name__)


@blueprint.record
def _equip_templates(state: BlueprintSetupState) -> None:
    """Give every template the words of committees and the dates of official papers."""
    environment = state.app.jinja_env
    environment.filters.update(
        official_date=official.official_date,
        official_time=official.official_time,
        official_number=official.official_number,
    )
    environment.globals.update(
        SEATS=committee_words.SEATS,
        MEETING_STATES=committee_words.MEETING_STATES,
        ITEM_STATES=committee_words.ITEM_STATES,
        BALLOTS=committee_words.BALLOTS,
        RULING_WORDS=RULINGS,
        SECTOR_WORDS=SECTORS,
        path_of=lambda kind, key: registry.links[kind](key),
    )


@blueprint.get("/agencies/<agency_slug>/committees")
@public_page
def index(agency_slug: str) -> ResponseReturnValue:
    """List the committees of an agency."""
    number = page_number(request.args.get("page"))
    listing = service.browse(agency_slug, number, actor=current_user, now=clock.now())
    return render_template(
        "committees/index.html",
        listing=listing,
        agency=listing.agency,
        page_url=lambda number: url_for("committees.index", agency_slug=agency_slug, page=number),
    )


@blueprint.get("/committees/<int:committee_id>")
@public_page
def show(committee_id: int) -> ResponseReturnValue:
    """Show a committee: who sits in it, when it meets, what it decided."""
    page = service.show(committee_id, actor=current_user, now=clock.now())
    return render_template("committees/show.html", page=page, committee=page.committee)


@blueprint.get("/committees/<int:committee_id>/decisions")
@public_page
def decisions(committee_id: int) -> ResponseReturnValue:
    """List what a committee has decided."""
    number = page_number(request.args.get("page"))
    committee, page = service.decisions_of(committee_id, number, actor=current_user)
    return render_template(
        "committees/decisions.html",
        committee=committee,
        page=page,
        page_url=lambda number: url_for(
            "committees.decisions", committee_id=committee_id, page=number
        ),
    )


@blueprint.route("/agencies/<agency_slug>/committees/new", methods=["GET", "POST"])
def new(agency_slug: str) -> ResponseReturnValue:
    """Make a committee."""
    desk = service.prepare_new(agency_slug, actor=current_user)
    form = forms.committee_form(desk)
    if form.validate_on_submit():
        try:
            committee = service.found(
                agency_slug,
                **_content(form),
                actor=current_user,
                now=clock.now(),
                submit_token=form.submit_token.data or "",
            )
        except InvalidInput as error:
            form.show(error)
        else:
            message = _("The committee is set up. Now give its members their seats.")
            return done(message, "committees.show", committee_id=committee.id)
    return _page("committees/form.html", form, desk=desk, agency=desk.agency)


@blueprint.route("/committees/<int:committee_id>/edit", methods=["GET", "POST"])
def edit(committee_id: int) -> ResponseReturnValue:
    """Change a committee."""
    desk = service.prepare_edit(committee_id, actor=current_user)
    form = forms.committee_form(desk)
    if form.validate_on_submit():
        try:
            service.edit(committee_id, **_content(form), actor=current_user, now=clock.now())
        except InvalidInput as error:
            form.show(error)
        else:
            return done(_("The committee is saved."), "committees.show", committee_id=committee_id)
    return _page("committees/form.html", form, desk=desk, agency=desk.agency)


@blueprint.route("/committees/<int:committee_id>/members/new", methods=["GET", "POST"])
def seat(committee_id: int) -> ResponseReturnValue:
    """Give somebody a seat."""
    desk = service.prepare_seat(committee_id, actor=current_user)
    form = forms.seat_form(desk)
    if form.validate_on_submit():
        try:
            service.seat(
                committee_id,
                form.account_id.data,
                seat=form.seat.data,
                sector=form.sector.data,
                starts_on=form.starts_on.data,
                ends_on=form.ends_on.data,
                actor=current_user,
                now=clock.now(),
            )
        except InvalidInput as error:
            form.show(error)
        else:
            return done(_("The seat is given."), "committees.show", committee_id=committee_id)
    return _page("committees/seat.html", form, desk=desk, committee=desk.committee)


@blueprint.route("/committees/members/<int:member_id>/end", methods=["GET", "POST"])
def end_term(member_id: int) -> ResponseReturnValue:
    """Let a term end earlier."""
    committee, member = service.prepare_end(member_id, actor=current_user)
    form = forms.EndForm()
    if form.validate_on_submit():
        try:
            service.end_term(
                member_id, ends_on=form.ends_on.data, actor=current_user, now=clock.now()
            )
        except InvalidInput as error:
            form.show(error)
        else:
            message = _("The term ends on %(day)s.", day=date_words(form.ends_on.data))
            return done(message, "committees.show", committee_id=committee.id)
    return _page("committees/end.html", form, committee=committee, member=member)


def _content(form: forms.CommitteeForm) -> dict[str, Any]:
    return {
        "name": form.name.data or "",
        "mandate": form.mandate.data or "",
        "quorum": form.quorum.data,
    }


def _page(template: str, form: Any, **values: Any) -> tuple[str, int]:
    return render_template(template, form=form, **values), 422 if form.errors else 200
