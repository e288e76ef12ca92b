"""Dossiers: put together from the trace, written, handed in, read."""

from ideation.deliver.service.dossiers.files import document
from ideation.deliver.service.dossiers.handing_in import submit, take_back
from ideation.deliver.service.dossiers.reading import compare, desk, show, show_version, to_write
from ideation.deliver.service.dossiers.waiting import waiting_for
from ideation.deliver.service.dossiers.writing import (
    refresh,
    rename,
    restore_section,
    rewrite_section,
    start,
    write_section,
)

__all__ = [
    "compare",
    "desk",
    "document",
    "refresh",
    "rename",
    "restore_section",
    "rewrite_section",
    "show",
    "show_version",
    "start",
    "submit",
    "take_back",
    "to_write",
    "waiting_for",
    "write_section",
]
