"""Commands about accounts."""

import click
from flask.cli import with_appcontext

from ideation.accounts import service
from ideation.accounts.models import STAFF_ROLES
from ideation.core import clock
from ideation.core.settings import settings


@click.group("accounts")
def group() -> None:
    """Commands about accounts."""


@group.command("invite")
@click.argument("email")
@click.option("--agency", required=True, metavar="SLUG", help="The agency.")
@click.option(
    "--role", type=click.Choice([role.value for role in STAFF_ROLES]), default="administrator"
)
@with_appcontext
def invite(email: str, agency: str, role: str) -> None:
    """Invite EMAIL to a role, and print the link: this is how the first administrator begins."""
    path = service.invite_by_command(agency, email=email, role=role, now=clock.now())
    click.echo(settings().public_url + path)


@group.command("code")
@click.argument("email")
@with_appcontext
def code(email: str) -> None:
    """Print the present second-step code of the demo account EMAIL."""
    click.echo(service.demo_code(email))
