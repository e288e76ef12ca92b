"""Search over everything that the public may see: one query for all kinds but voices."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    String,
    Text,
    and_,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from ideation.core.pagination import PER_PAGE, Page
from ideation.core.registry import registry
from ideation.deliver.models import (
    Decision,
    Dossier,
    DossierVersion,
    Meeting,
    MeetingItem,
    Poc,
)
from ideation.deliver.service.dossiers.loading import is_public
from ideation.develop.models import Challenge, ChallengeState, Idea, IdeaState
from ideation.diagnose.models import Submission, Theme
from ideation.diagnose.service import search as voices
from ideation.diagnose.service.themes.listing import shown
from ideation.discover.models import Need, NeedState, Statement, StatementState
from ideation.extensions import db
from ideation.rounds.models import Round, RoundState
from ideation.trace.service.loading.below import stood_on_agenda
from ideation.trace.service.telling.common import plain

# So many of each kind stand on the page of all kinds.
SHOWN: Final = 4
SUBMISSION: Final = "submission"
LONGEST_TEXT: Final = 600


@dataclass(frozen=True)
class Find:
    """One thing that a search found.

    Args:
        path: its page.
        title: what it is called.
        text: how it goes on; empty if the title says all.
        round: the title of its round; empty for a round itself.
        at: when it came to be.
        lang: the language of its words.
        voices: how many voices it has; None where nobody counts.
    """

    path: str
    title: str
    text: str
    round: str
    at: datetime | None
    lang: str = "th"
    voices: int | None = None


@dataclass(frozen=True)
class Group:
    """The finds of one kind.

    Args:
        kind: a word of `KINDS`.
        page: the first of them, or one page of them where only this kind is asked for.
    """

    kind: str
    page: Page[Find]


@dataclass(frozen=True)
class Finds:
    """What a search found.

    Args:
        kind: the one kind that is asked for; empty for all of them.
        groups: the finds to show, in the order of the process; kinds without any are left out.
        counts: how many finds there are of each kind, those without any left out.
    """

    kind: str
    groups: list[Group]
    counts: Mapping[str, int]


@dataclass(frozen=True)
class _Kind:
    """How one kind is found: its rows of one shape, and the condition that they hold the words."""

    rows: Select[Any]
    holds: Callable[[str], ColumnElement[bool]]
    order: tuple[Any, ...]


def search(typed: str, kind: str, number: int) -> Finds:
    """Find what the public may see.

    Args:
        typed: what a person typed; nothing is found for an empty one.
        kind: a word of `KINDS` to find only these; anything else finds all kinds.
        number: which page, from 1, where one kind is asked for.
    """
    wanted = kind if kind in KINDS else ""
    words = typed.replace("\x00", "").strip()
    if not words:
        return Finds(wanted, [], {})
    groups = {group.kind: group for group in _others(words, wanted, number)}
    said = voices.search_submissions(words, number if wanted == SUBMISSION else 1)
    if said.total:
        groups[SUBMISSION] = Group(SUBMISSION, _voices(said, wanted))
    found = [groups[each] for each in KINDS if each in groups]
    return Finds(
        kind=wanted,
        groups=[group for group in found if not wanted or group.kind == wanted],
        counts={group.kind: group.page.total for group in found},
    )


def _voices(said: Page[Submission], wanted: str) -> Page[Find]:
    items = said.items if wanted == SUBMISSION else said.items[:SHOWN]
    finds = [
        Find(
            path=registry.links["submission_number"](each.number),
            title=each.title,
            text=each.text,
            round=each.round.title,
            at=each.said_at,
            lang=each.language,
        )
        for each in items
    ]
    return Page(finds, said.number, said.per_page, said.total)


def _others(words: str, wanted: str, number: int) -> list[Group]:
    """Return the finds of every kind but voices; one query gives the finds and their number."""
    parts = []
    for name, kind in _kinds().items():
        # Of a kind that is not shown, one row tells how many there are.
        most = (PER_PAGE if name == wanted else 1) if wanted else SHOWN
        offset = (number - 1) * PER_PAGE if name == wanted else 0
        found = kind.rows.add_columns(literal(name).label("kind")).where(kind.holds(words))
        counted = found.add_columns(func.count().over().label("total"))
        parts.append(select(counted.order_by(*kind.order).limit(most).offset(offset).subquery()))
    rows: dict[str, list[Row[Any]]] = {}
    for row in db.session.execute(union_all(*parts)):
        rows.setdefault(row.kind, []).append(row)
    return [_group(name, found, name == wanted, number) for name, found in rows.items()]


def _group(name: str, rows: list[Row[Any]], is_wanted: bool, number: int) -> Group:
    finds = [
        Find(
            path=registry.links[name](row.key),
            title=row.title,
            text=plain(row.text),
            round=row.round or "",
            at=row.at,
            voices=row.voices,
        )
        for row in rows
    ]
    return Group(name, Page(finds, number if is_wanted else 1, PER_PAGE, rows[0].total))


def _kinds() -> dict[str, _Kind]:
    return {
        "round": _rounds(),
        "theme": _themes(),
        "statement": _statements(),
        "need": _needs(),
        "challenge": _challenges(),
        "idea": _ideas(),
        "poc": _trials(),
        "dossier": _dossiers(),
        "decision": _decisions(),
    }


# Every kind in the order of the process, with its icon.
KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "round": "rounds",
        "theme": "theme",
        SUBMISSION: "voice",
        "statement": "discover",
        "need": "discover",
        "challenge": "develop",
        "idea": "develop",
        "poc": "deliver",
        "dossier": "file",
        "decision": "check-circle",
    }
)


def _row(key: Any, title: Any, text: Any, at: Any, voices: Any = None) -> Select[Any]:
    return (
        select(
            cast(key, String).label("key"),
            title.label("title"),
            func.left(text, LONGEST_TEXT).label("text"),
            Round.title.label("round"),
            at.label("at"),
            (cast(null(), Theme.size.type) if voices is None else voices).label("voices"),
        )
        .select_from(Round)
        .where(Round.state != RoundState.DRAFT)
    )


def _rounds() -> _Kind:
    rows = _row(Round.slug, Round.title, Round.purpose, Round.published_at)
    return _Kind(rows, _letters(Round.title, Round.purpose), (Round.id.desc(),))


def _themes() -> _Kind:
    rows = (
        _row(Theme.id, Theme.label, literal(""), Theme.created_at, Theme.size)
        .join(Theme, Theme.round_id == Round.id)
        .where(shown())
    )
    return _Kind(rows, _words(Theme.search, Theme.label), (Theme.size.desc(), Theme.id))


def _statements() -> _Kind:
    rows = _in_theme(
        _row(Statement.id, Statement.text, literal(""), Statement.created_at), Statement
    ).where(Statement.state == StatementState.APPROVED)
    return _Kind(rows, _letters(Statement.text), (Statement.id.desc(),))


def _needs() -> _Kind:
    title = Need.who + ": " + Need.what
    rows = _in_theme(_row(Need.id, title, Need.why, Need.published_at), Need).where(
        Need.state == NeedState.PUBLISHED
    )
    return _Kind(rows, _letters(Need.who, Need.what, Need.why), (Need.id.desc(),))


def _challenges() -> _Kind:
    rows = _in_theme(
        _row(Challenge.id, Challenge.title, Challenge.body, Challenge.published_at), Challenge
    ).where(Challenge.state != ChallengeState.DRAFT)
    return _Kind(rows, _letters(Challenge.title, Challenge.body), (Challenge.id.desc(),))


def _ideas() -> _Kind:
    rows = _of_challenge(_row(Idea.id, Idea.title, Idea.body, Idea.created_at))
    order = (Idea.support_count.desc(), Idea.id.desc())
    return _Kind(rows, _words(Idea.search, Idea.title, Idea.body), order)


def _trials() -> _Kind:
    rows = _of_challenge(_row(Poc.id, Poc.title, Poc.hypothesis, Poc.created_at)).join(
        Poc, Poc.idea_id == Idea.id
    )
    holds = _letters(Poc.title, Poc.hypothesis, Poc.where_tried, Poc.reason)
    return _Kind(rows, holds, (Poc.id.desc(),))


def _dossiers() -> _Kind:
    """Dossiers that stood on a called agenda, in the words that were handed in there."""
    rows = (
        _of_challenge(_row(Dossier.id, Dossier.title, literal(""), Dossier.submitted_at))
        .join(Poc, Poc.idea_id == Idea.id)
        .join(Dossier, Dossier.poc_id == Poc.id)
        .where(stood_on_agenda())
    )
    return _Kind(rows, _in_dossier, (Dossier.submitted_at.desc(), Dossier.id))


def _in_dossier(typed: str) -> ColumnElement[bool]:
    handed_in = (
        select(DossierVersion.id)
        .join(MeetingItem, MeetingItem.dossier_version_id == DossierVersion.id)
        .join(Meeting, Meeting.id == MeetingItem.meeting_id)
        .where(
            DossierVersion.dossier_id == Dossier.id,
            is_public(),
            _letters(cast(DossierVersion.content, Text))(typed),
        )
        .correlate(Dossier)
        .exists()
    )
    return or_(_letters(Dossier.title)(typed), handed_in)


def _decisions() -> _Kind:
    rows = (
        _of_challenge(_row(Decision.id, Dossier.title, Decision.reasons, Decision.decided_at))
        .join(Poc, Poc.idea_id == Idea.id)
        .join(Dossier, Dossier.poc_id == Poc.id)
        .join(Decision, Decision.dossier_id == Dossier.id)
    )
    holds = _letters(Decision.number, Decision.reasons, Decision.points, Dossier.title)
    return _Kind(rows, holds, (Decision.decided_at.desc(), Decision.id))


def _in_theme(rows: Select[Any], model: Any) -> Select[Any]:
    return rows.join(Theme, Theme.round_id == Round.id).join(model, model.theme_id == Theme.id)


def _of_challenge(rows: Select[Any]) -> Select[Any]:
    return (
        _in_theme(rows, Challenge)
        .where(Challenge.state != ChallengeState.DRAFT)
        .join(Idea, Idea.challenge_id == Challenge.id)
        .where(Idea.state != IdeaState.WITHDRAWN)
    )


def _letters(*columns: Any) -> Callable[[str], ColumnElement[bool]]:
    """Return the condition that each word typed, as letters, stands in one of the columns."""

    def holds(typed: str) -> ColumnElement[bool]:
        return and_(
            *(
                or_(*(column.icontains(word, autoescape=True) for column in columns))
                for word in typed.split()
            )
        )

    return holds


def _words(search: Any, *columns: Any) -> Callable[[str], ColumnElement[bool]]:
    """Return the condition that the Thai words typed stand in a search column, or the letters."""
    letters = _letters(*columns)

    def holds(typed: str) -> ColumnElement[bool]:
        words = voices.matches_words(search, typed)
        return letters(typed) if words is None else or_(words, letters(typed))

    return holds
