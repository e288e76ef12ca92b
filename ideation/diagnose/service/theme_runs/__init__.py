"""Runs of the theme engine over a round: asking for one, doing it, looking at it."""

from ideation.diagnose.service.theme_runs.doing import KIND, LEASE, handle
from ideation.diagnose.service.theme_runs.drift import Change, Since, change_of, since_last_run
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
    "Change",
    "Since",
    "Verdict",
    "change_of",
    "get_run",
    "handle",
    "latest_run",
    "request_run",
    "run_number",
    "since_last_run",
    "unplaced",
    "verify",
    "work_item_id",
]
