"""A sentence-transformers model in the place of `TextVectoriser`."""

import functools
import hashlib
import json
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

import numpy as np
import numpy.typing as npt

from ideation.text.files import words_array, words_in
from ideation.text.normalise import normalise
from ideation.text.parallel import in_batches, one_thread
from ideation.text.space import unit_rows

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Floats = npt.NDArray[np.float32]

# Much slower than counting words: so few texts are worth another process.
_BATCH: Final = 250
_BLOCK: Final = 1 << 20
_KIND: Final = "SentenceTransformer"
_LIBRARIES: Final = ("sentence-transformers", "transformers", "tokenizers", "torch")


class EncoderError(RuntimeError):
    """A model cannot be used; the message is one sentence that says what to do."""


class SentenceEncoder:
    """Places texts as a sentence-transformers model does, in the place of `TextVectoriser`.

    The model is read from its directory and from nowhere else: nothing is downloaded, and no code
    of its own is run. It stays in the memory of each process that needed it; the encoder itself
    holds no weights, so it can be stored and sent. A text's vector depends on the text alone, down
    to the last bit: each one goes through the model by itself, on one thread.

    Args:
        directory: The directory that `SentenceTransformer.save` wrote; helpers on other machines
            need the same one at the same place.
        n_jobs: Processes that read texts, each with a model in memory; None takes one for each
            core. Results do not depend on it.

    Attributes:
        fingerprint_: SHA-256 of the model's files, in hexadecimal.
        n_features_out_: d.
    """

    kind: ClassVar[str] = "sentence-transformers"

    fingerprint_: str
    n_features_out_: int

    def __init__(self, directory: str | Path, *, n_jobs: int | None = None) -> None:
        self.directory = directory
        self.n_jobs = n_jobs

    def fit(self, texts: Sequence[str], y: object = None) -> Self:  # noqa: ARG002  # as in every estimator
        """Load the model; nothing is learned from the texts.

        Args:
            texts: Ignored, as `y` is; they stand here as in every estimator.
            y: See there.

        Returns:
            Itself.

        Raises:
            EncoderError: The library is missing, or the directory holds no model that can be used.
        """
        self.fingerprint_ = fingerprint(self._place)
        self.n_features_out_ = _encoded(_load(self._place, self.fingerprint_), ["ไทย"]).shape[1]
        return self

    def fit_transform(self, texts: Sequence[str], y: object = None) -> Floats:  # noqa: ARG002  # see fit
        """Load the model and place texts; see `fit` and `transform`."""
        return self.fit(texts).transform(texts)

    def transform(self, texts: Sequence[str]) -> Floats:
        """Place texts.

        Args:
            texts: n texts of any kind.

        Returns:
            (n, d) rows of length 1; a text without anything visible has a row of zeros.
        """
        parts = in_batches(self.place_batch, texts, size=_BATCH, n_jobs=self.n_jobs)
        return np.concatenate([np.empty((0, self.n_features_out_), np.float32), *parts])

    def place_batch(self, texts: Sequence[str]) -> Floats:
        """Do as `transform` in this process."""
        cleaned = [normalise(text).strip() for text in texts]
        said = [row for row, clean in enumerate(cleaned) if clean]
        rows = np.zeros((len(texts), self.n_features_out_), dtype=np.float32)
        if said:
            model = _load(self._place, self.fingerprint_)
            rows[said] = _encoded(model, [cleaned[row] for row in said])
        return unit_rows(rows)

    def versions(self) -> dict[str, str]:
        """Give the model, by name and fingerprint, and the libraries that compute it.

        Raises:
            EncoderError: There is no such directory.
        """
        name = f"{self._place.name} sha256:{fingerprint(self._place)}"
        return {"vectoriser": name, **{library: version(library) for library in _LIBRARIES}}

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Tell which model it is, as `from_arrays` takes it; the weights stay where they are."""
        return {
            "directory": words_array([str(self._place)]),
            "fingerprint": words_array([self.fingerprint_]),
            "n_features_out": np.array(self.n_features_out_),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> Self:
        """Give an encoder that places texts as the one did whose `arrays` these are.

        Raises:
            EncoderError: The directory holds another model by now, or none.
        """
        (directory,) = words_in(arrays["directory"])
        made = cls(directory)
        (made.fingerprint_,) = words_in(arrays["fingerprint"])
        made.n_features_out_ = int(arrays["n_features_out"])
        _require_same(made._place, made.fingerprint_)
        return made

    @property
    def _place(self) -> Path:
        return Path(self.directory).absolute()


def require_model(directory: Path) -> None:
    """Refuse, without loading anything, what cannot be a model or could not be read.

    Args:
        directory: Where a sentence-transformers model should be.

    Raises:
        EncoderError: It is not there, or the library is missing.
    """
    if not directory.is_dir():
        raise EncoderError(
            f"{directory} is no directory: give that of a sentence-transformers model."
        )
    if not (directory / "modules.json").is_file():
        raise EncoderError(
            f"{directory} has no modules.json, so it is no sentence-transformers model: copy all "
            "files that SentenceTransformer.save wrote."
        )
    if find_spec("sentence_transformers") is None:
        raise EncoderError(
            "The library that reads sentence-transformers models is missing: "
            "pip install 'ideation[encoder]'."
        )


@functools.cache
def fingerprint(directory: Path) -> str:
    """Give the SHA-256 of a model's files, read once in each process.

    Hidden files are left out: what tools that copy models keep there differs from copy to copy.

    Args:
        directory: Of the model.

    Returns:
        Hexadecimal digits that tell names and contents of the files.

    Raises:
        EncoderError: See `require_model`; or a file cannot be read.
    """
    require_model(directory)
    digest = hashlib.sha256()
    try:
        for name, path in _files(directory):
            digest.update(f"{name}\0{path.stat().st_size}\0".encode("utf-8", "surrogateescape"))
            with path.open("rb") as file:
                while block := file.read(_BLOCK):
                    digest.update(block)
    except OSError as error:
        raise EncoderError(f"{directory} cannot be read: {error}.") from error
    return digest.hexdigest()


def _files(directory: Path) -> list[tuple[str, Path]]:
    """List the files of a model with their names in it, in an order that is the same everywhere."""
    found = []
    for path in directory.rglob("*"):
        inside = path.relative_to(directory)
        if path.is_file() and not any(part.startswith(".") for part in inside.parts):
            found.append((inside.as_posix(), path))
    return sorted(found)


@functools.lru_cache(maxsize=1)
def _load(directory: Path, expected: str) -> "SentenceTransformer":
    """Load a model, once in each process, and try it.

    Args:
        directory: Of the model.
        expected: Its fingerprint where the encoder was fitted, perhaps on another machine.
    """
    _require_same(directory, expected)
    _require_kind(directory)
    # A bar on standard error, for what takes a second.
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()
    from sentence_transformers import SentenceTransformer

    try:
        model = SentenceTransformer(str(directory), device="cpu", local_files_only=True)
        _encoded(model, ["ไทย"])
    except Exception as error:  # the library lets through whatever its parts raise
        raise EncoderError(_refusal(directory, error)) from error
    return model


def _require_same(directory: Path, expected: str) -> None:
    if fingerprint(directory) != expected:
        raise EncoderError(
            f"{directory} holds another model here than where the run began: copy the same files "
            "to every machine."
        )


def _require_kind(directory: Path) -> None:
    """Refuse a reranker or a sparse model, of which the library would take the trunk alone."""
    described = directory / "config_sentence_transformers.json"
    try:
        kind = json.loads(described.read_text(encoding="utf-8")).get("model_type", _KIND)
    except FileNotFoundError:
        # Older versions of the library wrote none.
        return
    except (OSError, ValueError) as error:
        raise EncoderError(_refusal(directory, error)) from error
    if kind != _KIND:
        raise EncoderError(f"{directory} holds a {kind}: a {_KIND} is needed.")


def _refusal(directory: Path, error: Exception) -> str:
    # The library's own advice is to run the code.
    if "trust_remote_code" in str(error):
        return (
            f"{directory} needs code of its own, which is not run: choose a model that "
            "sentence-transformers and transformers know by themselves."
        )
    told = (str(error).splitlines() or [""])[0]
    return (
        f"{directory} cannot be loaded as a sentence-transformers model: copy its files anew, or "
        f"choose another ({type(error).__name__}: {told})."
    )


def _encoded(model: "SentenceTransformer", texts: list[str]) -> Floats:
    """Give (n, d) vectors of texts.

    One text at a time: beside others it would be padded to their length, and the last bits of the
    sums would depend on the company. On one thread that takes about a quarter longer.
    """
    # Entered here and not only by the caller: it holds what is loaded, and torch came since.
    with one_thread():
        found = model.encode(texts, batch_size=1, show_progress_bar=False)
    return np.asarray(found, dtype=np.float32)
