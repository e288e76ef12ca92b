"""Files of a space: arrays in an .npz file, and where they are from in a .json beside it."""

import hashlib
import json
from collections.abc import Callable, Mapping
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
