"""The pages of decisions: those of a round, and each with what became of it."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from ideation.core import clock
from ideation.core.formats import number as format_number
from ideation.core.i18n import _
from ideation.core.page_cache import public_page
from ideation.core.pagination import page_number
from ideation.core.registry import registry
from ideation.core.web import drawn
from ideation.deliver.committee_words import BALLOTS
from ideation.deliver.forms.outcomes import StepForm
from ideation.deliver.service import decisions as service
from ideation.deliver.words import RULINGS

decisions = Blueprint("decisions", __name__)


@decisions.get("/rounds/<slug>/decisions")
@public_page
def index(slug: str) -> ResponseReturnValue:
    """List the decisions of a round."""
    wish = service.Wish.read(request.args)
    number = page_number(request.args.get("page"))
    listing = service.browse(slug, wish, number, actor=current_user, now=clock.now())
    return render_template(
        "decisions/index.html",
        listing=listing,
        round=listing.round,
        wish=wish,
        chips=_chips(slug, wish),
        ruling_options=_ruling_options(listing.counts),
        page_url=lambda number: url_for(
            "decisions.index", slug=slug, page=number, **wish.arguments()
        ),
    )


@decisions.get("/decisions/<int:decision_id>")
@public_page
def show(decision_id: int) -> ResponseReturnValue:
    """Show a decision."""
    page = service.show(decision_id, actor=current_user, now=clock.now())
    return decision_page(page, StepForm(None))


def decision_page(page: service.DecisionPage, form: StepForm) -> tuple[str, int]:
    """Render a decision with the form for a further step, as it was typed."""
    form.offer(page.units)
    decision = page.decision
    panels = drawn(page.panels, decision=decision)
    poc = decision.dossier.poc
    rendered = render_template(
        "decisions/show.html",
        page=page,
        decision=decision,
        round=page.round,
        form=form,
        panels=panels,
        bars=[
            {"label": str(BALLOTS[ballot].label), "value": votes} for ballot, votes in page.votes
        ],
        meeting_path=registry.links["meeting"](page.meeting.id),
        poc_path=registry.links["poc"](poc.id),
        poc=poc,
        theme=poc.idea.challenge.theme,
    )
    return rendered, 422 if form.errors else 200


def _ruling_options(counts: Any) -> list[tuple[str, str]]:
    counted = [
        (
            ruling,
            _(
                "%(status)s (%(number)s)",
                status=word.label,
                number=format_number(counts.get(ruling, 0)),
            ),
        )
        for ruling, word in RULINGS.items()
    ]
    return [("", _("Any ruling")), *counted]


def _chips(slug: str, wish: service.Wish) -> list[dict[str, str]]:
    labels = {
        "q": _("Search: %(words)s", words=wish.q),
        "ruling": str(RULINGS[wish.ruling].label) if wish.ruling else "",
    }
    return [
        {"label": label, "url": url_for("decisions.index", slug=slug, **wish.without(name))}
        for name, label in labels.items()
        if getattr(wish, name)
    ]
