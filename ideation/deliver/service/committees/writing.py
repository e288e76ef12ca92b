"""Making a committee, and changing what it is called, may do and needs to decide."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from ideation.agencies import service as agencies
from ideation.core import events, ids, typed
from ideation.core.errors import InvalidInput, NotFound
from ideation.core.i18n import _l
from ideation.deliver.models import Committee
from ideation.deliver.policy import committees as policy
from ideation.extensions import db

LONGEST_NAME: Final = 200
LONGEST_MANDATE: Final = 10_000
LARGEST_QUORUM: Final = 200


def found(
    agency_slug: str,
    *,
    name: str,
    mandate: str,
    quorum: int,
    actor: Any,
    now: datetime,
    submit_token: str = "",
) -> Committee:
    """Make a committee of an agency; sending the same form again returns the first.

    Args:
        agency_slug: of the agency.
        name: of the committee, once in the agency.
        mandate: what it may decide, in Markdown; may be empty.
        quorum: how many members must be present and not recused.
        actor: an administrator or committee secretary of the agency.
        now: the present moment.
        submit_token: of the form that was sent; empty if there is none.

    Raises:
        NotFound: there is no such agency.
        SignInNeeded, NotAllowed: the actor may not.
        InvalidInput: the field says what cannot be stored.
    """
    agency = agencies.get_agency(agency_slug)
    policy.require_keeper(actor, agency.id)
    key = ids.hash_token(submit_token) if submit_token else None
    statement = (
        insert(Committee)
        .values(
            agency_id=agency.id,
            created_at=now,
            submit_key=key,
            **_checked(name, mandate, quorum),
        )
        .on_conflict_do_nothing()
        .returning(Committee.id)
    )
    committee_id = db.session.scalar(statement)
    if committee_id is None:
        return _made_before(agency.id, key)
    committee = db.session.get_one(Committee, committee_id)
    _record("committee.founded", committee, actor, now)
    db.session.commit()
    return committee


def edit(
    committee_id: int, *, name: str, mandate: str, quorum: int, actor: Any, now: datetime
) -> Committee:
    """Change a committee; its quorum counts from the next vote on.

    Raises:
        NotFound: there is no such committee.
        SignInNeeded, NotAllowed: the actor may not.
        InvalidInput: the field says what cannot be stored.
    """
    committee = locked(committee_id)
    policy.require_keeper(actor, committee.agency_id)
    checked = _checked(name, mandate, quorum)
    _refuse_taken(committee, checked["name"])
    fields = [name for name, value in checked.items() if getattr(committee, name) != value]
    for field in fields:
        setattr(committee, field, checked[field])
    if fields:
        _record("committee.edited", committee, actor, now, fields=fields)
    db.session.commit()
    return committee


def locked(committee_id: int) -> Committee:
    """Return a committee that nobody else changes meanwhile.

    Raises:
        NotFound: there is no such committee.
    """
    committee = db.session.scalar(
        select(Committee)
        .where(Committee.id == committee_id)
        .with_for_update(of=Committee, key_share=True)
        .execution_options(populate_existing=True)
    )
    if committee is None:
        raise no_committee()
    return committee


def no_committee() -> NotFound:
    """Return what is said where there is no such committee."""
    return NotFound(_l("There is no such committee."))


def _checked(name: str, mandate: str, quorum: int) -> dict[str, Any]:
    tidy = " ".join(name.split())
    if not 1 <= quorum <= LARGEST_QUORUM:
        raise InvalidInput(
            _l("Enter a quorum from 1 to %(most)s members.", most=LARGEST_QUORUM), field="quorum"
        )
    return {
        "name": typed.text(tidy, "name", LONGEST_NAME, _l("Enter a name.")),
        "mandate": typed.optional(mandate, "mandate", LONGEST_MANDATE),
        "quorum": quorum,
    }


def _made_before(agency_id: int, key: str | None) -> Committee:
    if key is None:
        raise _name_taken()
    made = db.session.scalar(
        select(Committee).where(Committee.agency_id == agency_id, Committee.submit_key == key)
    )
    if made is None:
        raise _name_taken()
    return made


def _refuse_taken(committee: Committee, name: str) -> None:
    taken = select(Committee.id).where(
        Committee.agency_id == committee.agency_id,
        Committee.name == name,
        Committee.id != committee.id,
    )
    if db.session.scalar(taken) is not None:
        raise _name_taken()


def _name_taken() -> InvalidInput:
    message = _l("The agency has a committee of this name already. Choose another name.")
    return InvalidInput(message, field="name")


def _record(verb: str, committee: Committee, actor: Any, now: datetime, **data: Any) -> None:
    events.record(
        db.session(), verb, committee,
        now=now, actor=actor, role="staff", agency_id=committee.agency_id, **data,
    )  # fmt: skip
