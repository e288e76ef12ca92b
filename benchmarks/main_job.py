"""The main job on real input: 13,401 Thai texts from a file to themes, then the pages' speed.

`python -m benchmarks.main_job` starts its own PostgreSQL, Redis, web and workers.
"""

import http.client
import json
import os
import sys
import tempfile
import threading
import time
import urllib.parse
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from benchmarks.report import DATA, p95, show
from ideation.stack.supervisor import IDEATION
from tests.processes import ROOT, Processes, Servers

FILE = DATA / "truevoice_object.csv"
CLIENTS = 8
REQUESTS_A_CLIENT = 40
TYPED = [
    "เน็ตช้ามากครับ ใช้งานไม่ได้เลย",
    "จ่ายค่าบริการไปแล้วแต่ยังใช้ไม่ได้",
    "อยากเปลี่ยนโปรโมชั่นรายเดือน",
    "โทรออกไม่ได้ค่ะ ซิมมีปัญหา",
    "ขอเช็คยอดค้างชำระหน่อย",
]


def run(processes: Processes, *arguments: str) -> tuple[dict[str, Any], float, float]:
    """Run an `ideation` command; return its JSON, its seconds and its peak memory in MB."""
    begin = time.perf_counter()
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.chdir(ROOT)
        os.dup2(write_end, 1)
        os.execve(sys.executable, [*IDEATION, *arguments], processes.environ)  # noqa: S606  Our own command.
    os.close(write_end)
    with os.fdopen(read_end) as out:
        printed = out.read()
    _pid, status, usage = os.wait4(child, 0)
    if status:
        raise SystemExit(f"ideation {' '.join(arguments)} failed")
    return json.loads(printed), time.perf_counter() - begin, usage.ru_maxrss / 1024


def measure(processes: Processes, label: str, paths: list[str]) -> dict[str, Any]:
    """Ask for pages with several clients at once; each keeps its connection as browsers do."""
    seconds: list[float] = []
    faults: list[str] = []

    def client(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", processes.port, timeout=30)
        for turn in range(REQUESTS_A_CLIENT):
            path = paths[(number + turn) % len(paths)]
            begin = time.perf_counter()
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                faults.append(f"{path}: {answer.status}")
            seconds.append(time.perf_counter() - begin)
        connection.close()

    threads = [threading.Thread(target=client, args=(n,)) for n in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults or len(seconds) != CLIENTS * REQUESTS_A_CLIENT:
        raise SystemExit(f"{label}: {len(seconds)} answers, {faults[:3]}")
    return {
        "what": label,
        "requests": len(seconds),
        "median_ms": sorted(seconds)[len(seconds) // 2] * 1000,
        "p95_ms": p95(seconds),
    }


def one_after_another(processes: Processes, label: str, paths: list[str]) -> dict[str, Any]:
    """Ask for pages one at a time, as one person typing does."""
    seconds = []
    connection = http.client.HTTPConnection("127.0.0.1", processes.port, timeout=30)
    for turn in range(200):
        begin = time.perf_counter()
        connection.request("GET", paths[turn % len(paths)])
        connection.getresponse().read()
        seconds.append(time.perf_counter() - begin)
    connection.close()
    return {
        "what": label,
        "requests": len(seconds),
        "median_ms": sorted(seconds)[100] * 1000,
        "p95_ms": p95(seconds),
    }


def main() -> None:
    """Import, run the themes, check that no text is lost, then measure the pages."""
    with tempfile.TemporaryDirectory() as folder:
        servers = Servers(Path(folder))
        processes = Processes(
            Path(folder), database_url=servers.postgres.url, redis_url=servers.redis.url
        )
        try:
            _main(processes)
        finally:
            processes.stop()
            servers.stop()


def _main(processes: Processes) -> None:
    for arguments in (
        ("db", "upgrade"),
        ("agencies", "load", "onde"),
        (
            "rounds",
            "open",
            "--agency",
            "onde",
            "--area",
            "society",
            "--slug",
            "big",
            "--title",
            "รอบใหญ่",
        ),
    ):
        answer = processes.command(*arguments)
        if answer.returncode:
            raise SystemExit(answer.stderr)
    round = ("--round", "big", "--json")
    brought, import_seconds, import_mb = run(processes, "submissions", "import", str(FILE), *round)
    ran, run_seconds, run_mb = run(processes, "themes", "run", *round)
    engine = create_engine(processes.environ["DATABASE_URL"])
    with engine.connect() as connection:
        on_board = connection.scalar(text("SELECT count(*) FROM theme_member WHERE is_primary"))
        theme_ids = connection.scalars(
            text("SELECT id FROM theme WHERE merged_into_id IS NULL ORDER BY size DESC")
        ).all()
    show(
        "main_job",
        f"{brought['rows']:,} texts from a file to the board",
        [
            {
                "step": "import",
                "texts": brought["good"],
                "seconds": import_seconds,
                "peak_mb": import_mb,
            },
            {
                "step": "themes run",
                "texts": ran["texts"],
                "seconds": run_seconds,
                "peak_mb": run_mb,
            },
            {
                "step": f"on the board, {len(theme_ids)} themes",
                "texts": on_board,
                "seconds": import_seconds + run_seconds,
                "peak_mb": max(import_mb, run_mb),
            },
        ],
    )
    engine.dispose()
    pages = {
        "theme page": [f"/themes/{theme_id}" for theme_id in theme_ids[:5]],
        "submission list": [f"/rounds/big/submissions?page={n}" for n in (1, 2, 5, 50, 600)],
        "list with search": [f"/rounds/big/submissions?{_query(q)}" for q in ("เน็ต", "ค่าบริการ")],
        "round page": ["/rounds/big"],
        "theme list": ["/rounds/big/themes"],
    }
    typed = [f"/rounds/big/similar?{_query(text)}" for text in TYPED]
    rows = []
    for seconds, how in (("2", "as visitors are served"), ("0", "each page made afresh")):
        processes.environ["PAGE_CACHE_SECONDS"] = seconds
        processes.start(workers=0)
        measure(processes, "warm up", typed + [path for paths in pages.values() for path in paths])
        if seconds == "2":
            rows.append(one_after_another(processes, "similar while typing, one person", typed))
            rows.append(measure(processes, "similar while typing, 8 clients", typed))
        rows += [measure(processes, f"{name}, {how}", paths) for name, paths in pages.items()]
        processes.end("web")
    show("pages", f"Pages at {on_board:,} texts, 8 clients on two web workers", rows)


def _query(text: str) -> str:
    return urllib.parse.urlencode({"q": text})


if __name__ == "__main__":
    main()
