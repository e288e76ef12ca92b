"""The words, tones and icons of the statuses that people see on chips."""

from typing import Any

from ideation.core.i18n import _l

_KNOWN = {
    "waiting": (_l("Waiting for triage"), "warning", "clock"),
    "in_progress": (_l("In progress"), "info", "progress"),
    "answered": (_l("Answered"), "success", "answer"),
    "selected": (_l("Selected"), "success", "select"),
    "not_selected": (_l("Not selected, with reasons"), "danger", "reject"),
    "closed": (_l("Closed"), "quiet", "closed"),
    "withdrawn": (_l("Withdrawn"), "quiet", "withdrawn"),
    "draft": (_l("Draft"), "quiet", "draft"),
    "open": (_l("Open now"), "success", "check-circle"),
    "planned": (_l("Not open yet"), "quiet", "calendar"),
    "done": (_l("Done"), "success", "check-circle"),
    "failed": (_l("Failed"), "danger", "danger"),
    "confidential": (_l("Report of wrongdoing: not public"), "warning", "shield"),
    "locked": (_l("Locked"), "quiet", "locked"),
}


def status_words(status: str) -> tuple[Any, str, str]:
    """Return the words, the tone and the icon of a status; an unknown one speaks for itself."""
    return _KNOWN.get(status, (status, "quiet", "info"))
