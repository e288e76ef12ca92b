"""What people read of a dossier: the draft, the version that is theirs to read, what changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import load_only

from ideation.core.registry import Panel, registry
from ideation.core.typed import mark_of
from ideation.deliver.models import (
    Decision,
    Dossier,
    DossierSection,
    DossierState,
    DossierVersion,
    Ruling,
)
from ideation.deliver.policy import dossiers as policy
from ideation.deliver.service import decisions
from ideation.deliver.service.dossiers import loading
from ideation.deliver.service.dossiers.differences import differences
from ideation.deliver.service.dossiers.handing_in import Lack, lacks
from ideation.deliver.service.dossiers.parts import BY_KEY, PARTS, Part
from ideation.deliver.service.dossiers.withdrawn import without_withdrawn
from ideation.deliver.service.dossiers.writing import part_of, require_writable
from ideation.develop.differences import Piece
from ideation.extensions import db
from ideation.notify.service import is_following
from ideation.rounds.models import Round

POINTS_MATTER = (DossierState.DRAFTING, DossierState.RETURNED, DossierState.SUBMITTED)


@dataclass(frozen=True)
class Shown:
    """One section as it is shown.

    Args:
        part: which section.
        body: its Markdown; empty for one that is still to be written.
        edited: whether people have changed what the trace wrote.
        can_restore: whether there are people's words to bring back.
    """

    part: Part
    body: str
    edited: bool = False
    can_restore: bool = False


@dataclass(frozen=True)
class DossierPage:
    """A dossier as one person may see it.

    Args:
        dossier: with its round loaded.
        round: the round.
        title: of what is shown.
        version: the version that is shown; None for the text that is being written.
        sections: in their order.
        versions: those that this person may read, newest first, without their content.
        can_write: whether this person may change the text now.
        lacks: what must still be written; empty for those who cannot.
        asked: the decision whose points are to be met in the next version, or None.
        decisions: on this dossier, newest first.
        is_public: whether everybody reads some version.
        following: as `notify.service.is_following` says.
        panels: what other parts add to the page.
    """

    dossier: Dossier
    round: Round
    title: str
    version: DossierVersion | None
    sections: Sequence[Shown]
    versions: Sequence[DossierVersion]
    can_write: bool
    lacks: Sequence[Lack]
    asked: Decision | None
    decisions: Sequence[Decision]
    is_public: bool
    following: bool | None
    panels: Sequence[Panel]


@dataclass(frozen=True)
class Desk:
    """One section to be written.

    Args:
        dossier: with its round loaded.
        round: the round.
        part: which section.
        body: as it is now.
        seen: the mark of that text.
        edited: whether people have changed what the trace wrote.
        asked: the decision whose points are to be met, or None.
    """

    dossier: Dossier
    round: Round
    part: Part
    body: str
    seen: str
    edited: bool
    asked: Decision | None


@dataclass(frozen=True)
class Comparison:
    """What changed between two versions, section by section; unchanged sections are left out."""

    dossier: Dossier
    round: Round
    old: DossierVersion
    new: DossierVersion
    title: Sequence[Piece]
    sections: Sequence[tuple[Part, Sequence[Piece]]]


def show(dossier_id: int, *, actor: Any, now: datetime) -> DossierPage:
    """Return a dossier as somebody may see it: the draft, or the latest version they may read.

    Raises:
        NotFound: there is none, or none of it is for them.
    """
    dossier, public = _readable(dossier_id, actor)
    drafts = policy.reads_drafts(actor, dossier)
    if drafts and dossier.state in policy.WRITABLE:
        return _page(dossier, None, actor, public, now)
    number = policy.readable_version(actor, dossier, max(public, default=None))
    if number is None:
        return _page(dossier, None, actor, public, now)
    return _page(dossier, loading.version_of(dossier.id, number), actor, public, now)


def show_version(dossier_id: int, number: int, *, actor: Any, now: datetime) -> DossierPage:
    """Return one version of a dossier.

    Raises:
        NotFound: there is none, or it is not for this person.
    """
    dossier, public = _readable(dossier_id, actor)
    _require_version(actor, dossier, number, public)
    return _page(dossier, loading.version_of(dossier.id, number), actor, public, now)


def compare(dossier_id: int, number: int, *, actor: Any) -> Comparison:
    """Return what changed from the version before to a version.

    Args:
        dossier_id: the dossier.
        number: of the newer version; compared with the one before it that this person reads.
        actor: who looks, or None.

    Raises:
        NotFound: there are no such two versions for this person.
    """
    dossier, public = _readable(dossier_id, actor)
    _require_version(actor, dossier, number, public)
    earlier = [each for each in _numbers(actor, dossier, public) if each < number]
    if not earlier:
        raise policy.no_dossier()
    old = loading.version_of(dossier.id, max(earlier))
    new = loading.version_of(dossier.id, number)
    before, after = bodies_of(old), bodies_of(new)
    compared = [
        (part, differences(before.get(part.key, ""), after.get(part.key, ""))) for part in PARTS
    ]
    changed = [(part, found) for part, found in compared if found]
    title = differences(old.title, new.title)
    return Comparison(dossier, dossier.poc.round, old, new, title, changed)


def desk(dossier_id: int, key: str, *, actor: Any) -> Desk:
    """Return a section that somebody is about to write.

    Raises:
        NotFound: there is no such dossier or section for this account.
        SignInNeeded, NotAllowed: the account does not run rounds of the agency.
        Conflict: the dossier cannot be changed now.
    """
    dossier, part = to_write(dossier_id, actor=actor), part_of(key)
    section = next((each for each in dossier.sections if each.key == key), None)
    body = section.body if section else ""
    return Desk(
        dossier=dossier,
        round=dossier.poc.round,
        part=part,
        body=without_withdrawn({key: body})[key],
        seen=mark_of(body),
        edited=bool(section and section.edited),
        asked=_asked(dossier, decisions.of_dossier(dossier.id)),
    )


def to_write(dossier_id: int, *, actor: Any) -> Dossier:
    """Return a dossier whose text somebody is about to change.

    Raises:
        NotFound: there is no such dossier for this account.
        SignInNeeded, NotAllowed: the account does not run rounds of the agency.
        Conflict: the dossier cannot be changed now.
    """
    dossier = loading.find(dossier_id)
    policy.require_writer(actor, dossier.poc.round)
    require_writable(dossier, actor)
    return dossier


def bodies_of(version: DossierVersion) -> Mapping[str, str]:
    """Return the sections of a version by their keys, as they may be read now."""
    return without_withdrawn(
        {section["key"]: section["body"] for section in version.content["sections"]}
    )


def _readable(dossier_id: int, actor: Any) -> tuple[Dossier, set[int]]:
    """Return a dossier that somebody may see some of, and its public versions."""
    dossier = loading.find(dossier_id)
    public = loading.public_numbers(dossier.id)
    policy.require_reader(actor, dossier, max(public, default=None))
    return dossier, public


def _require_version(actor: Any, dossier: Dossier, number: int, public: set[int]) -> None:
    if number not in _numbers(actor, dossier, public):
        raise policy.no_dossier()


def _numbers(actor: Any, dossier: Dossier, public: set[int]) -> set[int]:
    """Return the numbers of the versions that somebody may read."""
    latest = policy.readable_version(actor, dossier, max(public, default=None))
    if latest is None:
        return set()
    if policy.reads_every_version(actor, dossier):
        return set(range(1, latest + 1))
    return public


def _page(
    dossier: Dossier, version: DossierVersion | None, actor: Any, public: set[int], now: datetime
) -> DossierPage:
    can_write = policy.can_write(actor, dossier)
    made = decisions.of_dossier(dossier.id)
    return DossierPage(
        dossier=dossier,
        round=dossier.poc.round,
        title=version.title if version else dossier.title,
        version=version,
        sections=_of_version(version) if version else _of_draft(dossier.sections),
        versions=_versions(dossier, _numbers(actor, dossier, public)),
        can_write=can_write,
        lacks=lacks(dossier) if can_write and version is None else [],
        asked=_asked(dossier, made),
        decisions=made,
        is_public=bool(public),
        following=is_following(actor, ("dossier", dossier.id)),
        panels=registry.panels_of("dossier", dossier, now),
    )


def _of_draft(sections: Sequence[DossierSection]) -> list[Shown]:
    written = {section.key: section for section in sections}
    bodies = without_withdrawn({section.key: section.body for section in sections})
    return [
        Shown(part, bodies[part.key], section.edited, section.before is not None)
        if (section := written.get(part.key))
        else Shown(part, "")
        for part in PARTS
    ]


def _of_version(version: DossierVersion) -> list[Shown]:
    bodies = bodies_of(version)
    return [Shown(BY_KEY[part.key], bodies[part.key]) for part in PARTS if part.key in bodies]


def _versions(dossier: Dossier, numbers: set[int]) -> list[DossierVersion]:
    if not numbers:
        return []
    query = (
        select(DossierVersion)
        .where(DossierVersion.dossier_id == dossier.id, DossierVersion.number.in_(numbers))
        .order_by(DossierVersion.number.desc())
        .options(
            load_only(DossierVersion.number, DossierVersion.title, DossierVersion.submitted_at)
        )
    )
    return list(db.session.scalars(query))


def _asked(dossier: Dossier, made: Sequence[Decision]) -> Decision | None:
    """Return the decision whose points the next version is to meet."""
    if not made or dossier.state not in POINTS_MATTER:
        return None
    return made[0] if made[0].ruling == Ruling.RETURNED else None
