"""Themes as everybody sees them."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from ideation.core.pagination import page_number
from ideation.diagnose.service import themes as service
from ideation.diagnose.service.themes.members import Filters
from ideation.diagnose.words import CHANNELS, KINDS, channel_word, province_choices, province_word

blueprint = Blueprint("themes", __name__)


@blueprint.get("/rounds/<slug>/themes")
def index(slug: str) -> ResponseReturnValue:
    """List the themes of a round."""
    wish = service.Wish.read(request.args)
    number = page_number(request.args.get("page"))
    listing = service.browse(slug, wish, number, actor=current_user)
    return render_template(
        "themes/index.html",
        listing=listing,
        round=listing.round,
        page_url=lambda number: url_for("themes.index", slug=slug, page=number, **wish.arguments()),
    )


@blueprint.get("/themes/<int:theme_id>")
def show(theme_id: int) -> ResponseReturnValue:
    """Show a theme; the address of a merged one leads to where it went for good."""
    place = service.place_of(theme_id, actor=current_user)
    if place != theme_id:
        return redirect(url_for("themes.show", theme_id=place), code=301)
    filters = Filters.read(request.args)
    number = page_number(request.args.get("page"))
    shown = service.show(theme_id, filters, number, actor=current_user)
    return render_template(
        "themes/show.html",
        shown=shown,
        theme=shown.theme,
        round=shown.theme.round,
        page_url=lambda number: url_for(
            "themes.show", theme_id=theme_id, page=number, _anchor="voices", **filters.arguments()
        ),
        **voice_words(),
    )


def voice_words() -> dict[str, object]:
    """Return what templates need to write where a voice came from."""
    return {
        "channel_word": channel_word,
        "province_word": province_word,
        "kind_choices": [(kind.value, label) for kind, label in KINDS.items()],
        "channel_choices": [(channel.value, label) for channel, label in CHANNELS.items()],
        "province_choices": province_choices(),
    }
