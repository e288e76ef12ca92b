"""What officers do with challenges: draft, edit, open, close and reopen them."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import delete, exists, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import joinedload

from ideation.core import events, ids, typed
from ideation.core.errors import Conflict, InvalidInput, NotFound
from ideation.core.i18n import _l
from ideation.core.machines import take
from ideation.develop import policy
from ideation.develop.models import (
    LONGEST_BODY,
    AssessmentScore,
    Challenge,
    ChallengeNeed,
    Criterion,
)
from ideation.develop.service import finding
from ideation.develop.states import CHALLENGE
from ideation.diagnose.models import Theme, ThemeState
from ideation.discover.models import Need, NeedState
from ideation.extensions import db
from ideation.notify.service import follow
from ideation.rounds import policy as rounds_policy
from ideation.rounds.models import Round
from ideation.rounds.windows import FIRST_YEAR, LAST_YEAR

LONGEST_TITLE: Final = 200
MOST_CRITERIA: Final = 8
LONGEST_CRITERION: Final = 100
LONGEST_DESCRIPTION: Final = 500


@dataclass(frozen=True)
class ChallengeDraft:
    """The whole content of a challenge.

    Args:
        title: the question, "เราจะ…ได้อย่างไร", 1 to 200 characters.
        body: Markdown, 1 to 20,000 characters.
        opens_at: ideas are taken from this moment.
        closes_at: up to this moment.
        criteria: 1 to 8 pairs of a name and a description, in order.
        need_ids: published needs of the theme that it is meant to meet.
    """

    title: str
    body: str
    opens_at: datetime
    closes_at: datetime
    criteria: tuple[tuple[str, str], ...]
    need_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class Desk:
    """What an officer needs before them to write a challenge.

    Args:
        theme: the theme it comes from, with its round.
        needs: the theme's published needs.
        challenge: the one that is edited; None for a new one.
        version: the mark of the content that is edited.
    """

    theme: Theme
    needs: list[Need]
    challenge: Challenge | None = None
    version: str = ""


def prepare_new(theme_id: int, *, actor: Any) -> Desk:
    """Return what is needed to write a challenge from a theme.

    Raises:
        NotFound: there is no such theme for this person.
        SignInNeeded, NotAllowed: the person does not run the agency's rounds.
        Conflict: the theme is not selected.
    """
    theme = _theme_for(theme_id, actor)
    return Desk(theme, _published_needs(theme.id))


def prepare_edit(challenge_id: int, *, actor: Any) -> Desk:
    """Return a challenge with all that its form shows.

    Raises:
        NotFound, SignInNeeded, NotAllowed: see `finding.worked_on`.
    """
    challenge = finding.worked_on(challenge_id, actor)
    return Desk(
        challenge.theme, _published_needs(challenge.theme_id), challenge, version_of(challenge)
    )


def version_of(challenge: Challenge) -> str:
    """Return what a form carries so that saving over somebody's change is noticed."""
    return challenge.updated_at.astimezone(UTC).isoformat()


def draft(
    theme_id: int,
    content: ChallengeDraft,
    *,
    actor: Any,
    now: datetime,
    submit_token: str | None = None,
) -> Challenge:
    """Write a challenge as a draft that only the agency's staff see.

    Args:
        theme_id: the selected theme it comes from.
        content: the whole content.
        actor: the officer.
        now: the present moment.
        submit_token: of the form; the same token stores one draft. None where there is no form.

    Raises:
        NotFound, SignInNeeded, NotAllowed, Conflict: see `prepare_new`.
        InvalidInput: the content cannot be stored; the field says where.
    """
    theme = _theme_for(theme_id, actor)
    key = typed.key_of(submit_token or ids.new_token())
    words = _checked(content)
    stored = (
        upsert(Challenge)
        .values(
            theme_id=theme.id,
            submit_key=key,
            title=words.title,
            body=words.body,
            opens_at=words.opens_at,
            closes_at=words.closes_at,
            created_by_id=actor.id,
            created_at=now,
            updated_at=now,
        )
        .on_conflict_do_nothing(index_elements=[Challenge.theme_id, Challenge.submit_key])
        .returning(Challenge)
    )
    challenge = db.session.scalars(stored).first()
    if challenge is None:
        posted = select(Challenge).where(
            Challenge.theme_id == theme.id, Challenge.submit_key == key
        )
        return db.session.scalars(posted).one()
    _write_criteria(challenge, words.criteria)
    _link_needs(challenge, words.need_ids)
    if actor.id is not None:
        follow(actor.id, ("challenge", challenge.id), now=now)
    _record(challenge, "challenge.drafted", actor, now)
    db.session.commit()
    return challenge


def edit(
    challenge_id: int, content: ChallengeDraft, *, version: str, actor: Any, now: datetime
) -> Challenge:
    """Replace the content of a challenge, unless somebody else has changed it meanwhile.

    Args:
        challenge_id: which one.
        content: the whole new content.
        version: the mark of the content that the officer saw.
        actor: the officer.
        now: the present moment.

    Raises:
        NotFound, SignInNeeded, NotAllowed: see `finding.worked_on`.
        Conflict: the challenge has been changed since `version`.
        InvalidInput: the content cannot be stored, or a criterion is in use.
    """
    challenge = finding.worked_on(challenge_id, actor, lock=True)
    if version_of(challenge) != version:
        raise Conflict(
            _l(
                "Somebody else changed this challenge while you were writing. Compare with it as "
                "it is now; saving again replaces their change with yours."
            )
        )
    words = _checked(content)
    challenge.title, challenge.body = words.title, words.body
    challenge.opens_at, challenge.closes_at = words.opens_at, words.closes_at
    challenge.updated_at = now
    _write_criteria(challenge, words.criteria)
    _link_needs(challenge, words.need_ids)
    _record(challenge, "challenge.edited", actor, now)
    db.session.commit()
    return challenge


def change_state(challenge_id: int, act: str, *, actor: Any, now: datetime) -> Challenge:
    """Open, close or reopen a challenge.

    Args:
        challenge_id: which one.
        act: `open`, `close` or `reopen` (see `states.CHALLENGE`).
        actor: the officer.
        now: the present moment.

    Raises:
        NotFound, SignInNeeded, NotAllowed: see `finding.worked_on`.
        Conflict: its state does not allow it, or the theme is not selected any more.
        InvalidInput: its closing day is over.
    """
    challenge = finding.worked_on(challenge_id, actor, lock=True)
    CHALLENGE.find(act, challenge.state)
    if act != "close" and challenge.closes_at <= now:
        raise InvalidInput(
            _l("The closing day is over. Choose a later day, then open the challenge."),
            field="closes_at",
        )
    if act == "open":
        _require_selected(challenge.theme)
    if act == "open":
        challenge.published_at = now
    take(
        db.session(),
        CHALLENGE,
        act,
        challenge,
        now=now,
        actor=actor,
        role="officer",
        agency_id=policy.agency_of(challenge),
        title=challenge.title,
        related=[("theme", challenge.theme_id)],
    )
    challenge.updated_at = now
    db.session.commit()
    return challenge


def _theme_for(theme_id: int, actor: Any) -> Theme:
    query = (
        select(Theme)
        .where(Theme.id == theme_id)
        .options(joinedload(Theme.round).selectinload(Round.windows))
    )
    theme = db.session.scalar(query)
    if theme is None or not rounds_policy.can_see(actor, theme.round):
        raise NotFound(_l("There is no such theme, or it is not public yet."))
    rounds_policy.require_runner(actor, theme.round.agency_id)
    _require_selected(theme)
    return theme


def _require_selected(theme: Theme) -> None:
    if theme.state != ThemeState.SELECTED or theme.merged_into_id is not None:
        raise Conflict(_l("Select the theme first. Challenges are made from selected themes."))


def _published_needs(theme_id: int) -> list[Need]:
    query = (
        select(Need)
        .where(Need.theme_id == theme_id, Need.state == NeedState.PUBLISHED)
        .order_by(Need.id)
    )
    return list(db.session.scalars(query))


def _checked(content: ChallengeDraft) -> ChallengeDraft:
    """Return the content made fit to store; it refuses what cannot be stored."""
    title = typed.line(content.title, "title", LONGEST_TITLE, _l("Write the question."))
    body = typed.text(content.body, "body", LONGEST_BODY, _l("Say what kind of ideas you seek."))
    for field, moment in (("opens_at", content.opens_at), ("closes_at", content.closes_at)):
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            message = _l("Write the year in the Christian era, such as 2027 for 2570.")
            raise InvalidInput(message, field=field)
    if content.closes_at <= content.opens_at:
        raise InvalidInput(_l("It must close after it opens."), field="closes_at")
    return replace(content, title=title, body=body, criteria=_tidy_criteria(content.criteria))


def _tidy_criteria(criteria: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    if not 1 <= len(criteria) <= MOST_CRITERIA:
        message = _l("Give one to %(most)s criteria.", most=MOST_CRITERIA)
        raise InvalidInput(message, field="criterion_0_name")
    tidy: dict[str, str] = {}
    for row, (typed_name, typed_description) in enumerate(criteria):
        field = f"criterion_{row}_name"
        name = typed.line(typed_name, field, LONGEST_CRITERION, _l("Name this criterion."))
        if name in tidy:
            raise InvalidInput(_l("Another criterion has this name already."), field=field)
        tidy[name] = typed.optional(
            typed_description, f"criterion_{row}_description", LONGEST_DESCRIPTION
        )
    return tuple(tidy.items())


def _write_criteria(challenge: Challenge, criteria: tuple[tuple[str, str], ...]) -> None:
    """Bring the rows of the criteria up to date; a name keeps its row, and with it its scores."""
    old = {criterion.name: criterion for criterion in challenge.criteria}
    gone = [row for name, row in old.items() if name not in dict(criteria)]
    if gone and _is_scored([row.id for row in gone]):
        raise InvalidInput(
            _l(
                "Ideas have been assessed on “%(name)s”, so it stays as it is called. "
                "You can change what it means in words, and add others.",
                name=gone[0].name,
            ),
            field="criterion_0_name",
        )
    for row in gone:
        challenge.criteria.remove(row)
    # Two rows never have the same position, not even while they change places.
    for row in challenge.criteria:
        row.position = -row.position
    db.session.flush()
    rows = []
    for position, (name, description) in enumerate(criteria, 1):
        row = old.get(name) or Criterion(name=name)
        row.position, row.description = position, description
        rows.append(row)
    challenge.criteria = rows
    db.session.flush()


def _is_scored(criterion_ids: list[int]) -> bool:
    scored = exists().where(AssessmentScore.criterion_id.in_(criterion_ids))
    return bool(db.session.scalar(select(scored)))


def _link_needs(challenge: Challenge, need_ids: tuple[int, ...]) -> None:
    wanted = set(need_ids) & {need.id for need in _published_needs(challenge.theme_id)}
    db.session.execute(
        delete(ChallengeNeed).where(ChallengeNeed.challenge_id == challenge.id),
        execution_options={"synchronize_session": False},
    )
    if wanted:
        db.session.execute(
            insert(ChallengeNeed),
            [{"challenge_id": challenge.id, "need_id": need_id} for need_id in sorted(wanted)],
        )
    db.session.expire(challenge, ["needs"])


def _record(challenge: Challenge, verb: str, actor: Any, now: datetime) -> None:
    events.record(
        db.session(),
        verb,
        challenge,
        now=now,
        actor=actor,
        role="officer",
        agency_id=policy.agency_of(challenge),
        theme_id=challenge.theme_id,
    )
