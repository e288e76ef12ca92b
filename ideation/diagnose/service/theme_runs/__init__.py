"""Runs of the theme engine over a round: asking for one, doing it, looking at it."""

from ideation.diagnose.service.theme_runs.doing import KIND, LEASE, handle
from ideation.diagnose.service.theme_runs.outcome import unplaced
from ideation.diagnose.service.theme_runs.requests import (
    LARGEST_NUMBER,
    SMALLEST_NUMBER,
    get_run,
    latest_run,
    request_run,
    run_number,
    work_item_id,
)
from ideation.diagnose.service.theme_runs.verifying import Verdict, verify

__all__ = [
    "KIND",
    "LARGEST_NUMBER",
    "LEASE",
    "SMALLEST_NUMBER",
    "Verdict",
    "get_run",
    "handle",
    "latest_run",
    "request_run",
    "run_number",
    "unplaced",
    "verify",
    "work_item_id",
]
