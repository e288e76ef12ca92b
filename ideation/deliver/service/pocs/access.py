"""Finding a trial, for whoever looks at it and for whoever runs it."""

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from ideation.core.errors import Conflict, NotFound
from ideation.core.i18n import _l
from ideation.deliver.models import Poc
from ideation.deliver.policy import pocs as policy
from ideation.develop.models import Challenge, Idea
from ideation.diagnose.models import Theme
from ideation.extensions import db


def with_round(query: Select[Any]) -> Select[Any]:
    """Return a query of trials that brings each one's idea, challenge, theme and round along."""
    idea = joinedload(Poc.idea)
    theme = idea.joinedload(Idea.challenge).joinedload(Challenge.theme)
    # Nobody asks here who wrote the idea, and which roles they hold.
    return query.options(theme.joinedload(Theme.round), idea.lazyload(Idea.author))


def visible(poc_id: int, actor: Any) -> Poc:
    """Return a trial that somebody may look at.

    Raises:
        NotFound: there is none, or its round is a draft and they are not of its agency.
    """
    poc = _found(with_round(select(Poc).where(Poc.id == poc_id)))
    policy.require_sight(actor, poc)
    return poc


def to_run(poc_id: int, actor: Any) -> Poc:
    """Return a trial that nobody else can change before our commit, for one who runs it.

    Raises:
        NotFound: there is none, or the account may not see it.
        SignInNeeded, NotAllowed: the account does not run rounds of its agency.
    """
    query = with_round(select(Poc).where(Poc.id == poc_id))
    poc = _found(query.with_for_update(of=Poc).execution_options(populate_existing=True))
    policy.require_runner(actor, poc)
    return poc


def require_under_way(poc: Poc) -> None:
    """Refuse to touch the record of a trial that has ended.

    Raises:
        Conflict: it has.
    """
    if poc.state not in policy.UNDER_WAY:
        raise Conflict(
            _l("The trial has ended, so its record stays as it is. You can add a diary note.")
        )


def _found(query: Select[Any]) -> Poc:
    poc: Poc | None = db.session.scalar(query)
    if poc is None:
        raise NotFound(_l("There is no such trial. Check the address, or look at the round."))
    return poc
