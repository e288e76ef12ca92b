"""What officers read of imports: the list, one of them, and the rows that were not taken."""

import csv
import io
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ideation.core import work
from ideation.core.errors import NotFound
from ideation.core.i18n import _l
from ideation.core.pagination import Page, paginate
from ideation.core.spreadsheets import harmless
from ideation.diagnose import rows, tables
from ideation.diagnose.models import BadRow, SubmissionImport
from ideation.diagnose.policy import imports as policy
from ideation.diagnose.service import copies
from ideation.diagnose.service.imports.running import KIND
from ideation.extensions import db
from ideation.rounds.models import Round
from ideation.rounds.service import get_round


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


def trouble(made: SubmissionImport) -> str:
    """Return why the workers gave an import up, or nothing if they did not."""
    if made.state != "running":
        return ""
    item = work.item_of(db.session, KIND, made.id)
    return item.error or "" if item.state == "failed" else ""


def count_copies(made: SubmissionImport) -> tuple[int, int]:
    """Count the new voices of a finished import that were compared, and those that are copies.

    A copy has nearly the same wording as a row before it or a text that was in the round already.
    The workers compare the voices when they look for their themes.
    """
    return copies.count_in_import(made.id) if made.state == "done" else (0, 0)


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
