"""What proves a need: public voices of its theme, approved statements, and field notes."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import lazyload

from ideation.core.errors import InvalidInput
from ideation.core.filters import query_words
from ideation.core.i18n import _l
from ideation.diagnose.models import Submission, Theme, ThemeMember
from ideation.diagnose.service.search import matches_words
from ideation.discover.models import FieldNote, Need, NeedEvidence, Statement, StatementState
from ideation.discover.service.answering import Answered, with_counts, with_spread
from ideation.extensions import db

OFFERED: Final = 20
MOST_EVIDENCE: Final = 60


@dataclass(frozen=True)
class Chosen:
    """Which things prove a need, by their ids."""

    submission_ids: tuple[int, ...] = ()
    statement_ids: tuple[int, ...] = ()
    field_note_ids: tuple[int, ...] = ()

    @property
    def number(self) -> int:
        """How many there are."""
        return len(self.submission_ids) + len(self.statement_ids) + len(self.field_note_ids)


NOTHING: Final = Chosen()


@dataclass(frozen=True)
class Things:
    """Voices, statements and notes that prove a need, or could.

    Args:
        voices: submissions that everybody may read.
        statements: approved statements with everybody's answers.
        notes: field notes.
        gone: how many more there were: voices that people took back, statements that are not
            asked any more.
    """

    voices: list[Submission]
    statements: list[Answered]
    notes: list[FieldNote]
    gone: int = 0

    @property
    def number(self) -> int:
        """How many there are to be shown."""
        return len(self.voices) + len(self.statements) + len(self.notes)

    @property
    def chosen(self) -> Chosen:
        """The same by their ids."""
        return Chosen(
            tuple(each.id for each in self.voices),
            tuple(each.statement.id for each in self.statements),
            tuple(each.id for each in self.notes),
        )


def of_need(need: Need) -> Things:
    """Return what proves a need, as everybody may read it."""
    rows = need.evidence
    found = _things(_ids_of(rows), with_spread)
    return replace(found, gone=len(rows) - found.number)


def kept_of(need: Need) -> Things:
    """Return what proves a need to be edited, without what can no longer be read."""
    return picked(_ids_of(need.evidence))


def picked(chosen: Chosen) -> Things:
    """Return what an officer has chosen so far, as far as everybody may read it."""
    return _things(chosen, with_counts)


def offer(theme: Theme, query: str, besides: Chosen) -> Things:
    """Return what could prove a need of a theme, at most twenty of each kind.

    Reports of wrongdoing and withdrawn voices are never among it (B4).

    Args:
        theme: the theme.
        query: words to search for; empty for the voices that fit the theme best.
        besides: what was chosen already.
    """
    words = " ".join(query_words(query).split())
    voices = _voices(theme).where(Submission.id.not_in(besides.submission_ids))
    statements = _statements(theme).where(Statement.id.not_in(besides.statement_ids))
    notes = _notes(theme).where(FieldNote.id.not_in(besides.field_note_ids))
    if words:
        voices = voices.where(_says(words))
        statements = statements.where(Statement.text.icontains(words, autoescape=True))
        notes = notes.where(
            FieldNote.text.icontains(words, autoescape=True)
            | FieldNote.place.icontains(words, autoescape=True)
        )
    return Things(
        list(db.session.scalars(voices.limit(OFFERED))),
        with_counts(db.session.scalars(statements.limit(OFFERED))),
        list(db.session.scalars(notes.limit(OFFERED))),
    )


def check(theme: Theme, chosen: Chosen, kept: Chosen = NOTHING) -> None:
    """Refuse evidence that is not of a theme, or not for everybody to read.

    Args:
        theme: the theme.
        chosen: what is to prove a need of it.
        kept: what proves the need already, wherever it belongs now.

    Raises:
        InvalidInput: something cannot be used, or there is too much.
    """
    if chosen.number > MOST_EVIDENCE:
        raise InvalidInput(
            _l("Choose at most %(most)s pieces of evidence.", most=MOST_EVIDENCE), "evidence"
        )
    _require(chosen.submission_ids, kept.submission_ids, _voices(theme), Submission)
    _require(chosen.statement_ids, kept.statement_ids, _statements(theme), Statement)
    _require(chosen.field_note_ids, kept.field_note_ids, _notes(theme), FieldNote)


def put(need: Need, chosen: Chosen) -> None:
    """Let these things and no others prove a need, in the caller's transaction."""
    need.evidence.clear()
    # The old rows go first: the same thing proves a need once.
    db.session.flush()
    need.evidence.extend(
        [NeedEvidence(submission_id=each) for each in dict.fromkeys(chosen.submission_ids)]
        + [NeedEvidence(statement_id=each) for each in dict.fromkeys(chosen.statement_ids)]
        + [NeedEvidence(field_note_id=each) for each in dict.fromkeys(chosen.field_note_ids)]
    )


def require_some(things: Things) -> None:
    """Refuse where nothing that everybody may read proves a need.

    Raises:
        InvalidInput: there is no evidence.
    """
    if not things.number:
        raise InvalidInput(
            _l("Choose at least one voice, statement or field note that proves it."), "evidence"
        )


def _require(
    wanted: Collection[int], kept: Collection[int], query: Select[Any], model: Any
) -> None:
    new = set(wanted) - set(kept)
    if not new:
        return
    known = query.with_only_columns(model.id).where(model.id.in_(new)).order_by(None)
    if new - set(db.session.scalars(known)):
        raise InvalidInput(
            _l("Choose evidence from this theme that everybody may read."), field="evidence"
        )


def _voices(theme: Theme) -> Select[Any]:
    return (
        select(Submission)
        .join(ThemeMember, ThemeMember.submission_id == Submission.id)
        .where(ThemeMember.theme_id == theme.id, ThemeMember.is_primary, Submission.is_public)
        .order_by(ThemeMember.score.desc(), Submission.id)
        .options(lazyload(Submission.author))
    )


def _statements(theme: Theme) -> Select[Any]:
    return (
        select(Statement)
        .where(Statement.theme_id == theme.id, Statement.state == StatementState.APPROVED)
        .order_by(Statement.id)
    )


def _notes(theme: Theme) -> Select[Any]:
    return (
        select(FieldNote)
        .where(FieldNote.theme_id == theme.id)
        .order_by(FieldNote.held_on.desc(), FieldNote.id.desc())
    )


def _ids_of(rows: Iterable[NeedEvidence]) -> Chosen:
    kept = list(rows)
    return Chosen(
        tuple(row.submission_id for row in kept if row.submission_id is not None),
        tuple(row.statement_id for row in kept if row.statement_id is not None),
        tuple(row.field_note_id for row in kept if row.field_note_id is not None),
    )


def _things(chosen: Chosen, answered: Callable[[Iterable[Statement]], list[Answered]]) -> Things:
    voices = (
        select(Submission)
        .where(Submission.id.in_(chosen.submission_ids), Submission.is_public)
        .options(lazyload(Submission.author))
    )
    statements = select(Statement).where(
        Statement.id.in_(chosen.statement_ids), Statement.state == StatementState.APPROVED
    )
    notes = select(FieldNote).where(FieldNote.id.in_(chosen.field_note_ids))
    return Things(
        _ordered(_found(voices, chosen.submission_ids), chosen.submission_ids),
        answered(_ordered(_found(statements, chosen.statement_ids), chosen.statement_ids)),
        _ordered(_found(notes, chosen.field_note_ids), chosen.field_note_ids),
    )


def _found(query: Select[Any], wanted: Collection[int]) -> Iterable[Any]:
    return db.session.scalars(query) if wanted else ()


def _ordered(found: Iterable[Any], wanted: Iterable[int]) -> list[Any]:
    """Return rows in the order in which they were chosen."""
    by_id = {each.id: each for each in found}
    return [by_id[key] for key in dict.fromkeys(wanted) if key in by_id]


def _says(typed: str) -> ColumnElement[bool]:
    words = matches_words(Submission.search, typed)
    letters = Submission.text.icontains(typed, autoescape=True)
    # The words are found by a worker a moment after a voice came in; its letters are there at once.
    return letters if words is None else func.coalesce(words, False) | letters
