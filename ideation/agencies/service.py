"""Agencies: read from the profiles of their source documents, shown to everyone."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib import resources
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from ideation.agencies.models import Agency, MissionArea, Responsibility, Unit
from ideation.core import events
from ideation.core.errors import InvalidInput, NotFound
from ideation.core.i18n import _l
from ideation.extensions import db

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_METHOD_KEYS = ("stage", "name_th", "name_en", "text_th", "text_en")


def list_agencies() -> Sequence[Agency]:
    """Return every agency with its mission areas, in the order of the Thai names."""
    query = select(Agency).options(selectinload(Agency.mission_areas)).order_by(Agency.name_th)
    return db.session.scalars(query).all()


def get_agency(slug: str) -> Agency:
    """Return an agency with its mission areas and who is responsible for each.

    Raises:
        NotFound: there is none by this slug.
    """
    return _one(Agency.slug == slug)


def get_agency_by_id(agency_id: int) -> Agency:
    """Return an agency by its id, like `get_agency`."""
    return _one(Agency.id == agency_id)


def _one(condition: Any) -> Agency:
    areas = selectinload(Agency.mission_areas)
    agency = db.session.scalar(
        select(Agency)
        .where(condition)
        .options(areas.selectinload(MissionArea.responsibilities), selectinload(Agency.units))
    )
    if agency is None:
        raise NotFound(_l("There is no such agency here."))
    return agency


def responsible_units(mission_area: MissionArea) -> list[Unit]:
    """Return the units a matter of this area reaches, the leading one first (O5)."""
    return mission_area.units


def load_profile(slug: str, *, now: datetime) -> Agency:
    """Make an agency from its profile, or bring it up to date; again changes nothing.

    A name that the profile leaves open is kept as an administrator filled it in. Units and
    areas that the profile no longer has stay, because rounds may stand on them.

    Args:
        slug: name of a file in `profiles`.
        now: the present moment.

    Raises:
        NotFound: there is no such profile.
        InvalidInput: the profile names a unit that it does not describe.
    """
    profile = _read(slug)
    agency = db.session.scalar(select(Agency).where(Agency.slug == slug))
    is_new = agency is None
    if agency is None:
        agency = Agency(slug=slug, created_at=now)
        db.session.add(agency)
    changed = _update(agency, _agency_values(profile))
    db.session.flush()
    units = {unit.abbr: unit for unit in agency.units}
    for described in profile["units"]:
        changed |= _load_unit(agency, units, described)
    db.session.flush()
    areas = {area.slug: area for area in agency.mission_areas}
    for described in profile["mission_areas"]:
        changed |= _load_area(agency, areas.get(described["slug"]), described, units)
    if changed:
        verb = "agency.loaded" if is_new else "agency.profile_changed"
        events.record(db.session(), verb, agency, now=now, role="system", agency_id=agency.id)
    db.session.commit()
    return agency


def _read(slug: str) -> Mapping[str, Any]:
    found = resources.files("ideation.agencies") / "profiles" / f"{slug}.yaml"
    if not _SLUG.fullmatch(slug) or not found.is_file():
        raise NotFound(_l("There is no profile of this name."))
    profile: Mapping[str, Any] = yaml.safe_load(found.read_text(encoding="utf-8"))
    known = {unit["abbr"] for unit in profile["units"]}
    named = {abbr for area in profile["mission_areas"] for abbr in area["units"]}
    if named - known:
        raise InvalidInput(_l("The profile names a unit that it does not describe."))
    return profile


def _agency_values(profile: Mapping[str, Any]) -> dict[str, Any]:
    source, monitoring = profile["source"], profile["monitoring"]
    return {
        "name_th": profile["name_th"],
        "name_en": profile["name_en"],
        "short_th": profile["short_th"],
        "short_en": profile["short_en"],
        "methods": [{key: method[key] for key in _METHOD_KEYS} for method in profile["methods"]],
        "monitoring_th": monitoring["text_th"],
        "monitoring_en": monitoring["text_en"],
        "source_th": f"{source['title_th']} ({source['document_number']})",
    }


def _load_unit(agency: Agency, units: dict[str, Unit], described: Mapping[str, Any]) -> bool:
    abbr = described["abbr"]
    unit = units.get(abbr)
    if unit is None:
        unit = units[abbr] = Unit(agency_id=agency.id, abbr=abbr)
        db.session.add(unit)
    names = {name: described[name] for name in ("name_th", "name_en") if described[name]}
    return _update(unit, names) or unit.id is None


def _load_area(
    agency: Agency,
    area: MissionArea | None,
    described: Mapping[str, Any],
    units: Mapping[str, Unit],
) -> bool:
    if area is None:
        area = MissionArea(agency_id=agency.id, slug=described["slug"])
        db.session.add(area)
    names = ("name_th", "name_en", "description_th", "description_en", "position")
    changed = _update(area, {name: described[name] for name in names})
    db.session.flush()
    wanted = [units[abbr].id for abbr in described["units"]]
    if [responsibility.unit_id for responsibility in area.responsibilities] == wanted:
        return changed
    area.responsibilities.clear()
    # The old rows have to be gone before rows of the same unit come again.
    db.session.flush()
    area.responsibilities = [
        Responsibility(unit_id=unit_id, position=position)
        for position, unit_id in enumerate(wanted, start=1)
    ]
    return True


def _update(row: Any, values: Mapping[str, Any]) -> bool:
    """Set what differs, and tell whether anything did."""
    different = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    return bool(different)
