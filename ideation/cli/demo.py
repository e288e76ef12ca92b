"""`ideation demo`: the living example."""

import click
from flask.cli import with_appcontext


@click.group("demo")
def group() -> None:
    """The living example."""


@group.command("load")
@with_appcontext
def load() -> None:
    """Load the demo and list its accounts; what is there already stays as it is."""
    from ideation.core import clock
    from ideation.demo import loader

    loader.load(lambda step: click.echo(f"demo: {step}", err=True), now=clock.now())
    _list_accounts()


@group.command("sign-ins")
@with_appcontext
def sign_ins() -> None:
    """List the demo accounts and their common password."""
    _list_accounts()


def _list_accounts() -> None:
    from ideation.accounts import service

    accounts = service.demo_accounts()
    if not accounts:
        return
    click.echo(f"Demo sign-ins, all with the password {service.DEMO_PASSWORD}:")
    for account in accounts:
        roles = sorted({membership.role for membership in account.memberships})
        what = ", ".join(roles) or account.kind
        click.echo(f"  {account.email:<36} {what}")
    click.echo("The sign-in page shows the six-digit code that staff accounts are asked for.")
