"""Field notes: what officers heard or saw away from the platform, kept beside it (O2)."""

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import delete, exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from ideation.core import events, ids, typed
from ideation.core.clock import day_of
from ideation.core.errors import Conflict, InvalidInput, NotFound
from ideation.core.i18n import _l
from ideation.core.pagination import Page, paginate
from ideation.diagnose.models import Theme
from ideation.discover import policy
from ideation.discover.models import (
    LONGEST_NOTE,
    LONGEST_PLACE,
    FieldNote,
    Method,
    NeedEvidence,
)
from ideation.discover.service import themes
from ideation.extensions import db

EARLIEST: Final = date(1990, 1, 1)
MOST_PARTICIPANTS: Final = 1_000_000


def write(
    theme_id: int,
    *,
    method: str,
    held_on: date,
    place: str,
    participants: int | None,
    text: str,
    actor: Any,
    now: datetime,
    submit_token: str | None = None,
) -> FieldNote:
    """Keep a note of an interview, an observation, a focus group or a visit.

    Args:
        theme_id: the theme it is about.
        method: a word of `Method`.
        held_on: the day it took place, today at the latest.
        place: where, up to 200 characters; may be empty.
        participants: how many people were asked or watched; None where nobody counted.
        text: what was heard or seen, 1 to 5,000 characters, without names of people.
        actor: the officer.
        now: the present moment.
        submit_token: of the form; the same token stores one note. None where there is no form.

    Raises:
        NotFound: there is no such theme for this person.
        SignInNeeded, NotAllowed: the person does not run the agency's rounds.
        Conflict: the theme is not selected.
        InvalidInput: something cannot be used; `field` says what.
    """
    theme = themes.worked_on(theme_id, actor)
    key = typed.key_of(submit_token or ids.new_token())
    values = _values(method, held_on, place, participants, text, now)
    statement = (
        insert(FieldNote)
        .values(
            **values,
            theme_id=theme.id,
            submit_key=key,
            author_id=actor.id,
            created_at=now,
            updated_at=now,
        )
        .on_conflict_do_nothing(index_elements=[FieldNote.theme_id, FieldNote.submit_key])
        .returning(FieldNote)
    )
    note = db.session.scalars(statement).first()
    if note is None:
        return _posted(theme, key)
    _record(note, theme, "field_note.written", actor, now)
    db.session.commit()
    return note


def edit(
    note_id: int,
    *,
    method: str,
    held_on: date,
    place: str,
    participants: int | None,
    text: str,
    version: str,
    actor: Any,
    now: datetime,
) -> FieldNote:
    """Correct a note.

    Args:
        note_id: the note.
        method: as for `write`, like the other words of the note.
        held_on: as for `write`.
        place: as for `write`.
        participants: as for `write`.
        text: as for `write`.
        version: mark of the note that the officer saw; see `version_of`.
        actor: the officer.
        now: the present moment.

    Raises:
        NotFound, SignInNeeded, NotAllowed, InvalidInput: as for `write`.
        Conflict: somebody else has changed the note since.
    """
    note = _locked(note_id, actor)
    if version_of(note) != version:
        raise Conflict(
            _l(
                "Somebody else changed this note while you were writing. Compare with the note "
                "as it is now; saving again replaces their change with yours."
            )
        )
    for name, value in _values(method, held_on, place, participants, text, now).items():
        setattr(note, name, value)
    note.updated_at = now
    _record(note, note.theme, "field_note.edited", actor, now)
    db.session.commit()
    return note


def delete_note(note_id: int, *, actor: Any, now: datetime) -> Theme:
    """Delete a note for good, and return the theme it was about.

    Raises:
        NotFound, SignInNeeded, NotAllowed: as for `write`.
        Conflict: a need rests on it.
    """
    note = _locked(note_id, actor)
    cited = select(exists().where(NeedEvidence.field_note_id == note.id))
    if db.session.scalar(cited):
        raise Conflict(_l("A need rests on this note. Take the note out of the need first."))
    theme = note.theme
    _record(note, theme, "field_note.deleted", actor, now)
    db.session.execute(delete(FieldNote).where(FieldNote.id == note.id))
    db.session.commit()
    return theme


def read(note_id: int, *, actor: Any) -> FieldNote:
    """Return a note to be edited.

    Raises:
        NotFound, SignInNeeded, NotAllowed: as for `write`.
    """
    note = db.session.scalar(select(FieldNote).where(FieldNote.id == note_id))
    return _for_work(note, actor)


def listing(theme_id: int, number: int, *, actor: Any) -> tuple[Theme, Page[FieldNote]]:
    """Return one page of the notes of a theme for staff of its agency, newest first.

    Raises:
        NotFound: there is no such theme for this person.
        SignInNeeded, NotAllowed: the person does not work for the agency.
    """
    theme = themes.visible(theme_id, actor)
    policy.require_staff(actor, theme)
    query = (
        select(FieldNote)
        .where(FieldNote.theme_id == theme.id)
        .order_by(FieldNote.held_on.desc(), FieldNote.id.desc())
        .options(joinedload(FieldNote.author))
    )
    return theme, paginate(db.session, query, number)


def version_of(note: FieldNote) -> str:
    """Return the mark of a note's present words; every change makes another."""
    return note.updated_at.isoformat()


def _values(
    method: str,
    held_on: date,
    place: str,
    participants: int | None,
    text: str,
    now: datetime,
) -> dict[str, Any]:
    if method not in set(Method):
        raise InvalidInput(_l("Choose how you learned it."), field="method")
    if held_on > day_of(now):
        raise InvalidInput(
            _l("The day lies in the future. Enter the day it took place."), "held_on"
        )
    if held_on < EARLIEST:
        raise InvalidInput(_l("Enter the day it took place."), field="held_on")
    if participants is not None and not 0 < participants <= MOST_PARTICIPANTS:
        raise InvalidInput(
            _l("Enter how many people took part, or leave it empty."), field="participants"
        )
    tidy_place = typed.line(place, "place", LONGEST_PLACE, "") if place.strip() else ""
    return {
        "method": Method(method),
        "held_on": held_on,
        "place": tidy_place,
        "participants": participants,
        "text": typed.text(text, "text", LONGEST_NOTE, _l("Write what you heard or saw.")),
    }


def _posted(theme: Theme, key: str) -> FieldNote:
    query = select(FieldNote).where(FieldNote.theme_id == theme.id, FieldNote.submit_key == key)
    return db.session.scalars(query).one()


def _locked(note_id: int, actor: Any) -> FieldNote:
    query = (
        select(FieldNote)
        .where(FieldNote.id == note_id)
        .with_for_update(of=FieldNote)
        .execution_options(populate_existing=True)
    )
    return _for_work(db.session.scalar(query), actor)


def _for_work(note: FieldNote | None, actor: Any) -> FieldNote:
    if note is None:
        raise NotFound(_l("There is no such note."))
    themes.seen(note.theme, actor)
    policy.require_work(actor, note.theme)
    return note


def _record(note: FieldNote, theme: Theme, verb: str, actor: Any, now: datetime) -> None:
    events.record(
        db.session,
        verb,
        note,
        now=now,
        actor=actor,
        role="officer",
        agency_id=theme.round.agency_id,
        theme_id=theme.id,
    )
