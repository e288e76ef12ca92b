"""Commands about mail: what lies in the maildir, where the demo's letters go."""

import json
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import click
from flask.cli import with_appcontext

from ideation.core.settings import settings
from ideation.notify import outbox


@click.group("mail")
def group() -> None:
    """See the letters in the maildir."""


@group.command("list")
@click.option("--limit", default=20, show_default=True, help="At most so many letters.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_appcontext
def list_letters(limit: int, as_json: bool) -> None:
    """List the newest letters, newest first."""
    rows = [_row(number, path) for number, path in enumerate(_newest(limit), 1)]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    if not rows:
        click.echo(f"No letters in {settings().mail_dir}.")
    for row in rows:
        click.echo(f"{row['number']:>3}  {row['date']}  {row['to']}  {row['subject']}")


@group.command("show")
@click.argument("number", default=1)
@with_appcontext
def show_letter(number: int) -> None:
    """Print a letter by its NUMBER in the list; the newest by default."""
    newest = _newest(max(number, 1))
    if len(newest) < number or number < 1:
        raise click.ClickException(f"There is no letter {number}: `ideation mail list` shows all.")
    letter = _read(newest[number - 1])
    for header in ("From", "To", "Date", "Subject"):
        click.echo(f"{header}: {letter[header]}")
    click.echo(f"\n{letter.get_content()}")


def _newest(limit: int) -> list[Path]:
    return outbox.newest(settings().mail_dir, limit)


def _read(path: Path) -> EmailMessage:
    letter: EmailMessage = message_from_bytes(path.read_bytes(), policy=policy.default)
    return letter


def _row(number: int, path: Path) -> dict[str, object]:
    letter = _read(path)
    return {
        "number": number,
        "date": str(letter["Date"]),
        "to": str(letter["To"]),
        "subject": str(letter["Subject"]),
        "file": str(path),
    }
