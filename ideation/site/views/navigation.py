"""The links that staff see on every page."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, g, request, url_for
from flask_security import current_user
from werkzeug.local import LocalProxy

from ideation.core.i18n import _
from ideation.rounds.policy import can_run_in
from ideation.site import policy, service
from ideation.site.views.blueprint import site


@dataclass(frozen=True)
class NavItem:
    """One link of the menu of staff."""

    label: str
    url: str
    active: bool
    icon: str


@site.app_context_processor
def _offer_nav() -> dict[str, Any]:
    """Give templates `nav`, made only when one asks: an error page must not ask the database."""
    return {"nav": LocalProxy(_nav)}


def _nav() -> list[NavItem]:
    if "nav" not in g:
        g.nav = _items()
    items: list[NavItem] = g.nav
    return items


def _items() -> list[NavItem]:
    agencies = service.staff_agencies(current_user)
    if not agencies:
        return []
    asked = (request.view_args or {}).get("agency_slug")
    agency = next((each for each in agencies if each.slug == asked), agencies[0])
    here: dict[str, Any] = {"agency_slug": agency.slug}
    items: list[tuple[str, str, str, dict[str, Any]]] = [
        (_("Your work today"), "site.home", "inbox", {"_anchor": "today"}),
        (_("Our rounds"), "rounds.index", "rounds", {"agency": agency.slug}),
        (_("Committees"), "committees.index", "people", here),
    ]
    if can_run_in(current_user, agency.id):
        items.append((_("Open a round"), "rounds.new", "new", here))
    if policy.can_see_work(current_user, agency.id):
        items.append((_("Failed work"), "site.work", "warning", here))
    if policy.can_see_people(current_user, agency.id):
        items.append((_("People"), "accounts.people", "people", here))
    return [
        NavItem(label, url_for(endpoint, **values), _is_here(endpoint, values), icon)
        for label, endpoint, icon, values in items
        if endpoint in current_app.view_functions
    ]


def _is_here(endpoint: str, values: dict[str, Any]) -> bool:
    given = {**request.args, **(request.view_args or {})}
    asked = {name: value for name, value in values.items() if name != "_anchor"}
    return request.endpoint == endpoint and asked.items() <= given.items()
