"""The files of a database cluster, and the account that owns them."""

import os
import pwd
import shutil
import signal
import subprocess
from pathlib import Path

import psutil

from ideation.stack import places
from ideation.stack.errors import StackError
from ideation.stack.postgres.binaries import major_version
from ideation.stack.process import Account, log_size, spawn, tail

ROLE = "ideation"
SYSTEM_ACCOUNT = "ideation-db"
STOP_PATIENCE = 20.0
BUILTIN_LOCALE_SINCE = 17


def system_account() -> Account:
    """Return the account under which root lets PostgreSQL run; make it when it is missing.

    Raises:
        StackError: When it cannot be made.
    """
    try:
        entry = pwd.getpwnam(SYSTEM_ACCOUNT)
    except KeyError:
        create_account()
        entry = pwd.getpwnam(SYSTEM_ACCOUNT)
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def create_account() -> None:
    """Make the system account with whichever tool this system has."""
    tools = {
        "useradd": ["--system", "--user-group", "--no-create-home", "--shell", "/bin/false"],
        "adduser": ["-S", "-D", "-H", "-s", "/bin/false"],  # As BusyBox spells it.
    }
    search = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"
    for tool, options in tools.items():
        program = shutil.which(tool, path=search)
        if program is None:
            continue
        command = [program, *options, SYSTEM_ACCOUNT]
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 -- fixed arguments
        if done.returncode == 0 or has_account():
            return
    raise StackError(
        f"PostgreSQL refuses to run as root and the system account {SYSTEM_ACCOUNT} could not be "
        "made: create it, or start as an ordinary user, or set DATABASE_URL."
    )


def has_account() -> bool:
    """Whether the system account exists; a second instance may have made it meanwhile."""
    return any(entry.pw_name == SYSTEM_ACCOUNT for entry in pwd.getpwall())


def state_folder(home: Path) -> Path:
    """Return the existing folder below which the cluster of a home lies.

    Args:
        home: The prepared home folder.
    """
    if not places.is_root():
        folder = home / "postgres"
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder
    places.SYSTEM_STATE.mkdir(mode=0o755, parents=True, exist_ok=True)
    folder = places.SYSTEM_STATE / places.identity(home)
    places.own(folder, system_account())
    return folder


def make_cluster(binaries: Path, data: Path, account: Account | None, log: Path) -> None:
    """Create an empty cluster; one that was interrupted half-way is begun anew.

    Args:
        binaries: Folder of the programs.
        data: Where the cluster shall be.
        account: The account that shall own it.
        log: File for what the program says.
    """
    fresh = data.with_name("data.new")
    shutil.rmtree(fresh, ignore_errors=True)
    begin = log_size(log)
    child = spawn(
        [
            binaries / "initdb",
            *("-D", fresh, "-U", ROLE, "--encoding=UTF8", "--no-instructions"),
            *locale_options(major_version(binaries)),
            *("--auth-local=trust", "--auth-host=reject"),
        ],
        log=log,
        cwd=data.parent,
        env={"PATH": os.defpath, "LC_ALL": "C"},
        account=account,
        death_signal=signal.SIGKILL,
    )
    if child.wait() != 0:
        raise failure("The database could not be created", data, tail(log, begin), log)
    fresh.rename(data)


def locale_options(version: int) -> tuple[str, ...]:
    """Return the options of initdb under which every machine sorts alike.

    Args:
        version: Major version of PostgreSQL; from 17 on it brings a locale of its own.
    """
    if version < BUILTIN_LOCALE_SINCE:
        return ("--locale=C.UTF-8",)
    return ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")


def end_orphan(data: Path) -> None:
    """End a server that a killed supervisor left behind, and remove the pid file of a dead one.

    The caller holds the lock of this instance, so a server that still runs here is nobody's.
    PostgreSQL itself refuses to start when the number in the file has been given to another
    process of the same user meanwhile, as happens in containers.

    Args:
        data: The cluster.
    """
    record = data / "postmaster.pid"
    try:
        server = psutil.Process(int(record.read_text().split("\n", 1)[0]))
        ours = str(data) in server.cmdline()
    except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
        ours = False
    if ours:
        for number, patience in ((signal.SIGINT, STOP_PATIENCE), (signal.SIGQUIT, 5)):
            server.send_signal(number)
            if not psutil.wait_procs([server], timeout=patience)[1]:
                break
    record.unlink(missing_ok=True)


def failure(what: str, data: Path, said: str, log: Path) -> StackError:
    """Explain a failed start from what the server said."""
    if "No space left on device" in said:
        return places.disk_full(data)
    words = [line for line in said.splitlines() if "FATAL" in line or "error" in line.lower()]
    reason = words[-1].strip() if words else "it gave no reason"
    return StackError(f"{what}: {reason}. The whole story is in {log}.")
