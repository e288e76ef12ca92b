"""Bringing many submissions into a round from a file.

The file is stored first, whole; a worker then reads it in portions. Good rows enter, bad rows
are kept with their line and reason, and a row that is here already is counted and left alone.
"""

import csv
import io
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from ideation.core import clock, events, files, ids, work
from ideation.core.errors import Conflict, InvalidInput, NotFound
from ideation.core.i18n import _l
from ideation.core.models import WorkItem
from ideation.core.pagination import Page, paginate
from ideation.core.spreadsheets import harmless
from ideation.diagnose import rows, tables
from ideation.diagnose.models import BadRow, Channel, Kind, Submission, SubmissionImport
from ideation.diagnose.policy import imports as policy
from ideation.diagnose.service.theming import BATCH
from ideation.extensions import db
from ideation.rounds.models import Round
from ideation.rounds.service import get_round

KIND = "import.run"
PORTION = 500
PREVIEW_ROWS = 8
MEDIA_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
DEFAULTS = {"kind": Kind.ISSUE.value, "channel": Channel.IMPORT.value}

# A line with its row and no reason, or with no row and the reason why it is bad.
Tried = tuple[tables.Line, rows.Row | None, str]
Bad = tuple[tables.Line, str]


@dataclass(frozen=True)
class Preview:
    """What a file holds, before anything is brought in.

    Args:
        header: the names of the columns.
        lines: its first rows.
        rows_total: how many rows it has below the heading.
        rows_good: how many of them can be taken with the present mapping.
        reasons: how many rows are bad, by reason.
    """

    header: list[str]
    lines: list[tables.Line]
    rows_total: int
    rows_good: int
    reasons: dict[str, int]

    @property
    def rows_bad(self) -> int:
        """How many rows cannot be taken."""
        return self.rows_total - self.rows_good


def prepare_upload(round_slug: str, *, actor: Any) -> Round:
    """Return a round that a person may bring a file into.

    Raises:
        NotFound, NotAllowed, StageClosed: the round is not there for this person.
    """
    round = get_round(round_slug, viewer=actor)
    policy.require_import(actor, round)
    return round


def upload(
    round_slug: str,
    name: str,
    content: bytes,
    *,
    mapping: dict[str, str] | None = None,
    actor: Any,
    now: datetime,
) -> SubmissionImport:
    """Store a file for a round and guess what its columns are.

    Args:
        round_slug: the round it is for.
        name: the file's own name.
        content: its bytes, at most 25 MB.
        mapping: heading of the column for a field, where it is known; the others are guessed.
        actor: who hands it in.
        now: the present moment.

    Raises:
        NotFound, NotAllowed, StageClosed: the round is not there for this person.
        InvalidInput, TooLarge: the file cannot be read, or has no such column.
    """
    round = prepare_upload(round_slug, actor=actor)
    file_format = tables.detect_format(name, content)
    table = tables.read_table(content, file_format)
    file = files.store(db.session, name, content, MEDIA_TYPES[file_format], now=now, actor=actor)
    made = SubmissionImport(
        round_id=round.id,
        file_id=file.id,
        format=file_format,
        mapping=_choose_columns(table.header, mapping or {}),
        defaults=dict(DEFAULTS),
        rows_total=len(table.lines),
        created_by_id=actor.id,
        created_at=now,
    )
    db.session.add(made)
    events.record(
        db.session,
        "import.uploaded",
        made,
        now=now,
        actor=actor,
        role="officer",
        agency_id=round.agency_id,
        round=round.id,
        rows=len(table.lines),
    )
    db.session.commit()
    return made


def _column(header: list[str], heading: str) -> int:
    if heading not in header:
        raise InvalidInput(
            _l(
                "The file has no column “%(name)s”. Its columns are: %(columns)s.",
                name=heading,
                columns=", ".join(header),
            ),
            field="mapping",
        )
    return header.index(heading)


def _choose_columns(header: list[str], mapping: dict[str, str]) -> dict[str, int]:
    """Take the columns that were named by their headings, and guess the others."""
    named = {field: _column(header, heading) for field, heading in mapping.items()}
    taken = set(named.values())
    guessed = {
        field: column for field, column in rows.guess_mapping(header).items() if column not in taken
    }
    return {**guessed, **named}


def get_import(import_id: int, actor: Any) -> SubmissionImport:
    """Return an import that a person may look at.

    Raises:
        NotFound: there is none.
        NotAllowed: it is another agency's.
    """
    found = db.session.scalar(
        select(SubmissionImport)
        .where(SubmissionImport.id == import_id)
        .options(joinedload(SubmissionImport.round), joinedload(SubmissionImport.created_by))
    )
    if found is None:
        raise NotFound(_l("There is no such import. Start from the list of imports."))
    policy.require_read(actor, found.round)
    return found


def list_imports(round_slug: str, number: int, *, actor: Any) -> tuple[Round, Page[Any]]:
    """Return a round and one page of its imports, newest first."""
    round = get_round(round_slug, viewer=actor)
    policy.require_read(actor, round)
    query = (
        select(SubmissionImport)
        .where(SubmissionImport.round_id == round.id)
        .options(joinedload(SubmissionImport.file), joinedload(SubmissionImport.created_by))
        .order_by(SubmissionImport.id.desc())
    )
    return round, paginate(db.session, query, number)


def preview(made: SubmissionImport, *, now: datetime) -> Preview:
    """Try every row of a stored file with its present mapping, and bring nothing in."""
    table = tables.read_table(made.file.content, made.format)
    return _preview(table, made.mapping, made.defaults, now)


def try_file(name: str, content: bytes, mapping: dict[str, str], *, now: datetime) -> Preview:
    """Try every row of a file that is not stored, with columns named by their headings.

    Raises:
        InvalidInput: the file cannot be read, or has no such column.
    """
    table = tables.read_table(content, tables.detect_format(name, content))
    chosen = _choose_columns(table.header, mapping)
    if "text" not in chosen:
        raise InvalidInput(_l("Choose the column that holds the text."), field="text")
    return _preview(table, chosen, DEFAULTS, now)


def _preview(
    table: tables.Table, mapping: dict[str, int], defaults: dict[str, str], now: datetime
) -> Preview:
    good = 0
    reasons: dict[str, int] = {}
    # Without a column for the text no row can be tried; the form then asks for it.
    tried = _tried(table, mapping, defaults, now) if "text" in mapping else iter(())
    for _line, row, reason in tried:
        if row:
            good += 1
        else:
            reasons[reason] = reasons.get(reason, 0) + 1
    return Preview(
        header=table.header,
        lines=table.lines[:PREVIEW_ROWS],
        rows_total=len(table.lines),
        rows_good=good,
        reasons=reasons,
    )


def set_mapping(
    import_id: int, mapping: dict[str, int], defaults: dict[str, str], *, actor: Any
) -> SubmissionImport:
    """Say which column fills which field, and what stands in where there is none.

    Raises:
        InvalidInput: no column for the text, or one column for two fields.
        Conflict: the import has started already.
    """
    made = get_import(import_id, actor)
    policy.require_import(actor, made.round)
    _require_not_started(made)
    if "text" not in mapping:
        raise InvalidInput(_l("Choose the column that holds the text."), field="text")
    if len(set(mapping.values())) < len(mapping):
        raise InvalidInput(_l("Two fields use the same column. Choose one each."), field="text")
    made.mapping = mapping
    made.defaults = {**DEFAULTS, **defaults}
    db.session.commit()
    return made


def start(import_id: int, *, actor: Any, now: datetime) -> WorkItem:
    """Hand an uploaded file to the workers, and return what they will find.

    Raises:
        InvalidInput: no column was chosen for the text.
        Conflict: it has started already.
    """
    made = get_import(import_id, actor)
    policy.require_import(actor, made.round)
    _require_not_started(made)
    if "text" not in made.mapping:
        raise InvalidInput(_l("Choose the column that holds the text."), field="text")
    made.state = "running"
    made.started_at = now
    agency_id = made.round.agency_id
    events.record(
        db.session,
        "import.started",
        made,
        now=now,
        actor=actor,
        role="officer",
        agency_id=agency_id,
        round=made.round_id,
    )
    work.add(db.session, KIND, [made.id], now=now, agency_id=agency_id)
    item = work.item_of(db.session, KIND, made.id)
    db.session.commit()
    return item


def trouble(made: SubmissionImport) -> str:
    """Return why the workers gave an import up, or nothing if they did not."""
    if made.state != "running":
        return ""
    item = work.item_of(db.session, KIND, made.id)
    return item.error or "" if item.state == "failed" else ""


def _require_not_started(made: SubmissionImport) -> None:
    if made.state != "uploaded":
        raise Conflict(_l("This import has started already. Look at its result."))


def run(task: work.Task) -> None:
    """Bring the rows of a file in, a portion at a time; the handler of `import.run`.

    Each portion is committed, so that a worker that dies costs one portion; whoever goes on
    finds the rows that are here by their keys.
    """
    made = db.session.get_one(SubmissionImport, task.subject_id)
    _run(made, now=made.started_at or task.now, renew=task.renew)


def _run(made: SubmissionImport, *, now: datetime, renew: Callable[[], None]) -> None:
    table = tables.read_table(made.file.content, made.format)
    made.rows_total = len(table.lines)
    made.rows_read = 0
    agency_id = made.round.agency_id
    for portion in _portions(_tried(table, made.mapping, made.defaults, now)):
        good = [row for _line, row, _reason in portion if row]
        bad = [(line, reason) for line, row, reason in portion if not row]
        _insert_good(made, good, agency_id=agency_id, now=now)
        _insert_bad(made, bad)
        made.rows_read += len(portion)
        renew()
    _close(made, now=clock.now())


def _portions(tried: Iterator[Tried]) -> Iterator[list[Tried]]:
    while portion := list(itertools.islice(tried, PORTION)):
        yield portion


def _tried(
    table: tables.Table, mapping: dict[str, int], defaults: dict[str, str], now: datetime
) -> Iterator[Tried]:
    reader = rows.RowReader(len(table.header), mapping, defaults, now)
    for line in table.lines:
        try:
            yield line, reader.read(line.cells), ""
        except rows.BadRow as bad:
            yield line, None, bad.reason


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


def bad_rows_csv(made: SubmissionImport) -> str:
    """Write the rows that were not taken as CSV: line, reason, then the file's own cells.

    The cells stand under the file's own headings, so that the rows can be mended and brought
    in again as they are.
    """
    header = tables.read_table(made.file.content, made.format).header
    found = db.session.scalars(
        select(BadRow).where(BadRow.import_id == made.id).order_by(BadRow.line)
    )
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["line", "reason", *header])
    for bad in found:
        cells = [harmless(cell) for cell in bad.cells]
        writer.writerow([bad.line, str(rows.REASONS[bad.reason]), *cells])
    return out.getvalue()


def bad_rows(made: SubmissionImport, limit: int) -> list[BadRow]:
    """Return the first rows that were not taken."""
    query = select(BadRow).where(BadRow.import_id == made.id).order_by(BadRow.line).limit(limit)
    return list(db.session.scalars(query))
