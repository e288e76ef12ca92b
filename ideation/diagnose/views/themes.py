"""Themes as everybody sees them."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from ideation.core import clock
from ideation.core.formats import date_words
from ideation.core.formats import number as format_number
from ideation.core.i18n import _
from ideation.core.page_cache import public_page
from ideation.core.pagination import page_number
from ideation.core.web import drawn
from ideation.diagnose.service import themes as service
from ideation.diagnose.service.themes.members import Filters
from ideation.diagnose.words import CHANNELS, KINDS, PUBLIC_KINDS, province_choices

blueprint = Blueprint("themes", __name__)


@blueprint.get("/rounds/<slug>/themes")
@public_page
def index(slug: str) -> ResponseReturnValue:
    """List the themes of a round."""
    wish = service.Wish.read(request.args)
    number = page_number(request.args.get("page"))
    listing = service.browse(slug, wish, number, actor=current_user, now=clock.now())
    return render_template(
        "themes/index.html",
        listing=listing,
        round=listing.round,
        chips=filter_chips(
            wish,
            ("q", "state", "topic", "trend"),
            dict([*_states(), (service.NO_TOPIC, _("Other themes")), *trend_labels()]),
            "themes.index",
            slug=slug,
        ),
        state_options=_options(_("Any status"), _states(), listing.counts),
        topic_options=topic_options(listing.topics),
        trend_options=trend_options(listing.trends),
        page_url=lambda number: url_for("themes.index", slug=slug, page=number, **wish.arguments()),
    )


@blueprint.get("/themes/<int:theme_id>")
@public_page
def show(theme_id: int) -> ResponseReturnValue:
    """Show a theme; the address of a merged one leads to where it went for good."""
    filters = Filters.read(request.args)
    number = page_number(request.args.get("page"))
    shown = service.show(theme_id, filters, number, actor=current_user, now=clock.now())
    if shown.theme.id != theme_id:
        return redirect(url_for("themes.show", theme_id=shown.theme.id), code=301)
    choices = voice_choices()
    labels = dict(
        [*choices["kind_choices"], *choices["province_choices"], *choices["channel_choices"]]
    )
    theme, round = shown.theme, shown.theme.round
    panels = drawn(shown.panels, theme=theme, round=round)
    return render_template(
        "themes/show.html",
        shown=shown,
        panels=panels,
        theme=theme,
        round=round,
        chips=filter_chips(
            filters,
            ("q", "kind", "province", "channel", "copies"),
            labels,
            "themes.show",
            theme_id=theme_id,
            _anchor="voices",
        ),
        # What is no choice in the search form, but goes on with it.
        kept={
            name: value for name, value in filters.arguments().items() if name in ("copies", "also")
        },
        points=[{"label": date_words(w.begins_at), "value": w.voices} for w in shown.weeks],
        page_url=lambda number: url_for(
            "themes.show", theme_id=theme_id, page=number, _anchor="voices", **filters.arguments()
        ),
        **choices,
        public_kinds=list(PUBLIC_KINDS.items()),
    )


def _states() -> list[tuple[str, str]]:
    """Return the states of a theme in the words of the public."""
    return [
        ("new", _("Waiting for triage")),
        ("accepted", _("In progress")),
        ("selected", _("Selected")),
        ("rejected", _("Not selected, with reasons")),
    ]


def trend_labels() -> list[tuple[str, str]]:
    """Return what people read for the trends by which themes can be filtered."""
    return [("rising", _("Rising this week")), ("emerging", _("New this week"))]


def trend_options(counts: dict[str, int]) -> list[tuple[str, str]]:
    """Return the trends as choices, each with the number of its themes."""
    return _options(_("Any trend"), trend_labels(), counts)


def _options(
    nothing: str, labels: list[tuple[str, str]], counts: dict[str, int]
) -> list[tuple[str, str]]:
    counted = [
        (
            word,
            _("%(status)s (%(number)s)", status=label, number=format_number(counts.get(word, 0))),
        )
        for word, label in labels
    ]
    return [("", nothing), *counted]


def topic_options(topics: dict[str, int]) -> list[tuple[str, str]]:
    """Return the choices of topics with the numbers of their themes; none without topics."""
    if not topics:
        return []
    counted = [
        (
            topic,
            _(
                "%(topic)s (%(number)s)",
                topic=_("Other themes") if topic == service.NO_TOPIC else topic,
                number=format_number(themes),
            ),
        )
        for topic, themes in topics.items()
    ]
    return [("", _("All topics")), *counted]


def filter_chips(
    filters: Any, names: tuple[str, ...], labels: dict[str, str], endpoint: str, **values: Any
) -> list[dict[str, str]]:
    """Return the filters in force, each with the address without it."""
    return [
        {
            # A group of copies has no name of its own.
            "label": _("Nearly the same wording")
            if name == "copies"
            else labels.get(getattr(filters, name), getattr(filters, name)),
            "url": url_for(endpoint, **values, **filters.without(name)),
        }
        for name in names
        if getattr(filters, name)
    ]


def voice_choices() -> dict[str, Any]:
    """Return the choices by which voices can be filtered."""
    return {
        "kind_choices": [(kind.value, label) for kind, label in KINDS.items()],
        "channel_choices": [(channel.value, label) for channel, label in CHANNELS.items()],
        "province_choices": province_choices(),
    }
