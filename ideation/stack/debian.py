"""Redis out of the packages of Debian and its kin, unpacked without the rights of root."""

import os
import re
import shutil
import subprocess
from pathlib import Path

PACKAGE = "redis-server"
DOWNLOAD_PATIENCE = 180


def unpack_redis(folder: Path) -> Path | None:
    """Download and unpack Redis and the libraries that this machine lacks.

    Args:
        folder: Where to unpack; a server found there is used again.

    Returns:
        The server program, or None when this is no such system or nothing can be downloaded.
    """
    program = folder / "usr" / "bin" / "redis-server"
    if os.access(program, os.X_OK):
        return program
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        return None
    shutil.rmtree(folder, ignore_errors=True)
    archives = folder / "archives"
    archives.mkdir(parents=True)
    options = [] if missing_packages([]) else fetch_lists(folder)
    names = missing_packages(options)
    if not names or not run(["apt-get", *options, "download", *names], archives):
        shutil.rmtree(folder)
        return None
    for archive in sorted(archives.glob("*.deb")):
        run(["dpkg-deb", "-x", str(archive), str(folder)], folder)
    for leftover in ("archives", "lists", "cache"):
        shutil.rmtree(folder / leftover, ignore_errors=True)
    return program if os.access(program, os.X_OK) else None


def missing_packages(options: list[str]) -> list[str]:
    """Name the packages that an installation of Redis would add to this machine.

    Args:
        options: Options for the package manager.

    Returns:
        The names, or an empty list when the package manager does not know Redis.
    """
    command = ["apt-get", *options, "-s", "--no-install-recommends", "install", PACKAGE]
    answer = subprocess.run(  # noqa: S603 -- fixed arguments
        command, capture_output=True, text=True, check=False, env=environment()
    )
    return re.findall(r"^Inst (\S+)", answer.stdout, flags=re.MULTILINE)


def fetch_lists(folder: Path) -> list[str]:
    """Download the package lists into a folder of our own, as an ordinary user may.

    Args:
        folder: The folder.

    Returns:
        The options that make the package manager use these lists.
    """
    lists = folder / "lists"
    (lists / "partial").mkdir(parents=True)
    options = [
        *("-o", f"Dir::State::Lists={lists}"),
        *("-o", f"Dir::Cache={folder / 'cache'}"),
        *("-o", "Debug::NoLocking=1"),
        *("-o", "APT::Sandbox::User="),
    ]
    run(["apt-get", *options, "update"], folder)
    return options


def run(command: list[str], folder: Path) -> bool:
    """Run a command of the package manager in a folder; tell whether it succeeded."""
    try:
        done = subprocess.run(  # noqa: S603 -- fixed arguments
            command,
            cwd=folder,
            capture_output=True,
            check=False,
            timeout=DOWNLOAD_PATIENCE,
            env=environment(),
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def environment() -> dict[str, str]:
    """Return this environment with messages in English, which are read here."""
    return {**os.environ, "LC_ALL": "C"}
