"""Commands about agencies."""

import click
from flask.cli import with_appcontext

from ideation.agencies import service
from ideation.core import clock


@click.group("agencies")
def group() -> None:
    """Commands about agencies."""


@group.command("load")
@click.argument("slug")
@with_appcontext
def load(slug: str) -> None:
    """Make the agency SLUG from its profile, or bring it up to date."""
    agency = service.load_profile(slug, now=clock.now())
    click.echo(f"{agency.slug}: {len(agency.mission_areas)} mission areas")


@group.command("list")
@with_appcontext
def list_all() -> None:
    """List the agencies of this installation."""
    for agency in service.list_agencies():
        click.echo(f"{agency.slug}\t{agency.name_th}")
