"""`ideation submissions`: bring voices in from a file."""

import json
import time
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from rich.console import Console
from rich.progress import Progress

LOOK_EVERY = 0.5  # seconds


@click.group("submissions")
def group() -> None:
    """Submissions of a round."""


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--round", "round_slug", required=True, help="The round's short name.")
@click.option("--text-column", help="Heading of the column that holds the text.")
@click.option("--dry-run", is_flag=True, help="Check every row, bring nothing in.")
@click.option(
    "--bad-rows",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the rows not taken are written; by default FILE.bad-rows.csv.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
@with_appcontext
def import_file(
    file: Path,
    round_slug: str,
    text_column: str | None,
    dry_run: bool,
    bad_rows: Path | None,
    as_json: bool,
) -> None:
    """Bring the rows of a CSV or XLSX FILE into a round.

    Good rows enter, rows that are here already are left alone, and every bad row is written to
    a file with its line and reason.
    """
    from ideation.accounts.policy import OPERATOR
    from ideation.core import clock
    from ideation.diagnose.service import imports
    from ideation.rounds.service import get_round

    round = get_round(round_slug, viewer=OPERATOR)
    mapping = {"text": text_column} if text_column else {}
    content = file.read_bytes()
    if dry_run:
        found = imports.try_file(file.name, content, mapping, now=clock.now())
        _report(
            {
                "round": round.slug,
                "dry_run": True,
                "rows": found.rows_total,
                "good": found.rows_good,
                "bad": found.rows_bad,
                "reasons": found.reasons,
            },
            as_json,
        )
        return
    made = imports.upload(
        round.slug, file.name, content, mapping=mapping, actor=OPERATOR, now=clock.now()
    )
    _perform(made, as_json)
    counts: dict[str, Any] = {
        "round": round.slug,
        "import": made.id,
        "dry_run": False,
        "rows": made.rows_total,
        "good": made.rows_good,
        "repeated": made.rows_repeated,
        "bad": made.rows_bad,
    }
    if made.rows_bad:
        target = bad_rows or file.with_name(f"{file.stem}.bad-rows.csv")
        target.write_text("\ufeff" + imports.bad_rows_csv(made), encoding="utf-8")
        counts["bad_rows_file"] = str(target)
    _report(counts, as_json)


def _perform(made: Any, quiet: bool) -> None:
    """Do the import in this process, or follow the worker that was quicker to take it."""
    from ideation.accounts.policy import OPERATOR
    from ideation.core import clock, work
    from ideation.core.perform import perform
    from ideation.core.registry import registry
    from ideation.diagnose.service import imports
    from ideation.extensions import db

    item_id = imports.start(made.id, actor=OPERATOR, now=clock.now()).id
    kind = registry.kinds[imports.KIND]
    with Progress(console=Console(stderr=True), disable=quiet) as progress:
        bar = progress.add_task("Rows", total=made.rows_total)

        def handle(task: work.Task) -> None:
            def renew() -> None:
                task.renew()
                progress.update(bar, completed=made.rows_read)

            kind.handle(work.Task(leases=task.leases, now=task.now, renew=renew))

        shown = work.Kind(kind.name, handle, kind.lease)
        if not perform(db.session, shown, item_id):
            while _is_under_way(made):
                progress.update(bar, completed=made.rows_read)
                time.sleep(LOOK_EVERY)
    db.session.refresh(made)
    if made.state != "done":
        raise click.ClickException(f"The import did not end well: {imports.trouble(made)}")


def _is_under_way(made: Any) -> bool:
    """Tell whether a worker is still at the import; read anew from the database."""
    from ideation.diagnose.service import imports
    from ideation.extensions import db

    db.session.rollback()
    db.session.refresh(made)
    return made.state == "running" and not imports.trouble(made)


def _report(counts: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(counts, ensure_ascii=False))
        return
    for name, value in counts.items():
        click.echo(f"{name.replace('_', ' ')}: {value}")
