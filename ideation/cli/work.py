"""Work: what is done, what waits, what failed, and trying that again."""

import dataclasses
import json
import sys

import click
from flask.cli import AppGroup
from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from ideation.core import clock, work
from ideation.core.models import WorkItem
from ideation.diagnose.service.balance import Balance, balance
from ideation.extensions import db
from ideation.rounds.service import round_id_of

STATES = ("waiting", "leased", "done", "failed")


@click.group("work", cls=AppGroup)
def group() -> None:
    """See what is done and what waits, and try failed work again."""


@group.command()
@click.option("--round", "slug", help="Only the submissions of this round.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for another program.")
def status(slug: str | None, as_json: bool) -> None:
    """Print the balance of the submissions; exit 1 if one of them is unaccounted for."""
    found = balance(round_id_of(slug) if slug else None)
    kinds = work.counts(db.session())
    if as_json:
        data = {**dataclasses.asdict(found), "balanced": found.balanced, "kinds": kinds}
        click.echo(json.dumps(data))
    else:
        _show(found, kinds)
    sys.exit(0 if found.balanced else 1)


def _show(found: Balance, kinds: dict[str, dict[str, int]]) -> None:
    sign = "=" if found.balanced else "≠"
    click.echo(
        f"{found.submissions} submissions {sign} {found.themed} themed + {found.in_flight} "
        f"in flight + {found.failed} failed + {found.withdrawn} withdrawn"
    )
    table = Table(box=None, header_style="bold")
    table.add_column("Kind of work")
    for state in STATES:
        table.add_column(state, justify="right")
    for kind, numbers in sorted(kinds.items()):
        table.add_row(kind, *(str(numbers.get(state, 0)) for state in STATES))
    Console().print(table)


@group.command()
def failed() -> None:
    """List the work that was given up, with its reason."""
    query = select(WorkItem).where(WorkItem.state == "failed").order_by(WorkItem.id)
    for item in db.session.scalars(query):
        click.echo(f"{item.id}\t{item.kind}\t{item.subject_id}\t{item.error}")


@group.command()
@click.argument("item_id", type=int, required=False)
@click.option("--all", "everything", is_flag=True, help="All failed work.")
def retry(item_id: int | None, everything: bool) -> None:
    """Try failed work again: one item by its number, or all of it."""
    if (item_id is None) != everything:
        raise click.UsageError("Give the number of one item, or --all.")
    wanted = [item_id] if item_id is not None else _failed_ids()
    opened = work.retry(db.session(), wanted, now=clock.now())
    db.session.commit()
    click.echo(f"{len(opened)} of {len(wanted)} items are tried again.")
    sys.exit(0 if len(opened) == len(wanted) else 1)


def _failed_ids() -> list[int]:
    return list(db.session.scalars(select(WorkItem.id).where(WorkItem.state == "failed")))
