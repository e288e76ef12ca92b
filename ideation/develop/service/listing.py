"""Lists: the challenges of a round, the ideas of a challenge, and the table of those who decide."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, or_, select
from sqlalchemy.orm import joinedload, lazyload

from ideation.accounts.models import STAFF_ROLES
from ideation.accounts.policy import has_role
from ideation.core.filters import Filters, one_of, query_words
from ideation.core.pagination import PER_PAGE, Page, paginate
from ideation.core.registry import Panel, registry
from ideation.develop import policy
from ideation.develop.models import Challenge, ChallengeState, Idea, IdeaState
from ideation.develop.service import assessments, finding
from ideation.diagnose.models import Theme, ThemeState
from ideation.diagnose.service.search import matches_words
from ideation.extensions import db
from ideation.notify.service import is_following
from ideation.rounds import policy as rounds_policy
from ideation.rounds.models import Round
from ideation.rounds.service import get_round

SORTS: Final = ("support", "newest", "discussed")
TABLE_SORTS: Final = ("score", "support", "comments", "assessors", "newest", "state")


@dataclass(frozen=True)
class Wish(Filters):
    """Which ideas of a challenge are asked for, in which order.

    Args:
        q: words to search for.
        state: a word of `IdeaState`, or nothing for all that are not withdrawn.
        sort: a word of `SORTS`.
    """

    q: str = ""
    state: str = ""
    sort: str = SORTS[0]

    @classmethod
    def read(cls, typed: Mapping[str, str]) -> "Wish":
        """Read the wish of an address; what makes no sense there is left out."""
        return cls(
            q=query_words(typed.get("q", "")),
            state=one_of(IdeaState, typed, "state"),
            sort=one_of(SORTS, typed, "sort", SORTS[0]),
        )


@dataclass(frozen=True)
class Challenges:
    """One page of the challenges of a round.

    Args:
        round: the round.
        page: each challenge with the number of its ideas, open ones first.
        can_work: whether the viewer runs the round.
        themes: the selected themes, from which officers may make challenges.
    """

    round: Round
    page: Page[tuple[Challenge, int]]
    can_work: bool
    themes: list[Theme]


@dataclass(frozen=True)
class ChallengePage:
    """A challenge with a page of its ideas.

    Args:
        challenge: with criteria and needs.
        page: the ideas.
        wish: what was asked for.
        counts: how many ideas there are in each state.
        can_work: whether the viewer runs it.
        can_read_table: whether the viewer reads the table of ideas with all scores.
        follows: whether the viewer follows it; None for visitors.
        panels: what later rooms add.
    """

    challenge: Challenge
    page: Page[Idea]
    wish: Wish
    counts: dict[str, int]
    can_work: bool
    can_read_table: bool
    follows: bool | None
    panels: list[Panel]


@dataclass(frozen=True)
class Row:
    """An idea on the table of those who assess and decide.

    Args:
        idea: the idea.
        score: the mean of all its scores; None while nobody has assessed it.
        assessors: how many people have.
        is_assessed: whether the person who looks has.
    """

    idea: Idea
    score: float | None
    assessors: int
    is_assessed: bool


def challenges_of(round_slug: str, number: int, *, viewer: Any) -> Challenges:
    """Return one page of the challenges of a round that a person may see.

    Raises:
        NotFound: there is no such round for this person.
    """
    round_ = get_round(round_slug, viewer=viewer)
    query = (
        finding.challenges()
        .add_columns(number_of_ideas())
        .where(Theme.round_id == round_.id)
        .order_by(Challenge.state != ChallengeState.OPEN, Challenge.closes_at.desc(), Challenge.id)
    )
    if not has_role(viewer, round_.agency_id, *STAFF_ROLES):
        query = query.where(Challenge.state != ChallengeState.DRAFT)
    page = paginate(db.session, query, number)
    can_work = rounds_policy.can_run(viewer, round_)
    return Challenges(
        round=round_,
        page=page,
        can_work=can_work,
        themes=_selected_themes(round_.id) if can_work else [],
    )


def show_challenge(
    challenge_id: int, wish: Wish, number: int, *, viewer: Any, now: datetime
) -> ChallengePage:
    """Return a challenge with a page of its ideas.

    Raises:
        NotFound: there is no such challenge for this person.
    """
    challenge = finding.challenge(challenge_id, viewer)
    return ChallengePage(
        challenge=challenge,
        page=paginate(db.session, _chosen(challenge.id, wish), number),
        wish=wish,
        counts=_counts(challenge.id),
        can_work=policy.can_work(viewer, challenge),
        can_read_table=policy.can_read_table(viewer, challenge),
        follows=is_following(viewer, ("challenge", challenge.id)),
        panels=registry.panels_of("challenge", challenge, now),
    )


def table_of(
    challenge_id: int, sort: str, number: int, *, state: str = "", actor: Any
) -> tuple[Challenge, Page[Row]]:
    """Return one page of the table of ideas, for those who assess and decide.

    Args:
        challenge_id: the challenge.
        sort: a word of `TABLE_SORTS`, with or without the sign for the other way round.
        number: which page, from 1.
        state: a word of `IdeaState`, or nothing for all that are not withdrawn.
        actor: who looks.

    Raises:
        NotFound: there is no such challenge for this person.
        SignInNeeded, NotAllowed: the person neither runs nor assesses nor audits.
    """
    challenge, rows = rows_of(challenge_id, state=state, actor=actor)
    keys: dict[str, Callable[[Row], Any]] = {
        "score": lambda row: row.score or 0,
        "support": lambda row: row.idea.support_count,
        "comments": lambda row: row.idea.comment_count,
        "assessors": lambda row: row.assessors,
        "newest": lambda row: row.idea.created_at,
        "state": lambda row: row.idea.state,
    }
    key = keys.get(sort.removeprefix("-"), keys["score"])
    in_order = sorted(rows, key=key, reverse=sort.startswith("-"))
    first = (number - 1) * PER_PAGE
    return challenge, Page(in_order[first : first + PER_PAGE], number, PER_PAGE, len(rows))


def rows_of(challenge_id: int, *, state: str = "", actor: Any) -> tuple[Challenge, list[Row]]:
    """Return every idea of a challenge with its scores; see `table_of`."""
    challenge = finding.challenge(challenge_id, actor)
    policy.require_table(actor, challenge)
    query = (
        select(Idea)
        .where(Idea.challenge_id == challenge.id, _in_state(state))
        .order_by(Idea.id)
        .options(joinedload(Idea.author))
    )
    ideas = list(db.session.scalars(query))
    idea_ids = [idea.id for idea in ideas]
    scores = assessments.overall(idea_ids)
    own = assessments.assessed_by(actor.id, idea_ids)
    rows = []
    for idea in ideas:
        score, assessors = scores.get(idea.id, (None, 0))
        rows.append(Row(idea, score, assessors, idea.id in own))
    return challenge, rows


def number_of_ideas() -> ScalarSelect[int]:
    """Return how many ideas a challenge has, as a column of it; withdrawn ones do not count."""
    return (
        select(func.count())
        .where(Idea.challenge_id == Challenge.id, Idea.state != IdeaState.WITHDRAWN)
        .correlate(Challenge)
        .scalar_subquery()
    )


def _selected_themes(round_id: int) -> list[Theme]:
    query = (
        select(Theme)
        .where(
            Theme.round_id == round_id,
            Theme.state == ThemeState.SELECTED,
            Theme.merged_into_id.is_(None),
        )
        .order_by(Theme.size.desc(), Theme.id)
        .options(lazyload(Theme.unit))
    )
    return list(db.session.scalars(query))


def _chosen(challenge_id: int, wish: Wish) -> Select[Any]:
    query = select(Idea).where(Idea.challenge_id == challenge_id, _in_state(wish.state))
    if wish.q:
        query = query.where(_says(wish.q))
    orders: dict[str, tuple[Any, ...]] = {
        "support": (Idea.support_count.desc(), Idea.id),
        "newest": (Idea.created_at.desc(), Idea.id.desc()),
        "discussed": (Idea.comment_count.desc(), Idea.id),
    }
    return query.order_by(*orders[wish.sort]).options(joinedload(Idea.author))


def _in_state(state: str) -> ColumnElement[bool]:
    return Idea.state == state if state else Idea.state != IdeaState.WITHDRAWN


def _says(typed: str) -> ColumnElement[bool]:
    letters = or_(
        Idea.title.icontains(typed, autoescape=True), Idea.body.icontains(typed, autoescape=True)
    )
    words = matches_words(Idea.search, typed)
    return letters if words is None else or_(words, letters)


def _counts(challenge_id: int) -> dict[str, int]:
    query = (
        select(Idea.state, func.count())
        .where(Idea.challenge_id == challenge_id)
        .group_by(Idea.state)
    )
    return dict(db.session.execute(query).all())
