"""Bringing many submissions into a round from a file.

The file is stored first, whole; a worker then reads it in portions. Good rows enter, bad rows
are kept with their line and reason, and a row that is here already is counted and left alone.
"""

from ideation.diagnose.service.imports.handing_in import (
    prepare_upload,
    set_mapping,
    start,
    upload,
)
from ideation.diagnose.service.imports.reading import (
    bad_rows,
    bad_rows_csv,
    count_copies,
    get_import,
    list_imports,
    trouble,
)
from ideation.diagnose.service.imports.running import KIND, run
from ideation.diagnose.service.imports.trying import preview, try_file

__all__ = [
    "KIND",
    "bad_rows",
    "bad_rows_csv",
    "count_copies",
    "get_import",
    "list_imports",
    "prepare_upload",
    "preview",
    "run",
    "set_mapping",
    "start",
    "trouble",
    "try_file",
    "upload",
]
