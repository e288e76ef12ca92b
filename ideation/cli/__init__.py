"""The `ideation` command; each noun has a file, imported when it is asked for."""

import sys
from importlib import import_module

import click
from flask.cli import FlaskGroup, ScriptInfo, routes_command, shell_command

from ideation import create_app
from ideation.cli import stack
from ideation.config import VERSION, BadSettings
from ideation.core.errors import DomainError

NOUNS = (
    "accounts", "agencies", "demo", "mail", "rounds", "submissions", "text", "themes", "work",
)  # fmt: skip


class Commands(FlaskGroup):
    """The product's commands: starting it need not wait for the imports of all the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names; those of the application are there where its settings are."""
        try:
            ctx.ensure_object(ScriptInfo).load_app()
        except BadSettings:
            return sorted([*NOUNS, *click.Group.list_commands(self, ctx)])
        return sorted([*NOUNS, *super().list_commands(ctx)])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command; that of a noun is the `group` of its file."""
        if cmd_name in NOUNS:
            found: click.Command = import_module(f"ideation.cli.{cmd_name}").group
            return found
        return super().get_command(ctx, cmd_name)


@click.group(
    cls=Commands,
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
for _command in stack.commands:
    group.add_command(_command)


def main() -> None:
    """Run the command; what a person can mend is one sentence on stderr, not a traceback."""
    try:
        group(prog_name="ideation")
    except (BadSettings, DomainError) as error:
        click.echo(f"ideation: {error}", err=True)
        sys.exit(1)
