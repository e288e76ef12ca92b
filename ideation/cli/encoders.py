"""The option of commands that can place texts by a sentence-transformers model."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from ideation import config
from ideation.text.encoder import EncoderError, SentenceEncoder

encoder_option = click.option(
    "--encoder",
    "directory",
    type=click.Path(path_type=Path, resolve_path=True),
    metavar="DIR",
    help="Directory of a sentence-transformers model that places the texts; the setting "
    "TEXT_ENCODER if it is not given.",
)


def chosen_encoder(directory: Path | None) -> SentenceEncoder | None:
    """Return the encoder of the option, else of the setting, else None.

    Args:
        directory: what was given as `--encoder`.

    Raises:
        BadSettings: the setting names no model, and the option was not given.
    """
    found = directory or config.text_encoder()
    return None if found is None else SentenceEncoder(found)


@contextmanager
def encoder_errors() -> Iterator[None]:
    """Tell a model that cannot be used in its sentence, without a traceback."""
    try:
        yield
    except EncoderError as error:
        raise click.ClickException(str(error)) from error
