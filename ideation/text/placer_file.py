"""A fitted placer as bytes and back, without pickle: what a round keeps from its last run."""

import io
import json
from collections.abc import Mapping
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from ideation.text.encoder import EncoderError, SentenceEncoder
from ideation.text.placer import Frame, Placer
from ideation.text.teaching import Teaching
from ideation.text.terms import TermSpace
from ideation.text.tokens import TOKENISER
from ideation.text.vectoriser import TextVectoriser

FORMAT: Final = 1
"""Changes whenever the same bytes would be read or used in another way."""

Arrays = Mapping[str, npt.NDArray[Any]]

# Each kind of vectoriser offers `kind`, `arrays` and `from_arrays`.
_VECTORISERS: Final[Mapping[str, type[TextVectoriser] | type[SentenceEncoder]]] = {
    TextVectoriser.kind: TextVectoriser,
    SentenceEncoder.kind: SentenceEncoder,
}
_PLAIN: Final = ("voices", "familiar")
_OWN: Final = ("axes", "centres", "points", "diffused", "labels")
_TEACHING: Final = ("classes", "middle", "weights", "shares")


class UnfitPlacer(ValueError):
    """These bytes hold no placer that this version of the engine can use."""


def placer_bytes(placer: Placer) -> bytes:
    """Write a placer.

    Args:
        placer: Fitted.

    Returns:
        What `read_placer` reads: 13 MB for 13,400 short texts, more than half of it n-grams, and
        26 MB for the 16,384 longer ones that a run learns from at most.
    """
    head = {**_present(), "vectoriser": placer.vectoriser.kind}
    head |= {name: getattr(placer, name) for name in _PLAIN}
    arrays = {
        "head": np.frombuffer(json.dumps(head).encode(), np.uint8),
        "middle": placer.frame.middle,
        **{name: getattr(placer, name) for name in _OWN},
        **_under("vectoriser", placer.vectoriser.arrays()),
    }
    if placer.frame.teaching is not None:
        taught = {name: getattr(placer.frame.teaching, name) for name in _TEACHING}
        arrays |= _under("teaching", taught)
    written = io.BytesIO()
    # Not packed: that would save a twelfth, and take half a second while officers wait.
    np.savez(written, **arrays)
    return written.getvalue()


def read_placer(data: bytes) -> Placer:
    """Read a placer; it places texts as the one that was written.

    Args:
        data: What `placer_bytes` gave.

    Raises:
        UnfitPlacer: the bytes are damaged, or of another format, tokeniser or background.
    """
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        head = json.loads(arrays["head"].tobytes())
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise UnfitPlacer(f"no placer can be read: {error}") from error
    _require_present(head)
    teaching = _below("teaching", arrays)
    try:
        vectoriser = _VECTORISERS[head["vectoriser"]].from_arrays(_below("vectoriser", arrays))
    except EncoderError as error:
        raise UnfitPlacer(str(error)) from error
    return Placer(
        vectoriser=vectoriser,
        frame=Frame(arrays["middle"], Teaching(**teaching) if teaching else None),
        **{name: head[name] for name in _PLAIN},
        **{name: arrays[name] for name in _OWN},
    )


def _present() -> dict[str, str | int]:
    """Name everything that texts are cut and placed by, beside what the placer itself holds."""
    return {"format": FORMAT, "tokeniser": TOKENISER, "terms": TermSpace.load().name}


def _require_present(head: Mapping[str, Any]) -> None:
    for name, now in _present().items():
        if head.get(name) != now:
            raise UnfitPlacer(f"{name} was {head.get(name)!r} and is {now!r}")
    if head["vectoriser"] not in _VECTORISERS:
        raise UnfitPlacer(f"vectoriser {head['vectoriser']!r} is not known")


def _under(prefix: str, arrays: Arrays) -> dict[str, npt.NDArray[Any]]:
    return {f"{prefix}/{name}": array for name, array in arrays.items()}


def _below(prefix: str, arrays: Arrays) -> dict[str, npt.NDArray[Any]]:
    start = f"{prefix}/"
    return {
        name.removeprefix(start): array for name, array in arrays.items() if name.startswith(start)
    }
