"""Reading the content of the demo: `content.yaml` and the voices beside it."""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from ideation.core.clock import THAILAND

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Voice:
    """One voice of the demo.

    Args:
        token: stands in for the form's token, so that loading again adds nothing.
        values: what the form would hold.
        channel: how it came.
        said_at: when it was said.
    """

    token: str
    values: dict[str, Any]
    channel: str
    said_at: datetime


def read_content() -> dict[str, Any]:
    """Return what the demo holds besides the voices."""
    content: dict[str, Any] = yaml.safe_load((HERE / "content.yaml").read_text("utf-8"))
    return content


def read_voices(area: str, now: datetime) -> Iterator[Voice]:
    """Read the voices of a mission area; days and hours count back from `now`."""
    with (HERE / "voices" / f"{area}.csv").open(encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), start=2):
            said_at = _moment(now, int(row["days_ago"]), int(row["hour"]), line)
            yield Voice(
                token=hashlib.sha256(f"demo:{area}:{line}".encode()).hexdigest(),
                values={
                    "text": row["text"],
                    "title": row["title"],
                    "kind": row["kind"],
                    "province": row["province"] or None,
                    "name_shown": "pen_name" if row["name"] else "none",
                    "pen_name": row["name"] or None,
                },
                channel=row["channel"],
                said_at=said_at,
            )


def _moment(now: datetime, days_ago: int, hour: int, line: int) -> datetime:
    local = now.astimezone(THAILAND) - timedelta(days=days_ago)
    return local.replace(hour=hour, minute=line * 7 % 60, second=line * 13 % 60, microsecond=0)
