"""Files of a space: arrays in an .npz file, and where they are from in a .json beside it."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

Space = TypeVar("Space")


def load_shipped(name: str, read: Callable[[Path, Path], Space]) -> Space:
    """Read a space that this package ships.

    Args:
        name: Both files' name without its ending.
        read: Makes the space of the .npz and the .json file.
    """
    folder = files("ideation.text")
    with as_file(folder / f"{name}.npz") as arrays, as_file(folder / f"{name}.json") as sidecar:
        return read(arrays, sidecar)


def read_parameters(path: Path, sidecar: Path | None) -> dict[str, Any]:
    """Read what a space was trained with.

    Args:
        path: The .npz file.
        sidecar: The .json file; the one of the same name if it is None.
    """
    described = sidecar or path.with_suffix(".json")
    found: dict[str, Any] = json.loads(described.read_text(encoding="utf-8"))["parameters"]
    return found


def write_space_files(
    path: Path, arrays: Mapping[str, npt.NDArray[Any]], facts: Mapping[str, Any]
) -> None:
    """Write both files of a space.

    Args:
        path: The .npz file to write.
        arrays: What it holds.
        facts: What the .json file tells, beside the checksum of the other.
    """
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]  # no array is named allow_pickle
    sidecar = {**facts, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    text = json.dumps(sidecar, ensure_ascii=False, indent=2)
    path.with_suffix(".json").write_text(text + "\n", encoding="utf-8")


def words_array(words: Sequence[str]) -> npt.NDArray[np.uint8]:
    """Write words as an array of bytes, which needs no pickle.

    Args:
        words: None of them is empty or holds a line break.
    """
    # Half of a surrogate pair, which no text should hold, is kept as it is.
    return np.frombuffer("\n".join(words).encode("utf-8", "surrogatepass"), np.uint8)


def words_in(array: npt.NDArray[np.uint8]) -> list[str]:
    """Read the words that `words_array` wrote."""
    joined = array.tobytes().decode("utf-8", "surrogatepass")
    return joined.split("\n") if joined else []
