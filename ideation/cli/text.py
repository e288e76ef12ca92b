"""`ideation text`: work on Thai text that needs no database."""

from pathlib import Path

import click

_SOURCE = "Thai government news 2020-2025 (PyThaiNLP/thaigov-v2-corpus)"
_LICENCE = "public domain (Thai Copyright Act s. 7)"


@click.group("text", help="Work on Thai text that needs no database.")
def group() -> None:
    """Hold the commands of this noun."""


@group.command("train-background")
@click.argument("corpus", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--name", help="Name of the space; the name of the file if it is not given.")
@click.option("--source", default=_SOURCE, show_default=True, help="Where the corpus is from.")
@click.option("--licence", default=_LICENCE, show_default=True, help="The corpus's licence.")
@click.option("--passages", default=80_000, show_default=True, type=click.IntRange(min=200))
@click.option("--seed", default=0, show_default=True)
def train_background_command(
    corpus: Path, out: Path, name: str | None, source: str, licence: str, passages: int, seed: int
) -> None:
    """Learn the background space from CORPUS, one article a line, and write it to --out.

    CORPUS is a text file, also one packed with xz. A file of the same name that ends in .json tells
    where the space came from.
    """
    from ideation.text.background import (
        CorpusTooSmallError,
        TrainingParameters,
        train_background,
        write_background,
    )

    if out.suffix != ".npz":
        raise click.BadParameter("The file must end in .npz.", param_hint="--out")
    parameters = TrainingParameters(name=name or out.stem, passages=passages, seed=seed)
    try:
        space = train_background(corpus, parameters, click.echo)
    except CorpusTooSmallError as error:
        raise click.ClickException(str(error)) from error
    origin = {
        "source": source,
        "licence": licence,
        "command": f"ideation text train-background {corpus.name} --out {out.name}",
    }
    write_background(space, out, parameters, origin)
    click.echo(f"Wrote {out} ({out.stat().st_size / 1e6:.1f} MB).")
