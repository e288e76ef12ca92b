"""Reading the content of the demo: `content.yaml`, the voices, and the decided round beside it."""

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
DECIDED = HERE / "decided"


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
    return _yaml(HERE / "content.yaml")


def read_voices(area: str, now: datetime) -> Iterator[Voice]:
    """Read the voices of a mission area; days and hours count back from `now`."""
    return _voices(HERE / "voices" / f"{area}.csv", area, now)


def read_discover() -> list[dict[str, Any]]:
    """Return the beginnings of Discover in the open round, theme by theme."""
    found: list[dict[str, Any]] = yaml.safe_load((HERE / "discover.yaml").read_text("utf-8"))
    return found


def read_decided(name: str) -> dict[str, Any]:
    """Return one part of the decided round, such as `round` or `trial`."""
    return _yaml(DECIDED / f"{name}.yaml")


def read_decided_rows(name: str) -> list[dict[str, str]]:
    """Return one table of the decided round, such as `comments` or `feedback`."""
    with (DECIDED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_decided_voices(now: datetime) -> Iterator[Voice]:
    """Read the voices of the decided round; days and hours count back from `now`."""
    return _voices(DECIDED / "voices.csv", "decided", now)


def token(*words: object) -> str:
    """Return what stands in for a form's token: always the same for the same words."""
    return hashlib.sha256(":".join(["demo", *map(str, words)]).encode()).hexdigest()


def moment(now: datetime, day: int, hour: int, line: int = 0) -> datetime:
    """Return an hour, by the clocks of Thailand, of a day counted from `now`.

    Args:
        now: the moment the demo is loaded.
        day: before it where negative.
        hour: of the day.
        line: spreads things of the same hour over its minutes and seconds.
    """
    local = now.astimezone(THAILAND) + timedelta(days=day)
    return local.replace(hour=hour, minute=line * 7 % 60, second=line * 13 % 60, microsecond=0)


def _yaml(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return content


def _voices(path: Path, name: str, now: datetime) -> Iterator[Voice]:
    with path.open(encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), start=2):
            yield Voice(
                token=token(name, line),
                values={
                    "text": row["text"],
                    "title": row["title"],
                    "kind": row["kind"],
                    "province": row["province"] or None,
                    "name_shown": "pen_name" if row["name"] else "none",
                    "pen_name": row["name"] or None,
                },
                channel=row["channel"],
                said_at=moment(now, -int(row["days_ago"]), int(row["hour"]), line),
            )
