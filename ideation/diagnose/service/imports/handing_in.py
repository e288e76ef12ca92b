"""Handing a file in: stored first, whole, then mapped and started."""

from datetime import datetime
from typing import Any, Final

from ideation.core import events, files, work
from ideation.core.errors import Conflict, InvalidInput
from ideation.core.i18n import _l
from ideation.core.models import WorkItem
from ideation.diagnose import tables
from ideation.diagnose.models import SubmissionImport
from ideation.diagnose.policy import imports as policy
from ideation.diagnose.service.imports.reading import get_import
from ideation.diagnose.service.imports.running import KIND
from ideation.diagnose.service.imports.trying import DEFAULTS, choose_columns
from ideation.extensions import db
from ideation.rounds.models import Round
from ideation.rounds.service import get_round

MEDIA_TYPES: Final = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


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
        mapping=choose_columns(table.header, mapping or {}),
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


def _require_not_started(made: SubmissionImport) -> None:
    if made.state != "uploaded":
        raise Conflict(_l("This import has started already. Look at its result."))
