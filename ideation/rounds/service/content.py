"""The content of a round: what it may be, and how it is written into its rows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import exists, func, select

from ideation.agencies.models import MissionArea
from ideation.core.errors import InvalidInput
from ideation.core.i18n import _l
from ideation.extensions import db
from ideation.rounds.models import Level, Moment, ParticipationStep, Round, StageWindow
from ideation.rounds.windows import Window, faults

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG = 60
LONGEST_TITLE = 200
LONGEST_PROSE = 20_000
# Of these the record keeps the words before and after; of longer texts only that they changed.
_SHORT_FIELDS = ("title", "slug", "level", "moment", "mission_area_id")
_LONG_FIELDS = ("purpose", "outcome")
_SLUG_LOCK = 7_311_001  # Any number that no other advisory lock uses.


@dataclass(frozen=True)
class Step:
    """One step of taking part.

    Args:
        title: what to do, in a few words.
        body: how, as plain text; may be empty.
    """

    title: str
    body: str = ""


@dataclass(frozen=True)
class RoundDraft:
    """The whole content of a round, as an officer hands it in.

    Args:
        title: 1 to 200 characters.
        slug: the last part of its address; suggested from the title if empty.
        purpose: Markdown, not empty.
        level: the level of participation.
        moment: when in the agency's work people take part.
        mission_area_id: a mission area of the same agency.
        windows: when the stages are open.
        steps: how people take part, in order.
        outcome: what came out, as Markdown; empty while nothing has.
    """

    title: str
    slug: str
    purpose: str
    level: Level
    moment: Moment
    mission_area_id: int
    windows: tuple[Window, ...] = ()
    steps: tuple[Step, ...] = ()
    outcome: str = ""


def check(draft: RoundDraft, agency_id: int) -> None:
    """Refuse content that cannot be stored.

    Raises:
        InvalidInput: the field says where.
    """
    require_text(draft.title, "title", _l("Enter a title."))
    require_text(draft.purpose, "purpose", _l("Write what this round is for."))
    if len(draft.title) > LONGEST_TITLE:
        raise InvalidInput(_l("Use at most 200 characters for the title."), field="title")
    if max(len(draft.purpose), len(draft.outcome)) > LONGEST_PROSE:
        raise InvalidInput(_l("Use at most 20,000 characters."), field="purpose")
    if draft.slug and (len(draft.slug) > LONGEST_SLUG or not SLUG.fullmatch(draft.slug)):
        raise InvalidInput(
            _l(
                "Use only small Latin letters, digits and single hyphens, such as village-internet."
            ),
            field="slug",
        )
    if db.session.scalar(select(_is_area_of(draft.mission_area_id, agency_id))) is not True:
        raise InvalidInput(_l("Choose a mission area of this agency."), field="mission_area_id")
    found = faults(draft.windows)
    if found:
        raise InvalidInput(found[0].message, field="windows")


def _is_area_of(mission_area_id: int, agency_id: int) -> Any:
    return exists().where(MissionArea.id == mission_area_id, MissionArea.agency_id == agency_id)


def require_text(text: str, field: str, message: Any) -> None:
    """Refuse a text of nothing but spaces."""
    if not text.strip():
        raise InvalidInput(message, field=field)


def require_complete(windows: Sequence[Any], steps: Sequence[Any]) -> None:
    """Refuse to show the public a round that does not say when and how to take part (B2)."""
    if not windows:
        message = _l("Give the dates of at least one stage, so that people know when to take part.")
        raise InvalidInput(message, field="windows")
    if not steps:
        message = _l("Write the steps of taking part, so that people know how.")
        raise InvalidInput(message, field="steps")


def suggest_slug(draft: RoundDraft, now: datetime) -> str:
    """Make an address of the title's Latin words, or of the mission area and the year."""
    words = re.findall(r"[a-z0-9]+", draft.title.lower())
    base = "-".join(words)[:LONGEST_SLUG].strip("-")
    if sum(map(str.isalpha, base)) < 3:
        area = db.session.get_one(MissionArea, draft.mission_area_id)
        base = f"{area.slug[:40]}-{now.year}"
    stem = base[: LONGEST_SLUG - 6].rstrip("-")  # Leaves room for a number.
    taken = set(db.session.scalars(select(Round.slug).where(Round.slug.startswith(stem))))
    numbered = (base if n == 1 else f"{stem}-{n}" for n in range(1, 10_000))
    return next(slug for slug in numbered if slug not in taken)


def one_slug_at_a_time() -> None:
    """Let nobody else take an address between our look and our commit."""
    db.session.execute(select(func.pg_advisory_xact_lock(_SLUG_LOCK)))


def refuse_taken(slug: str) -> None:
    """Refuse an address that a round has already."""
    if db.session.scalar(select(exists().where(Round.slug == slug))):
        raise InvalidInput(_l("Another round has this address. Choose another."), field="slug")


def write(round_: Round, draft: RoundDraft, slug: str) -> None:
    """Write the content into the rows of a round."""
    round_.title = draft.title.strip()
    round_.slug = slug
    round_.purpose = draft.purpose
    round_.outcome = draft.outcome
    round_.level = draft.level
    round_.moment = draft.moment
    round_.mission_area_id = draft.mission_area_id
    _replace_windows(round_, draft.windows)
    _replace_steps(round_, draft.steps)


def _replace_windows(round_: Round, windows: Sequence[Window]) -> None:
    wanted = {_key(window): window for window in windows}
    kept = [window for window in round_.windows if _key(window) in wanted]
    known = {_key(window) for window in kept}
    fresh = [
        StageWindow(stage=window.stage, opens_at=window.opens_at, closes_at=window.closes_at)
        for key, window in wanted.items()
        if key not in known
    ]
    round_.windows = sorted([*kept, *fresh], key=lambda window: window.opens_at)


def _key(window: Window | StageWindow) -> tuple[Any, ...]:
    """Return what tells windows apart; forms know minutes only, so seconds do not count."""
    return (window.stage, _minute(window.opens_at), _minute(window.closes_at))


def _minute(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC).replace(second=0, microsecond=0) if moment else None


def _replace_steps(round_: Round, steps: Sequence[Step]) -> None:
    """Rewrite the rows in place: a new row at an old position would break its uniqueness."""
    old = list(round_.steps)
    rows = old[: len(steps)]
    rows += [ParticipationStep() for _step in steps[len(old) :]]
    for position, (row, step) in enumerate(zip(rows, steps, strict=True), 1):
        row.position = position
        row.title = step.title
        row.body = step.body
    round_.steps = rows


def content_of(round_: Round) -> dict[str, Any]:
    """Return the content of a round as the event record compares it."""
    content: dict[str, Any] = {
        field: getattr(round_, field) for field in (*_SHORT_FIELDS, *_LONG_FIELDS)
    }
    content["windows"] = [
        [window.stage, *(at.isoformat() if at else None for at in _key(window)[1:])]
        for window in round_.windows
    ]
    content["steps"] = [[step.title, step.body] for step in round_.steps]
    return content


def changes_between(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Return what differs: the old and the new of short fields, of texts only that they do."""
    changed = [field for field, value in before.items() if after[field] != value]
    short = {*_SHORT_FIELDS, "windows"}
    return {field: [before[field], after[field]] if field in short else None for field in changed}
