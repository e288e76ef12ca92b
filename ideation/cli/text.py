"""`ideation text`: work on Thai text that needs no database."""

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from lzma import LZMAError
from pathlib import Path

import click

from ideation.cli.encoders import chosen_encoder, encoder_errors, encoder_option
from ideation.cli.tables import read_columns

_SOURCE = "Thai government news 2020-2025 (PyThaiNLP/thaigov-v2-corpus)"
_LICENCE = "public domain (Thai Copyright Act s. 7)"


@click.group("text", help="Work on Thai text that needs no database.")
def group() -> None:
    """Hold the commands of this noun."""


_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUT = click.Path(dir_okay=False, path_type=Path)


def _training(function: Callable[..., None]) -> Callable[..., None]:
    """Give a training command what all of them take."""
    options = (
        click.argument("corpus", type=_FILE),
        click.option("--out", type=_OUT, required=True, help="The .npz file to write."),
        click.option("--name", help="Name of the space; that of the file if it is not given."),
        click.option("--source", default=_SOURCE, show_default=True, help="The corpus's origin."),
        click.option("--licence", default=_LICENCE, show_default=True, help="Its licence."),
        click.option("--seed", default=0, show_default=True),
    )
    for option in reversed(options):
        function = option(function)
    return function


@group.command("train-background")
@_training
def train_background_command(
    corpus: Path, out: Path, name: str | None, source: str, licence: str, seed: int
) -> None:
    """Learn from CORPUS which words keep the same company, and write the term space to --out.

    CORPUS holds one article a line, also packed with xz; the text is the last of tab-separated
    fields. A file of the same name that ends in .json tells where the space came from.
    """
    from ideation.text.train_terms import TermParameters, train_terms, write_terms

    parameters = TermParameters(name=name or out.stem, seed=seed)
    with _training_errors(out):
        space, counts = train_terms(corpus, parameters, click.echo)
    origin = _origin("train-background", corpus, out, source, licence)
    write_terms(space, counts, out, parameters, origin)
    click.echo(f"Wrote {out} ({out.stat().st_size / 1e6:.1f} MB).")


@group.command("train-space")
@_training
@click.option("--passages", default=80_000, show_default=True, type=click.IntRange(min=200))
def train_space_command(
    corpus: Path, out: Path, name: str | None, source: str, licence: str, seed: int, passages: int
) -> None:
    """Learn the space that texts are searched in from CORPUS, and write it to --out.

    CORPUS is as for train-background.
    """
    from ideation.text.train_space import SpaceParameters, train_space, write_space

    parameters = SpaceParameters(name=name or out.stem, passages=passages, seed=seed)
    with _training_errors(out):
        space = train_space(corpus, parameters, click.echo)
    write_space(space, out, parameters, _origin("train-space", corpus, out, source, licence))
    click.echo(f"Wrote {out} ({out.stat().st_size / 1e6:.1f} MB).")


@contextmanager
def _training_errors(out: Path) -> Iterator[None]:
    from ideation.text.corpus import CorpusTooSmallError

    if out.suffix != ".npz":
        raise click.BadParameter("The file must end in .npz.", param_hint="--out")
    if not out.parent.is_dir():
        raise click.BadParameter(f"There is no folder {out.parent}.", param_hint="--out")
    try:
        yield
    except CorpusTooSmallError as error:
        raise click.ClickException(str(error)) from error
    except (UnicodeDecodeError, LZMAError, EOFError) as error:
        raise click.ClickException(
            "CORPUS is no text in UTF-8, plain or packed with xz."
        ) from error


def _origin(command: str, corpus: Path, out: Path, source: str, licence: str) -> dict[str, str]:
    written = f"ideation text {command} {corpus.name} --out {out.name}"
    return {"source": source, "licence": licence, "command": written}


@group.command("embed")
@click.argument("table", type=_FILE)
@click.option("--text-column", required=True, help="Name of the column that holds the texts.")
@click.option("--out", type=_OUT, required=True, help="The .npy file to write.")
@encoder_option
def embed_command(table: Path, text_column: str, out: Path, directory: Path | None) -> None:
    """Place the texts of the CSV file TABLE as the theme engine does, and write them to --out.

    OUT is a NumPy array of 32-bit numbers with a row of length 1 for each row of the table, in its
    order. A row without text becomes a row of zeros.
    """
    import numpy as np

    from ideation.text import TextVectoriser

    texts = [text for (text,) in read_columns(table, [text_column])]
    if not texts:
        raise click.ClickException(f"{table} has no rows.")
    with encoder_errors():
        vectors = (chosen_encoder(directory) or TextVectoriser()).fit_transform(texts)
    with _writing(out), out.open("wb") as file:
        np.save(file, vectors)
    click.echo(f"{_rows_read(texts)}: {vectors.shape[1]} numbers each. Wrote {out}.")


@group.command("duplicates")
@click.argument("table", type=_FILE)
@click.option("--text-column", required=True, help="Name of the column that holds the texts.")
@click.option("--out", type=_OUT, required=True, help="The CSV file to write.")
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1, min_open=True),
    help="The least score of a pair; higher is stricter.",
)
def duplicates_command(table: Path, text_column: str, out: Path, threshold: float | None) -> None:
    """Find the rows of the CSV file TABLE that have the same wording, and write the pairs to --out.

    Typos, polite particles, spaces, digits and the order of clauses may differ. Rows are counted
    from 0, the heading not among them. Of up to 50 texts that belong together every pair is listed;
    in a larger group each copy is listed with the first of its kind.
    """
    from ideation.text.duplicates import COPY_THRESHOLD, NearDuplicates

    texts = [text for (text,) in read_columns(table, [text_column])]
    found = NearDuplicates(threshold or COPY_THRESHOLD, n_jobs=-1).fit(texts)
    with _writing(out), out.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(["row_a", "row_b", "score"])
        for (one, other), score in zip(found.pairs_.tolist(), found.scores_.tolist(), strict=True):
            writer.writerow([one, other, f"{score:.4f}"])
    click.echo(f"{_rows_read(texts)}: {len(found.pairs_):,} pairs. Wrote {out}.")


@contextmanager
def _writing(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise click.ClickException(f"{out} cannot be written: {error}") from error


def _rows_read(texts: Sequence[str]) -> str:
    empty = sum(not text.strip() for text in texts)
    return f"{len(texts):,} rows, {empty:,} of them without text"
