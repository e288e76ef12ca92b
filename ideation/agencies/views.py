"""Pages about agencies."""

from flask import Blueprint, render_template

from ideation.agencies import service
from ideation.agencies.registration import register
from ideation.core.registry import registry

pages = Blueprint("agencies", __name__)
blueprints: tuple[Blueprint, ...] = (pages,)


@pages.record_once
def _register(_state: object) -> None:
    register(registry)


@pages.get("/agencies")
def index() -> str:
    """List the agencies of this installation."""
    return render_template("agencies/index.html", agencies=service.list_agencies())


@pages.get("/agencies/<agency_slug>")
def show(agency_slug: str) -> str:
    """Show what an agency is responsible for, and how it lets people take part."""
    agency = service.get_agency(agency_slug)
    areas = [(area, service.responsible_units(area)) for area in agency.mission_areas]
    return render_template("agencies/show.html", agency=agency, areas=areas)
