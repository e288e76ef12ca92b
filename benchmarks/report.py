"""How every benchmark shows its figures."""

import json
import platform
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

RESULTS = Path(__file__).parent / "results"
DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def p95(seconds: list[float]) -> float:
    """Return the time in milliseconds that 95 of 100 did not exceed."""
    return sorted(seconds)[int(len(seconds) * 0.95) - 1] * 1000


def show(name: str, title: str, rows: list[dict[str, Any]]) -> None:
    """Print rows as a table and write them as results/NAME.json."""
    table = Table(title=title)
    for heading in rows[0]:
        table.add_column(heading.replace("_", " "))
    for row in rows:
        table.add_row(*(f"{v:,.1f}" if isinstance(v, float) else str(v) for v in row.values()))
    Console(width=140).print(table)
    RESULTS.mkdir(exist_ok=True)
    machine = {"python": platform.python_version(), "machine": platform.machine()}
    body = {"title": title, "machine": machine, "rows": rows}
    text = json.dumps(body, ensure_ascii=False, indent=2) + "\n"
    (RESULTS / f"{name}.json").write_text(text)
