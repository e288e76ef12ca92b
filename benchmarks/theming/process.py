"""Measuring a call in a process of its own: time, processor time, memory.

The memory is the largest sum, seen five times a second, of the proportional set sizes (PSS) of the
process and its helpers: what they share counts once.
"""

import importlib
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[2]
EVERY = 0.2


class Watcher(threading.Thread):
    """Looks at a process and its helpers until they end.

    Attributes:
        peak_mb: The most memory seen.
        cpu: The last processor time seen of each process.
    """

    def __init__(self, process: psutil.Process) -> None:
        super().__init__(daemon=True)
        self.process = process
        self.ended = threading.Event()
        self.peak_mb = 0.0
        self.cpu: dict[int, float] = {}

    def run(self) -> None:
        """Look at regular intervals."""
        while not self.ended.wait(EVERY):
            with suppress(psutil.Error):
                self._look([self.process, *self.process.children(recursive=True)])

    def _look(self, processes: list[psutil.Process]) -> None:
        self.peak_mb = max(self.peak_mb, sum(pss_kb(each.pid) for each in processes) / 1024)
        for each in processes:
            with suppress(psutil.Error):
                self.cpu[each.pid] = sum(each.cpu_times()[:2])


def pss_kb(pid: int) -> int:
    """Return the proportional set size of a process, 0 if it has ended."""
    with suppress(OSError), Path(f"/proc/{pid}/smaps_rollup").open(encoding="ascii") as lines:
        return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return 0


def watched(command: list[str]) -> dict[str, Any]:
    """Run a command that prints JSON; add its memory and how busy others kept the machine."""
    started, busy = time.perf_counter(), busy_seconds()
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as child:
        watcher = Watcher(psutil.Process(child.pid))
        watcher.start()
        printed, errors = child.communicate()
    watcher.ended.set()
    watcher.join()
    if child.returncode:
        raise SystemExit(f"{errors}\n{' '.join(command[:5])} ended with {child.returncode}")
    seconds = time.perf_counter() - started
    others = (busy_seconds() - busy - sum(watcher.cpu.values())) / seconds
    figures: dict[str, Any] = json.loads(printed.splitlines()[-1])
    return {
        **figures,
        "peak_mb": round(watcher.peak_mb),
        "others_cores": max(0.0, round(others, 1)),
    }


def busy_seconds() -> float:
    """Return how long the cores of the machine have worked, all together."""
    spent = psutil.cpu_times()
    return float(spent.user + spent.system)


def in_own_process(function: Callable[..., dict[str, Any]], **arguments: object) -> dict[str, Any]:
    """Call a function in a fresh process; see `watched` for what is added to its figures."""
    name, call = function.__module__, function.__name__
    command = [sys.executable, "-m", "benchmarks.theming.process", name, call]
    return watched([*command, json.dumps(arguments)])


def cpu_seconds() -> float:
    """Return the processor time of this process and its helpers, those that ended as well."""
    times = [psutil.Process().cpu_times()[:4]]
    for helper in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            times.append(helper.cpu_times()[:4])
    return sum(sum(each) for each in times)


def timed(call: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    """Return what a call gives, and its seconds."""
    started, used = time.perf_counter(), cpu_seconds()
    given = call()
    seconds, used = time.perf_counter() - started, cpu_seconds() - used
    return given, {"seconds": round(seconds, 2), "cpu_seconds": round(used, 2)}


def main() -> None:
    """Do what `in_own_process` asks for."""
    name, call, arguments = sys.argv[1:]
    figures = getattr(importlib.import_module(name), call)(**json.loads(arguments))
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
