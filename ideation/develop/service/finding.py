"""The challenge or the idea that somebody asks for, with what every page of it needs."""

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from ideation.core.errors import NotFound
from ideation.core.i18n import _l
from ideation.develop import policy
from ideation.develop.models import Challenge, Idea
from ideation.diagnose.models import Theme
from ideation.extensions import db
from ideation.rounds.models import Round


def challenges() -> Select[Any]:
    """Return the query for challenges with their theme and its round, windows loaded."""
    return (
        select(Challenge)
        .join(Theme, Theme.id == Challenge.theme_id)
        .join(Round, Round.id == Theme.round_id)
        .options(
            contains_eager(Challenge.theme).contains_eager(Theme.round).joinedload(Round.windows),
            contains_eager(Challenge.theme).lazyload(Theme.unit),
        )
    )


def challenge(challenge_id: int, viewer: Any, *, lock: bool = False) -> Challenge:
    """Return a challenge that a person may see.

    Args:
        challenge_id: its id.
        viewer: who asks, or None.
        lock: whether nobody else may change it before our commit.

    Raises:
        NotFound: there is none for this person.
    """
    query = challenges().where(Challenge.id == challenge_id)
    if lock:
        query = query.with_for_update(of=Challenge).execution_options(populate_existing=True)
    found = db.session.scalars(query).unique().one_or_none()
    return policy.require_sight(viewer, found)


def worked_on(challenge_id: int, actor: Any, *, lock: bool = False) -> Challenge:
    """Return a challenge for an officer who works on it.

    Raises:
        NotFound: there is none for this person.
        SignInNeeded, NotAllowed: the person does not run the agency's rounds.
    """
    found = challenge(challenge_id, actor, lock=lock)
    policy.require_work(actor, found)
    return found


def idea(idea_id: int, viewer: Any, *, lock: bool = False) -> Idea:
    """Return an idea whose challenge a person may see, with the criteria; see `challenge`.

    Raises:
        NotFound: there is none for this person.
    """
    whole = joinedload(Idea.challenge)
    query = (
        select(Idea)
        .where(Idea.id == idea_id)
        .options(
            whole.joinedload(Challenge.theme).joinedload(Theme.round).joinedload(Round.windows),
            whole.joinedload(Challenge.theme).lazyload(Theme.unit),
            whole.joinedload(Challenge.criteria),
            joinedload(Idea.author),
        )
    )
    if lock:
        query = query.with_for_update(of=Idea).execution_options(populate_existing=True)
    found: Idea | None = db.session.scalars(query).unique().one_or_none()
    if found is None or not policy.can_see(viewer, found.challenge):
        raise NotFound(_l("There is no such idea, or it is not public."))
    return found
