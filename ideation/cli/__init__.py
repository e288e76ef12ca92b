"""The `ideation` command; each noun has a file."""

import sys

import click
from flask.cli import FlaskGroup, routes_command, shell_command

from ideation import create_app
from ideation.cli import (
    accounts,
    agencies,
    demo,
    mail,
    rounds,
    stack,
    submissions,
    text,
    themes,
    work,
)
from ideation.config import VERSION, BadSettings
from ideation.core.errors import DomainError


@click.group(
    cls=FlaskGroup,
    create_app=create_app,
    add_default_commands=False,
    add_version_option=False,
    load_dotenv=False,
    set_debug_flag=False,
)
@click.version_option(VERSION, prog_name="ideation")
def group() -> None:
    """Ideation (ร่วมคิด): make policy with the public."""


group.add_command(routes_command)
group.add_command(shell_command)
for _noun in (accounts, agencies, demo, mail, rounds, submissions, text, themes, work):
    group.add_command(_noun.group)
for _command in stack.commands:
    group.add_command(_command)


def main() -> None:
    """Run the command; what a person can mend is one sentence on stderr, not a traceback."""
    try:
        group(prog_name="ideation")
    except (BadSettings, DomainError) as error:
        click.echo(f"ideation: {error}", err=True)
        sys.exit(1)
