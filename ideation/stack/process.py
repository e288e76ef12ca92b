"""Child processes that never outlive their parent."""

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ideation.stack.errors import StackError

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36

# Loaded before any fork: a forked child must not take the import or the loader lock.
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Account:
    """The system account under which a child runs.

    Args:
        name: Login name.
        uid: Numeric user id.
        gid: Numeric id of its primary group.
    """

    name: str
    uid: int
    gid: int


def die_with_parent(death_signal: int = signal.SIGTERM, parent: int | None = None) -> None:
    """Ask the kernel to signal this process when the thread that started it ends.

    Call it in the child, after the last change of user: the kernel forgets the wish at each
    change of credentials. Without effect on systems other than Linux.

    Args:
        death_signal: The signal to receive.
        parent: Process id of the parent; when it has already gone, this process ends at once.
    """
    if _libc is None:
        return
    _libc.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
    if parent is not None and os.getppid() != parent:
        os._exit(1)


def adopt_orphans() -> None:
    """Become the parent of grandchildren whose own parent has died, so they can be ended."""
    if _libc is not None:
        _libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def spawn(
    command: Sequence[str | Path],
    *,
    log: Path,
    answer: Path | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    account: Account | None = None,
    death_signal: int = signal.SIGTERM,
    niceness: int = 0,
) -> subprocess.Popen[bytes]:
    """Start a child in its own process group, bound to the life of the calling thread.

    Call it from the main thread: the kernel sends the death signal when the *thread* that
    started the child ends. The own group keeps the terminal's Ctrl-C away from the child, so
    that the supervisor alone decides the order of the end.

    Args:
        command: Program and arguments.
        log: File that receives standard output and standard error, appended.
        answer: File that receives standard output instead, made anew.
        env: The whole environment of the child; None passes on this one.
        cwd: Working directory of the child.
        account: System account to change to (root only).
        death_signal: Signal the child receives when this process dies.
        niceness: How far, from 0 to 19, the child lets others go first.

    Returns:
        The running child.
    """
    parent = os.getpid()

    def prepare() -> None:
        os.nice(niceness)
        die_with_parent(death_signal, parent)

    with log.open("ab") as said, answer.open("wb") if answer else log.open("ab") as output:
        return subprocess.Popen(  # noqa: S603 -- the commands are built in this package
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=said,
            env=None if env is None else dict(env),
            cwd=cwd,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            process_group=0,
            preexec_fn=prepare,
        )


def end(
    child: subprocess.Popen[bytes], *steps: tuple[int, float], group: bool = False
) -> int | None:
    """End a child by ever harder signals; the last resort is always SIGKILL.

    Args:
        child: The process to end; one that has ended already is only reaped.
        steps: Pairs of a signal and the seconds to wait after it.
        group: Whether SIGKILL goes to the child's whole process group.

    Returns:
        The exit status of the child.
    """
    for number, patience in steps:
        if child.poll() is not None:
            return child.returncode
        child.send_signal(number)
        try:
            return child.wait(timeout=patience)
        except subprocess.TimeoutExpired:
            continue
    kill(child, group=group)
    return child.returncode


def kill(child: subprocess.Popen[bytes], *, group: bool = False) -> None:
    """Kill a child without warning and reap it.

    Args:
        child: The process to kill.
        group: Whether its whole process group is killed with it.
    """
    if child.poll() is None and group:
        os.killpg(child.pid, signal.SIGKILL)
    elif child.poll() is None:
        child.kill()
    child.wait()


def wait_until(ready: Callable[[], bool], patience: float, pause: float = 0.02) -> bool:
    """Ask again and again until a condition holds.

    Args:
        ready: The condition.
        patience: Seconds to keep asking.
        pause: Seconds between two questions.

    Returns:
        Whether the condition came to hold in time.
    """
    deadline = time.monotonic() + patience
    while True:
        if ready():
            return True
        if time.monotonic() >= deadline:
            return False
        time.sleep(pause)


def reap_strangers(ours: set[int]) -> None:
    """Reap adopted grandchildren that have ended.

    Args:
        ours: Ids of the children whose exit status somebody else waits for.
    """
    while True:
        try:
            found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return
        if found is None or found.si_pid in ours:
            return
        os.waitpid(found.si_pid, os.WNOHANG)


@contextmanager
def exclusive(path: Path, refusal: str) -> Iterator[None]:
    """Hold a lock file for the length of a block.

    The kernel frees the lock when its holder dies, however it dies, so a lock is never stale.

    Args:
        path: The lock file; it stays behind, empty.
        refusal: The sentence for an operator when another process holds the lock.

    Raises:
        StackError: When another process holds the lock.
    """
    with path.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StackError(refusal) from None
        yield


def tail(log: Path, start: int = 0, size: int = 2000) -> str:
    """Return the end of a log file.

    Args:
        log: The file; one that does not exist is empty.
        start: Byte from which on the file is of interest.
        size: Number of bytes at most.
    """
    if not log.is_file():
        return ""
    with log.open("rb") as handle:
        handle.seek(max(start, log.stat().st_size - size))
        return handle.read().decode(errors="replace")


def log_size(log: Path) -> int:
    """Return the present size of a log file in bytes; 0 when there is none."""
    return log.stat().st_size if log.is_file() else 0
