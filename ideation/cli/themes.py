"""Commands about themes."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Literal

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import select

from ideation.accounts.policy import OPERATOR
from ideation.cli.encoders import chosen_encoder, encoder_errors, encoder_option
from ideation.cli.tables import read_columns
from ideation.core import clock
from ideation.core.perform import perform
from ideation.core.registry import registry
from ideation.develop.service import ideas
from ideation.diagnose.models import Theme, ThemeRun
from ideation.diagnose.service import preparing, theme_runs, themes, trends
from ideation.extensions import db
from ideation.rounds.models import Round
from ideation.text.trends import Trend

LOOK_EVERY = 0.5  # seconds
OPEN = ("waiting", "running")
FEWEST_TO_EVALUATE = 10


@click.group("themes")
def group() -> None:
    """Commands about themes."""


@group.command("run")
@click.option("--round", "slug", required=True, metavar="SLUG", help="The round's address.")
@click.option("--themes", "number", default="auto", metavar="K|auto", help="How many themes.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@with_appcontext
def run(slug: str, number: str, as_json: bool) -> None:
    """Form the themes of a round from all its texts, in this process."""
    began = time.monotonic()
    found = _round(slug)
    made = theme_runs.request_run(
        found, n_themes=theme_runs.run_number(number), actor=OPERATOR, now=clock.now()
    )
    with _progress(made.id, hidden=as_json):
        _do(made)
    db.session.refresh(made)
    if made.state != "done":
        raise click.ClickException(f"The run did not end well: {made.error}")
    facts = {
        "round": found.slug,
        "run": made.id,
        "texts": made.texts,
        "themes": made.themes,
        "new_themes": made.themes_new,
        "unplaced": theme_runs.unplaced(found.id),
        "seconds": round(time.monotonic() - began, 1),
    }
    if as_json:
        click.echo(json.dumps(facts))
        return
    click.echo(
        "{texts} texts, {themes} themes, {new_themes} of them new, "
        "{unplaced} texts without a theme, {seconds} seconds".format(**facts)
    )


@group.command("list")
@click.option("--round", "slug", required=True, metavar="SLUG", help="The round's address.")
@click.option("--json", "as_json", is_flag=True, help="Print the themes as JSON.")
@with_appcontext
def list_themes(slug: str, as_json: bool) -> None:
    """List the themes of a round, the largest first, and what is rising or new this week."""
    of = _round(slug)
    found = themes.largest(of.id, limit=10_000)
    rising = trends.of_round(of.id, clock.now())
    if as_json:
        click.echo(
            json.dumps([_row(each, rising.get(each.id)) for each in found], ensure_ascii=False)
        )
        return
    for theme in found:
        trend = rising[theme.id].kind if theme.id in rising else "-"
        click.echo(f"{theme.id}\t{theme.size}\t{theme.state}\t{trend}\t{theme.label}")


def _row(theme: Theme, trend: Trend | None) -> dict[str, object]:
    fields = ("id", "label", "size", "state", "keywords")
    row = {field: getattr(theme, field) for field in fields}
    return {**row, "trend": asdict(trend) if trend else None}


@group.command("verify")
@click.argument("run_id", metavar="RUN", type=click.IntRange(min=1))
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@with_appcontext
def verify(run_id: int, as_json: bool) -> None:
    """Do RUN again with what it started from, and tell whether it gives the same themes.

    Nothing is written. The command ends with 1 if the themes differ.
    """
    with encoder_errors():
        verdict = theme_runs.verify(run_id)
    if as_json:
        click.echo(json.dumps(asdict(verdict)))
    else:
        click.echo(
            f"Run {verdict.run_id}: {verdict.texts} texts, {verdict.themes} themes, "
            f"{verdict.differing} texts in another theme than in the run."
        )
        for name, (then, now) in verdict.versions.items():
            click.echo(f"{name} was {then} and is {now}.")
    if verdict.differing:
        raise click.exceptions.Exit(1)


@group.command("prepare")
@click.option("--round", "slug", metavar="SLUG", help="The round's address.")
@click.option("--all", "everything", is_flag=True, help="Prepare the texts of all rounds.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@with_appcontext
def prepare(slug: str | None, everything: bool, as_json: bool) -> None:
    """Prepare stored texts again, after the tokeniser or TEXT_WORDS_FILE has changed.

    Search words, vectors and prints of copies are made anew where they are of older rules; so are
    the words by which themes and ideas are found. The product may run meanwhile, and what is cut
    off goes on where it ended.
    """
    if (slug is None) is not everything:
        raise click.UsageError("Give either --round SLUG or --all.")
    ids = [_round(slug).id] if slug else list(db.session.scalars(select(Round.id)))
    due = {round_id: preparing.count_due(round_id) for round_id in sorted(ids)}
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    facts = {"rounds": len(ids), "texts": 0, "themes": 0, "ideas": 0}
    with Progress(*columns, console=Console(stderr=True), disable=as_json) as bar:
        task = bar.add_task("texts", total=sum(due.values()))
        for round_id in due:
            for number in _portions(round_id):
                facts["texts"] += number
                bar.update(task, completed=facts["texts"])
            facts["themes"] += preparing.prepare_themes(round_id)
            facts["ideas"] += ideas.prepare(round_id)
    if as_json:
        click.echo(json.dumps(facts))
        return
    click.echo(
        "Prepared {texts} texts, {themes} themes and {ideas} ideas of {rounds} rounds.".format(
            **facts
        )
    )


def _portions(round_id: int) -> Iterator[int]:
    """Prepare the texts of a round; yield the number of each portion once it is stored."""
    number, last = preparing.prepare_portion(round_id)
    while number:
        yield number
        number, last = preparing.prepare_portion(round_id, after=last)


@group.command("evaluate")
@click.argument("table", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--text-column", required=True, help="Name of the column that holds the texts.")
@click.option("--label-column", required=True, help="Name of the column with their labels.")
@click.option("--themes", "number", default="auto", metavar="K|auto", help="How many themes.")
@click.option("--seeds", default=3, show_default=True, type=click.IntRange(1, 20))
@encoder_option
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def evaluate_command(
    table: Path,
    text_column: str,
    label_column: str,
    number: str,
    seeds: int,
    directory: Path | None,
    as_json: bool,
) -> None:
    """Measure the engine on the CSV file TABLE, whose texts have labels that people gave.

    It needs no database. Rows without text or label are left out and counted.
    """
    from ideation.text.evaluation import evaluate

    rows = read_columns(table, [text_column, label_column])
    labelled = [(text, label) for text, label in rows if text.strip() and label.strip()]
    if len(labelled) < FEWEST_TO_EVALUATE:
        raise click.ClickException(
            f"{table} has {len(labelled)} rows with text and label; "
            f"at least {FEWEST_TO_EVALUATE} are needed."
        )
    texts, labels = zip(*labelled, strict=True)
    n_themes = _number(number)
    with encoder_errors():
        vectoriser = chosen_encoder(directory)
        found = evaluate(texts, labels, n_themes=n_themes, seeds=seeds, vectoriser=vectoriser)
    figures = {**found.as_dict(), "skipped": len(rows) - len(labelled)}
    if as_json:
        click.echo(json.dumps(figures))
        return
    for name, value in figures.items():
        click.echo(f"{name:15} {value:,}")


def _number(typed: str) -> int | Literal["auto"]:
    """Read how many themes are wanted; more are allowed than officers could work with."""
    plain = typed.strip().lower()
    if plain in ("", "auto"):
        return "auto"
    if plain.isascii() and plain.isdigit() and 0 < len(plain) < 5 and int(plain):
        return int(plain)
    raise click.BadParameter("Give a number from 1 to 9999, or auto.", param_hint="--themes")


def _round(slug: str) -> Round:
    found = db.session.scalar(select(Round).where(Round.slug == slug))
    if found is None:
        raise click.ClickException(f"There is no round {slug!r}.")
    return found


def _do(made: ThemeRun) -> None:
    """Perform the run, or wait for the worker that was quicker to take it."""
    item_id = theme_runs.work_item_id(made)
    if perform(db.session, registry.kinds[theme_runs.KIND], item_id):
        return
    while _state(made) in OPEN:
        time.sleep(LOOK_EVERY)


def _state(made: ThemeRun) -> str:
    db.session.rollback()
    db.session.refresh(made)
    return made.state


@contextmanager
def _progress(run_id: int, *, hidden: bool) -> Iterator[None]:
    """Show how far the run is while it lasts, as the database tells it."""
    if hidden:
        yield
        return
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # Flask's documented way to hand the application to a thread.
    ended = threading.Event()
    watcher = threading.Thread(target=_watch, args=(app, run_id, ended), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()


def _watch(app: Flask, run_id: int, ended: threading.Event) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with app.app_context(), Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("waiting", total=100)
        while not ended.wait(LOOK_EVERY):
            made = db.session.get_one(ThemeRun, run_id)
            bar.update(task, completed=made.progress, description=made.step)
            db.session.rollback()
        bar.update(task, completed=100, description="done")
