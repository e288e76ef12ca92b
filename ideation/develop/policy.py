"""Who may do what in Develop, and when."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from ideation.accounts.models import STAFF_ROLES, Role
from ideation.accounts.policy import RUNNERS, has_role, is_runner, require_role
from ideation.core.errors import NotAllowed, NotFound, SignInNeeded, StageClosed
from ideation.core.formats import date_words
from ideation.core.i18n import _l
from ideation.develop.models import Challenge, ChallengeState, Comment, Idea, IdeaState
from ideation.rounds import policy as rounds_policy
from ideation.rounds.models import RoundState, Stage

ASSESSORS = (*RUNNERS, Role.EVALUATOR)
TABLE_READERS = (*ASSESSORS, Role.AUDITOR)


class Standing(StrEnum):
    """Where a challenge stands at a moment, as people see it."""

    DRAFT = "draft"
    PLANNED = "planned"  # Opened, but its first day is still to come.
    OPEN = "open"
    PAUSED = "paused"  # Within its dates, but the round's Develop stage is not open.
    ENDED = "ended"


def agency_of(challenge: Challenge) -> int:
    """Return the agency that runs a challenge."""
    return challenge.theme.round.agency_id


def can_see(actor: Any, challenge: Challenge) -> bool:
    """Tell whether a person may look at a challenge: drafts are for staff of its agency."""
    if not rounds_policy.can_see(actor, challenge.theme.round):
        return False
    return challenge.state != ChallengeState.DRAFT or has_role(
        actor, agency_of(challenge), *STAFF_ROLES
    )


def can_work(actor: Any, challenge: Challenge) -> bool:
    """Tell whether a person runs a challenge: officers and administrators of its agency."""
    return is_runner(actor, agency_of(challenge))


def can_assess(actor: Any, idea: Idea) -> bool:
    """Tell whether a person may assess an idea now: nobody does so with an idea of their own."""
    return (
        idea.state == IdeaState.PROPOSED
        and has_role(actor, agency_of(idea.challenge), *ASSESSORS)
        and not is_author(actor, idea)
    )


def can_read_table(actor: Any, challenge: Challenge) -> bool:
    """Tell whether a person reads who assessed which idea how."""
    return has_role(actor, agency_of(challenge), *TABLE_READERS)


def standing(challenge: Challenge, now: datetime) -> Standing:
    """Return where a challenge stands: what counts are its dates and the round's Develop stage."""
    if challenge.state == ChallengeState.DRAFT:
        return Standing.DRAFT
    round_ = challenge.theme.round
    over = challenge.closes_at <= now or round_.state == RoundState.CLOSED
    if challenge.state == ChallengeState.CLOSED or over:
        return Standing.ENDED
    if now < challenge.opens_at:
        return Standing.PLANNED
    return Standing.OPEN if round_.is_open(Stage.DEVELOP, now) else Standing.PAUSED


def takes_ideas(challenge: Challenge, now: datetime) -> bool:
    """Tell whether ideas, comments and support are taken at a moment."""
    return standing(challenge, now) == Standing.OPEN


def is_author(actor: Any, thing: Idea | Comment) -> bool:
    """Tell whether an idea or a comment is somebody's own."""
    return actor is not None and actor.id is not None and thing.author_id == actor.id


def can_revise(actor: Any, idea: Idea, now: datetime) -> bool:
    """Tell whether a person may write a new version of an idea now."""
    return (
        is_author(actor, idea)
        and idea.state == IdeaState.PROPOSED
        and takes_ideas(idea.challenge, now)
    )


def can_support(actor: Any, idea: Idea, now: datetime) -> bool:
    """Tell whether somebody may support an idea now: not one's own, while it is proposed."""
    return (
        idea.state == IdeaState.PROPOSED
        and takes_ideas(idea.challenge, now)
        and not is_author(actor, idea)
    )


def can_comment(idea: Idea, now: datetime) -> bool:
    """Tell whether comments on an idea are taken now."""
    return idea.state == IdeaState.PROPOSED and takes_ideas(idea.challenge, now)


def require_sight(actor: Any, challenge: Challenge | None) -> Challenge:
    """Return a challenge that was found, unless it is hidden from a person.

    Raises:
        NotFound: there is none, or it is a draft of another agency.
    """
    if challenge is None or not can_see(actor, challenge):
        raise NotFound(_l("There is no such challenge, or it is not public yet."))
    return challenge


def require_work(actor: Any, challenge: Challenge) -> None:
    """Refuse unless the person is an officer or administrator of the challenge's agency.

    Raises:
        SignInNeeded: a visitor asked.
        NotAllowed: the account is neither.
    """
    require_role(actor, agency_of(challenge), *RUNNERS)


def require_assessor(actor: Any, idea: Idea) -> None:
    """Refuse unless the person may assess ideas of the agency.

    Raises:
        SignInNeeded: a visitor asked.
        NotAllowed: the account is neither evaluator nor officer nor administrator.
    """
    require_role(actor, agency_of(idea.challenge), *ASSESSORS)


def require_table(actor: Any, challenge: Challenge) -> None:
    """Refuse unless the person may read the table of ideas with all scores.

    Raises:
        SignInNeeded: a visitor asked.
        NotAllowed: the account neither runs nor assesses nor audits for the agency.
    """
    require_role(actor, agency_of(challenge), *TABLE_READERS)


def require_account(actor: Any) -> None:
    """Refuse visitors, in words that say why.

    Raises:
        SignInNeeded: a visitor asked.
    """
    if actor is None or not actor.is_authenticated:
        raise SignInNeeded(
            _l(
                "For this you need an account. Sign in, or create one: you come back here then, "
                "and what you typed is kept in this browser."
            )
        )


def require_author(actor: Any, thing: Idea | Comment) -> None:
    """Refuse unless something is the person's own.

    Raises:
        SignInNeeded: a visitor asked.
        NotAllowed: somebody else wrote it.
    """
    require_account(actor)
    if not is_author(actor, thing):
        raise NotAllowed(_l("Only the person who wrote this can change it."))


def require_open(challenge: Challenge, now: datetime) -> None:
    """Refuse where ideas, comments and support are not taken now, and say from or until when.

    Raises:
        StageClosed: the challenge, or the round's Develop stage, is not open.
    """
    stands = standing(challenge, now)
    if stands != Standing.OPEN:
        raise StageClosed(_why_not(challenge, stands, now))


def _why_not(challenge: Challenge, stands: Standing, now: datetime) -> Any:
    if stands == Standing.DRAFT:
        return _l("This challenge is a draft. Ideas are taken once it is opened.")
    if stands == Standing.PLANNED:
        day = date_words(challenge.opens_at)
        return _l("Ideas, comments and support are taken from %(day)s.", day=day)
    if stands == Standing.PAUSED:
        return _l(
            "The Develop stage of this round is not open now. Look at its dates on the page of "
            "the round."
        )
    if challenge.closes_at <= now:
        day = date_words(challenge.closes_at)
        return _l(
            "Ideas, comments and support were taken until %(day)s. You can read what came of them.",
            day=day,
        )
    return _l("Ideas, comments and support are not taken any more. You can read what came of them.")
