"""What officers do with a dossier that is being written."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from ideation.core import events
from ideation.core.errors import Conflict, NotFound
from ideation.core.i18n import _l
from ideation.core.typed import mark_of
from ideation.deliver.models import Dossier, DossierSection, PocState
from ideation.deliver.policy import dossiers as policy
from ideation.deliver.service.dossiers import loading
from ideation.deliver.service.dossiers.parts import BY_KEY, PARTS, Part, from_trace
from ideation.deliver.service.dossiers.parts.root import Root, find, root_of
from ideation.deliver.service.pocs import given
from ideation.extensions import db
from ideation.notify.service import follow

LONGEST_TITLE: Final = 200
LONGEST_SECTION: Final = 50_000


def start(poc_id: int, *, actor: Any, now: datetime) -> Dossier:
    """Put a dossier of a finished trial together from the trace; a second time changes nothing.

    Args:
        poc_id: the trial.
        actor: the officer.
        now: the present moment.

    Raises:
        NotFound: there is no such trial for this account.
        SignInNeeded, NotAllowed: the account does not run rounds of the agency.
        Conflict: the trial has not finished.
    """
    root = find(poc_id)
    policy.require_writer(actor, root.round)
    if root.poc.state != PocState.FINISHED:
        raise Conflict(_l("A dossier can be written once the trial has finished."))
    made = db.session.scalar(
        insert(Dossier)
        .values(
            poc_id=poc_id,
            title=root.idea.title,
            created_by_id=actor.id,
            created_at=now,
            updated_at=now,
        )
        .on_conflict_do_nothing(index_elements=[Dossier.poc_id])
        .returning(Dossier.id)
    )
    dossier = db.session.scalars(select(Dossier).where(Dossier.poc_id == poc_id)).one()
    if made is not None:
        _write_all(dossier, root, now)
        _record("dossier.started", dossier, root, actor, now, poc_id=poc_id)
        _follow(actor, dossier, now)
    db.session.commit()
    return dossier


def write_section(
    dossier_id: int, key: str, body: str, *, actor: Any, now: datetime, seen: str | None = None
) -> Dossier:
    """Write one section by hand.

    Args:
        dossier_id: the dossier.
        key: of the section, see `parts.PARTS`.
        body: Markdown; nothing empties the section.
        actor: the officer.
        now: the present moment.
        seen: `typed.mark_of` the section as the officer's page showed it; None to skip the check.

    Raises:
        NotFound: there is no such dossier or section for this account.
        SignInNeeded, NotAllowed: the account does not run rounds of the agency.
        InvalidInput: the text is too long.
        Conflict: it cannot be changed now, or somebody has changed it since `seen`.
    """
    dossier, part = _writable(dossier_id, actor), part_of(key)
    text = given.optional(body, "body", LONGEST_SECTION)
    section = _section(dossier, part, now)
    if seen is not None and seen != mark_of(section.body):
        raise Conflict(
            _l(
                "Somebody else changed this section while you were writing. Compare with the "
                "section as it is now; saving again replaces their change with yours."
            )
        )
    if text != section.body:
        _put(section, text, edited=True, actor=actor, now=now)
        _changed("dossier.section_written", dossier, section, actor, now)
        _follow(actor, dossier, now)
    db.session.commit()
    return dossier


def rewrite_section(dossier_id: int, key: str, *, actor: Any, now: datetime) -> bool:
    """Write one section anew from the trace; what people wrote is kept for `restore_section`.

    Returns:
        Whether there is something to bring back.

    Raises:
        NotFound: there is no such dossier for this account, or the trace writes no such section.
        SignInNeeded, NotAllowed: the account does not run rounds of the agency.
        Conflict: the dossier cannot be changed now.
    """
    dossier, part = _writable(dossier_id, actor), part_of(key)
    if not part.is_from_trace:
        raise _no_section()
    section = _section(dossier, part, now)
    kept = section.body if section.edited else None
    text = from_trace(key, root_of(dossier.poc))
    if kept is not None or text != section.body:
        _put(section, text, edited=False, actor=actor, now=now)
        section.before = kept
        _changed("dossier.section_rewritten", dossier, section, actor, now)
    db.session.commit()
    return kept is not None


def restore_section(dossier_id: int, key: str, *, actor: Any, now: datetime) -> Dossier:
    """Bring back what people had written before a section was written anew.

    Raises:
        NotFound: there is no such dossier or section for this account.
        SignInNeeded, NotAllowed: the account does not run rounds of the agency.
        Conflict: there is nothing to bring back, or the dossier cannot be changed now.
    """
    dossier, part = _writable(dossier_id, actor), part_of(key)
    section = _section(dossier, part, now)
    if section.before is None:
        raise Conflict(_l("There is nothing to bring back. The section was changed since."))
    _put(section, section.before, edited=True, actor=actor, now=now)
    _changed("dossier.section_restored", dossier, section, actor, now)
    db.session.commit()
    return dossier


def refresh(dossier_id: int, *, actor: Any, now: datetime) -> int:
    """Write every section anew from the trace that nobody has edited.

    Returns:
        How many sections changed.

    Raises:
        NotFound: there is no such dossier for this account.
        SignInNeeded, NotAllowed: the account does not run rounds of the agency.
        Conflict: the dossier cannot be changed now.
    """
    dossier = _writable(dossier_id, actor)
    root = root_of(dossier.poc)
    changed = 0
    for part in PARTS:
        section = _section(dossier, part, now)
        text = from_trace(part.key, root) if part.is_from_trace else section.body
        if section.edited or text == section.body:
            continue
        _put(section, text, edited=False, actor=actor, now=now)
        _changed("dossier.section_rewritten", dossier, section, actor, now)
        changed += 1
    db.session.commit()
    return changed


def rename(dossier_id: int, title: str, *, actor: Any, now: datetime) -> Dossier:
    """Give a dossier another title.

    Raises:
        NotFound: there is no such dossier for this account.
        SignInNeeded, NotAllowed: the account does not run rounds of the agency.
        InvalidInput: no title, or one that is too long.
        Conflict: the dossier cannot be changed now.
    """
    dossier = _writable(dossier_id, actor)
    one_line = " ".join(title.split())
    tidy = given.needed(one_line, "title", LONGEST_TITLE, _l("Enter a title."))
    if tidy != dossier.title:
        dossier.title = tidy
        dossier.updated_at = now
        _record("dossier.renamed", dossier, root_of(dossier.poc), actor, now)
    db.session.commit()
    return dossier


def part_of(key: str) -> Part:
    """Return a section's part by its key.

    Raises:
        NotFound: dossiers have no such section.
    """
    part = BY_KEY.get(key)
    if part is None:
        raise _no_section()
    return part


def require_writable(dossier: Dossier, actor: Any) -> None:
    """Refuse to change what was handed in.

    Raises:
        Conflict: it was.
    """
    if not policy.can_write(actor, dossier):
        raise Conflict(
            _l(
                "The dossier was handed in and cannot be changed. Take it back first, or wait "
                "for the committee."
            )
        )


def _writable(dossier_id: int, actor: Any) -> Dossier:
    dossier = loading.locked(dossier_id, actor)
    require_writable(dossier, actor)
    return dossier


def _section(dossier: Dossier, part: Part, now: datetime) -> DossierSection:
    """Return a section of a locked dossier; one that is not there yet is made."""
    for section in dossier.sections:
        if section.key == part.key:
            return section
    made = DossierSection(
        dossier_id=dossier.id,
        key=part.key,
        position=PARTS.index(part) + 1,
        body="",
        edited=False,
        updated_at=now,
    )
    dossier.sections.append(made)
    return made


def _write_all(dossier: Dossier, root: Root, now: datetime) -> None:
    for part in PARTS:
        _section(dossier, part, now).body = from_trace(part.key, root)


def _put(section: DossierSection, body: str, *, edited: bool, actor: Any, now: datetime) -> None:
    section.body = body
    section.before = None
    section.edited = edited
    section.updated_at = now
    section.updated_by_id = actor.id


def _changed(
    verb: str, dossier: Dossier, section: DossierSection, actor: Any, now: datetime
) -> None:
    dossier.updated_at = now
    _record(verb, dossier, root_of(dossier.poc), actor, now, section=section.key)


def _record(
    verb: str, dossier: Dossier, root: Root, actor: Any, now: datetime, **data: Any
) -> None:
    events.record(
        db.session(),
        verb,
        dossier,
        now=now,
        actor=actor,
        role="officer",
        agency_id=root.round.agency_id,
        **data,
    )


def _follow(actor: Any, dossier: Dossier, now: datetime) -> None:
    # The operator of the machine has no account that could be told.
    if actor.id is not None:
        follow(actor.id, ("dossier", dossier.id), now=now)


def _no_section() -> NotFound:
    return NotFound(_l("Dossiers have no such section."))
