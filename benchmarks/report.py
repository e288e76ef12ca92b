"""How every benchmark shows its figures."""

import json
import platform
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

RESULTS = Path(__file__).parent / "results"
DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
WIDTH = 150


def p95(seconds: list[float]) -> float:
    """Return the time in milliseconds that 95 of 100 did not exceed."""
    return sorted(seconds)[int(len(seconds) * 0.95) - 1] * 1000


def show(name: str, title: str, rows: list[dict[str, Any]]) -> None:
    """Print rows as a table and write them as results/NAME.json."""
    _print(title, rows)
    _write(name, {"title": title, "machine": _machine(), "rows": rows})


def show_part(name: str, part: str, title: str, rows: list[dict[str, Any]]) -> None:
    """Print rows as a table and write them as one of the tables of results/NAME.json.

    The tables of other parts stay as they were measured.
    """
    _print(title, rows)
    tables = _tables(name) | {part: {"title": title, "rows": rows}}
    _write(name, {"machine": _machine(), "tables": tables})


def rows_of(name: str, part: str) -> list[dict[str, Any]]:
    """Return the rows that `show_part` wrote last, none if it never did."""
    found: list[dict[str, Any]] = _tables(name).get(part, {}).get("rows", [])
    return found


def _tables(name: str) -> dict[str, Any]:
    path = RESULTS / f"{name}.json"
    if not path.is_file():
        return {}
    tables: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")).get("tables", {})
    return tables


def _print(title: str, rows: list[dict[str, Any]]) -> None:
    table = Table(title=title, box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for heading in rows[0]:
        table.add_column(heading.replace("_", " "))
    for row in rows:
        table.add_row(*(_shown(value) for value in row.values()))
    Console(width=WIDTH).print(table)


def _shown(value: object) -> str:
    """Write a number with as many decimals as tell something."""
    if isinstance(value, float):
        return f"{value:,.1f}" if abs(value) >= 10 else f"{value:.3f}"
    return str(value)


def _machine() -> dict[str, str]:
    return {"python": platform.python_version(), "machine": platform.machine()}


def _write(name: str, body: dict[str, Any]) -> None:
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(body, ensure_ascii=False, indent=2) + "\n"
    (RESULTS / f"{name}.json").write_text(text, encoding="utf-8")
