"""Bringing the rows of a file in; what the workers do."""

import itertools
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from ideation.core import clock, events, ids, work
from ideation.diagnose import rows, tables
from ideation.diagnose.models import BadRow, Submission, SubmissionImport
from ideation.diagnose.service.imports.trying import Tried, tried
from ideation.diagnose.service.theming import BATCH
from ideation.extensions import db

KIND: Final = "import.run"
PORTION: Final = 500

Bad = tuple[tables.Line, str]


def run(task: work.Task) -> None:
    """Bring the rows of a file in, a portion at a time; the handler of `import.run`.

    Each portion is committed, so that a worker that dies costs one portion; whoever goes on
    finds the rows that are here by their keys.
    """
    made = db.session.get_one(SubmissionImport, task.subject_id)
    now = made.started_at or task.now
    table = tables.read_table(made.file.content, made.format)
    made.rows_total = len(table.lines)
    made.rows_read = 0
    agency_id = made.round.agency_id
    for portion in _portions(tried(table, made.mapping, made.defaults, now)):
        good = [row for _line, row, _reason in portion if row]
        bad = [(line, reason) for line, row, reason in portion if not row]
        _insert_good(made, good, agency_id=agency_id, now=now)
        _insert_bad(made, bad)
        made.rows_read += len(portion)
        task.renew()
    _close(made, now=clock.now())


def _portions(lines: Iterator[Tried]) -> Iterator[list[Tried]]:
    while portion := list(itertools.islice(lines, PORTION)):
        yield portion


def _insert_good(
    made: SubmissionImport, good: list[rows.Row], *, agency_id: int, now: datetime
) -> None:
    if not good:
        return
    values = [
        {
            "round_id": made.round_id,
            "number": ids.new_number(),
            "secret_hash": ids.hash_secret(ids.new_secret(), ids.new_secret()),
            "submit_key": row.key,
            "name_shown": "pen_name" if row.pen_name else "none",
            "pen_name": row.pen_name,
            "title": row.title,
            "text": row.text,
            "kind": row.kind,
            "province": row.province,
            "channel": row.channel,
            "import_id": made.id,
            "said_at": row.said_at,
            "created_at": now,
        }
        for row in good
    ]
    entered = db.session.scalars(
        insert(Submission)
        .values(values)
        .on_conflict_do_nothing(constraint="uq_submission_round_submit_key")
        .returning(Submission.id)
    ).all()
    work.add(db.session, "submission.theme", entered, now=now, agency_id=agency_id, batch=BATCH)


def _insert_bad(made: SubmissionImport, bad: list[Bad]) -> None:
    if not bad:
        return
    values = [
        {"import_id": made.id, "line": line.number, "reason": reason, "cells": line.cells}
        for line, reason in bad
    ]
    db.session.execute(
        insert(BadRow).values(values).on_conflict_do_nothing(constraint="uq_import_bad_row_line")
    )


def _close(made: SubmissionImport, *, now: datetime) -> None:
    """Count from what is stored, which stays true however often the import was taken up."""
    made.rows_good = _count(Submission.import_id == made.id, Submission)
    made.rows_bad = _count(BadRow.import_id == made.id, BadRow)
    made.rows_repeated = made.rows_total - made.rows_good - made.rows_bad
    made.state = "done"
    made.finished_at = now
    events.record(
        db.session,
        "import.finished",
        made,
        now=now,
        role="system",
        agency_id=made.round.agency_id,
        round=made.round_id,
        good=made.rows_good,
        repeated=made.rows_repeated,
        bad=made.rows_bad,
    )


def _count(condition: Any, model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(condition)) or 0
