"""Addresses of the built front-end files, with the hash of their content in the name."""

import json
from functools import lru_cache

from flask import Flask, has_request_context, request, url_for
from markupsafe import Markup

from ideation import paths

_DECORATION = Markup('aria-hidden="true"')
MANIFEST = paths.STATIC / "dist" / "manifest.json"


class NotBuilt(Exception):
    """The front end has not been built; `script/setup` does it."""


@lru_cache(maxsize=1)
def _manifest() -> dict[str, str]:
    if not MANIFEST.exists():
        raise NotBuilt("The front end is not built: run script/setup.")
    names: dict[str, str] = json.loads(MANIFEST.read_text())
    return names


def asset(name: str) -> str:
    """Return the address of a built file, such as `app.css`."""
    return _address(name, request.script_root if has_request_context() else "")


# A page names fifty of them, mostly the icons; only the mount point could change an address.
@lru_cache(maxsize=256)
def _address(name: str, _mount: str) -> str:
    return url_for("static", filename=f"dist/{_manifest()[name]}")


def svg_icon(name: str, label: str | None = None) -> Markup:
    """Draw one icon of the sprite; see `templates/components/icons.html`."""
    return _drawing(name, label, asset("icons.svg"))


@lru_cache(maxsize=1024)
def _drawing(name: str, label: str | None, sprite: str) -> Markup:
    said = Markup('role="img" aria-label="{}"').format(label) if label else _DECORATION
    return Markup(
        '<svg class="icon" {said} focusable="false"><use href="{sprite}#{name}" /></svg>'
    ).format(said=said, sprite=sprite, name=name)


def is_built() -> bool:
    """Tell whether the front end is there."""
    return MANIFEST.exists()


def init_app(app: Flask) -> None:
    """Give templates `asset()` and let browsers keep the hashed files for a year."""
    app.jinja_env.globals.update(asset=asset, svg_icon=svg_icon)
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 31_536_000
