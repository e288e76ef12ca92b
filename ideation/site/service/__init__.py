"""What the pages across rooms show: home, search, and the failed work of an agency."""

from ideation.site.service.front import Front, Today, front_page, staff_agencies
from ideation.site.service.search import KINDS, Find, Finds, Group, search
from ideation.site.service.work import FailedPage, FailedWork, failed_work, retry_work

__all__ = [
    "KINDS",
    "FailedPage",
    "FailedWork",
    "Find",
    "Finds",
    "Front",
    "Group",
    "Today",
    "failed_work",
    "front_page",
    "retry_work",
    "search",
    "staff_agencies",
]
