"""Where the embedded servers keep their files."""

import errno
import hashlib
import os
import secrets
import shutil
import stat
import tempfile
from pathlib import Path

from ideation.stack.errors import StackError
from ideation.stack.process import Account

SYSTEM_STATE = Path("/var/lib/ideation")
MIN_FREE = 500 * 1024 * 1024
# Linux allows 107 bytes for a socket's address; PostgreSQL's file name takes 15 with its slash.
MAX_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432")


def is_root() -> bool:
    """Whether this process has the rights of the system administrator."""
    return os.geteuid() == 0


def prepare_home(home: Path) -> Path:
    """Create the home folder and its sub-folders.

    Args:
        home: The IDEATION_HOME of this instance.

    Returns:
        The absolute path of the home folder.

    Raises:
        StackError: When the folder cannot be written, or the disk is full.
    """
    home = home.absolute()
    try:
        for folder in (home, home / "log", home / "run"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home) as probe:
            probe.write(b"probe")
    except OSError as error:
        raise unwritable(home, error) from error
    return home


def unwritable(folder: Path, error: OSError) -> StackError:
    """Turn an operating-system error on a folder into a sentence with its remedy."""
    if error.errno == errno.ENOSPC:
        return disk_full(folder)
    return StackError(
        f"The folder {folder} cannot be written ({error.strerror}): give this user the right to "
        "write there, or set IDEATION_HOME to a folder of its own."
    )


def disk_full(folder: Path) -> StackError:
    """Return the error that says which disk is full and what to do."""
    return StackError(
        f"The disk that holds {folder} is full: free some space, or set IDEATION_HOME to a folder "
        "on another disk, then start again."
    )


def require_space(folder: Path, wanted: int) -> None:
    """Refuse to begin what would fill the disk.

    Args:
        folder: Any existing folder on the disk in question.
        wanted: Bytes that must be free.

    Raises:
        StackError: When less is free.
    """
    free = shutil.disk_usage(folder).free
    if free < wanted:
        raise StackError(
            f"The disk that holds {folder} has {free // 2**20} MB free and the database needs "
            f"{wanted // 2**20} MB: free some space, or set IDEATION_HOME to a folder on another "
            "disk, then start again."
        )


def identity(home: Path) -> str:
    """Return the short lasting name of an instance.

    It depends on the path, so a copied home is another instance, and on a token kept inside,
    so a home that was deleted and made anew never meets the data of the old one.

    Args:
        home: An existing, writable home folder.
    """
    token = home / "run" / "identity"
    if not token.is_file():
        token.write_text(secrets.token_hex(8), encoding="ascii")
    material = f"{home.resolve()}\n{token.read_text(encoding='ascii')}"
    return hashlib.sha256(material.encode()).hexdigest()[:12]


def socket_folder(home: Path, kind: str, account: Account | None = None) -> Path:
    """Return a private folder whose path is short enough for a Unix socket.

    Args:
        home: The prepared home folder.
        kind: Short name of the server, part of the folder's name.
        account: The system account that must own the folder; None for this process's own.

    Returns:
        An existing folder with mode 0700.

    Raises:
        StackError: When somebody else owns the folder of that name.
    """
    folder = home / "run" / kind
    if account is not None:
        folder = SYSTEM_STATE / identity(home) / kind
    elif len(os.fsencode(folder)) > MAX_SOCKET_FOLDER:
        folder = Path("/tmp") / f"ideation-{os.geteuid()}-{identity(home)}-{kind}"  # noqa: S108 -- ownership and mode are checked below
    own(folder, account)
    return folder


def own(folder: Path, account: Account | None) -> None:
    """Create a private folder, or check that an existing one is private and ours.

    Args:
        folder: The folder; its parent must exist.
        account: The account that shall own it; None for this process's own.

    Raises:
        StackError: When the name is taken by a link, a file or another user's folder.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    if account is not None:
        os.chown(folder, account.uid, account.gid, follow_symlinks=False)
    found = folder.lstat()
    expected = account.uid if account else os.geteuid()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != expected:
        raise StackError(
            f"The folder {folder} belongs to somebody else: remove it, then start again."
        )
    folder.chmod(0o700)
