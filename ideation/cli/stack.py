"""The embedded stack: `ideation up` starts everything, `ideation doctor` examines it."""

import dataclasses
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from ideation import create_app
from ideation.config import BadSettings
from ideation.stack import StackError, checks, running
from ideation.stack.supervisor import Supervisor, home_folder


@click.command()
@click.option(
    "--port",
    type=click.IntRange(1, 65_535),
    envvar="PORT",
    default=8000,
    show_default=True,
    help="Port of the web server on 127.0.0.1 (environment: PORT).",
)
@click.option("--empty", is_flag=True, help="Start without the demo.")
def up(port: int, empty: bool) -> None:
    """Start the whole product on this machine, until Ctrl-C."""
    supervisor = Supervisor(
        home_folder(), port=port, demo=not empty, environ=os.environ, say=click.echo
    )
    try:
        supervisor.run()
    except StackError as error:
        click.echo(f"ideation: {error}", err=True)
        sys.exit(1)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON for another program.")
def doctor(as_json: bool) -> None:
    """Check every part, and say what to do where something is wrong."""
    home = home_folder()
    findings = [*checks.examine(home, os.environ)]
    findings += inside(home, {finding.name.casefold() for finding in findings})
    healthy = all(finding.ok for finding in findings)
    if as_json:
        parts = [dataclasses.asdict(finding) for finding in findings]
        click.echo(json.dumps({"ok": healthy, "checks": parts}, ensure_ascii=False, indent=2))
    else:
        show(findings)
    sys.exit(0 if healthy else 1)


def inside(home: Path, seen: set[str]) -> Iterator[checks.Finding]:
    """Yield what only the application itself knows about its health.

    Args:
        home: The home folder.
        seen: Names of parts that have been examined, in lower case.
    """
    # The application is imported late: without it, the machine can still be examined.
    from ideation.core import health

    environ = dict(os.environ)
    if not environ.get("DATABASE_URL") and running(home) is not None:
        environ.setdefault("IDEATION_ENV", "embedded")
    try:
        app = create_app(environ)
    except BadSettings as error:
        yield checks.Finding(
            "settings", False, str(error), "correct the setting, or " + checks.START
        )
        return
    yield checks.Finding("settings", True, "complete")
    with app.app_context():
        for check in health.checks(app):
            if check.name.casefold() not in seen:
                yield checks.Finding(check.name, check.ok, check.detail, check.remedy)


def show(findings: list[checks.Finding]) -> None:
    """Print findings as a table, and below it what to do."""
    table = Table(box=None, header_style="bold")
    for heading in ("", "Part", "Found"):
        table.add_column(heading)
    for finding in findings:
        mark = "[green]ok[/green]" if finding.ok else "[red]FAILED[/red]"
        table.add_row(mark, finding.name, finding.detail)
    console = Console()
    console.print(table)
    for finding in findings:
        if not finding.ok:
            console.print(f"\n{finding.name}: {finding.remedy}.", markup=False, soft_wrap=True)


commands: list[click.Command] = [up, doctor]
