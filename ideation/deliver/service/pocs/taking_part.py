"""People join a trial, leave it, and say how they find it; officers hide what breaks the rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import String, cast, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from ideation.accounts.models import Account
from ideation.core import events
from ideation.core.errors import Conflict, InvalidInput, NotFound, SignInNeeded, StageClosed
from ideation.core.i18n import _l
from ideation.core.sectors import Sector
from ideation.deliver.models import Feedback, Poc, PocState, Tester, Verdict
from ideation.deliver.models.pocs import LONGEST_FEEDBACK
from ideation.deliver.policy import pocs as policy
from ideation.deliver.service.pocs import access, given
from ideation.diagnose.service.support import supporter_of
from ideation.extensions import db
from ideation.notify.models import Follow
from ideation.notify.service import follow, unfollow

# From so many people on, a sector's verdicts tell nothing about one of them.
FEWEST_OF_A_SECTOR: Final = 5


@dataclass(frozen=True)
class Verdicts:
    """How people find a trial; each is counted once, with what they said last.

    Args:
        total: how many people.
        counts: of them by verdict.
        sectors: the same for each sector of which five or more spoke.
    """

    total: int
    counts: Mapping[Verdict, int]
    sectors: Mapping[Sector, Mapping[Verdict, int]]


def join(poc_id: int, *, actor: Account | None, now: datetime) -> Poc:
    """Put an account's name down for a trial; a second time changes nothing.

    Raises:
        NotFound: there is no such trial for this account.
        SignInNeeded: a visitor asked.
        StageClosed: the Deliver stage is not open.
        Conflict: the trial has ended.
    """
    poc = access.visible(poc_id, actor)
    account = _account(actor)
    access.require_under_way(poc)
    _require_open(poc, now)
    statement = (
        insert(Tester)
        .values(poc_id=poc.id, account_id=account.id, joined_at=now)
        .on_conflict_do_nothing(index_elements=[Tester.poc_id, Tester.account_id])
        .returning(Tester.id)
    )
    if db.session.scalar(statement) is not None:
        _record(poc, "poc.joined", account, now)
        follow(account.id, ("poc", poc.id), now=now)
    db.session.commit()
    return poc


def leave(poc_id: int, *, actor: Account | None, now: datetime) -> Poc:
    """Take an account's name off a trial; where it is not on it, nothing changes.

    Raises:
        NotFound: there is no such trial for this account.
        SignInNeeded: a visitor asked.
    """
    poc = access.visible(poc_id, actor)
    account = _account(actor)
    statement = (
        delete(Tester)
        .where(Tester.poc_id == poc.id, Tester.account_id == account.id)
        .returning(Tester.id)
    )
    if db.session.scalar(statement) is not None:
        _record(poc, "poc.left", account, now)
        _hear_no_more(poc, account)
    db.session.commit()
    return poc


def give_feedback(
    poc_id: int,
    *,
    verdict: str,
    text: str,
    sector: str | None = None,
    actor: Account | None,
    visitor_key: str = "",
    submit_token: str,
    now: datetime,
) -> Feedback:
    """Say how one finds a trial; the same form stores it once.

    Args:
        poc_id: the trial.
        verdict: a word of `Verdict`.
        text: 1 to 2,000 characters.
        sector: a word of `Sector`, or None.
        actor: who is signed in, or None.
        visitor_key: the random key of this browser, by which a person without an account is
            counted once; empty where there is none.
        submit_token: random, at least 32 characters, one for each form shown.
        now: the present moment.

    Raises:
        NotFound: there is no such trial for this person.
        Conflict: the trial does not run.
        StageClosed: the Deliver stage is not open.
        InvalidInput: something given cannot be used; `field` says what.
    """
    poc = access.visible(poc_id, actor)
    key = given.submit_key(submit_token)
    repeated = _given_before(poc, key)
    if repeated is not None:
        return repeated
    _require_running(poc)
    _require_open(poc, now)
    statement = (
        insert(Feedback)
        .values(
            **_said(verdict, text, sector),
            poc_id=poc.id,
            author_id=actor.id if actor else None,
            giver=supporter_of(actor, visitor_key) if actor or visitor_key else None,
            submit_key=key,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=[Feedback.poc_id, Feedback.submit_key])
        .returning(Feedback)
    )
    stored = db.session.scalars(statement).first()
    if stored is None:
        # The same form, sent twice at once: the other request has stored it by now.
        return _given_before(poc, key) or _not_stored()
    events.record(
        db.session(),
        "feedback.given",
        stored,
        now=now,
        actor=actor,
        agency_id=poc.round.agency_id,
        poc_id=poc.id,
        verdict=stored.verdict,
        sector=stored.sector,
    )
    if actor is not None:
        follow(actor.id, ("poc", poc.id), now=now)
    db.session.commit()
    return stored


def hide_feedback(feedback_id: int, reason: str, *, actor: Any, now: datetime) -> Feedback:
    """Hide words that break the rules; the place and the reason stay to be seen.

    Raises:
        NotFound: there is no such feedback for this account.
        SignInNeeded, NotAllowed: the account does not run rounds of its agency.
        InvalidInput: the reason is missing or too long.
    """
    feedback, poc = _to_moderate(feedback_id, actor)
    why = given.reason(reason)
    if feedback.hidden_at is None:
        feedback.hidden_at = now
        _moderated(feedback, poc, "feedback.hidden", actor, now)
    feedback.hidden_reason = why
    db.session.commit()
    return feedback


def trial_of_feedback(feedback_id: int, *, actor: Any) -> int:
    """Return the id of the trial that feedback is about, for whoever may hide it.

    Raises:
        NotFound: there is no such feedback for this account.
        SignInNeeded, NotAllowed: the account does not run rounds of its agency.
    """
    _feedback, poc = _to_moderate(feedback_id, actor)
    return poc.id


def unhide_feedback(feedback_id: int, *, actor: Any, now: datetime) -> Feedback:
    """Show hidden words again.

    Raises:
        NotFound: there is no such feedback for this account.
        SignInNeeded, NotAllowed: the account does not run rounds of its agency.
    """
    feedback, poc = _to_moderate(feedback_id, actor)
    if feedback.hidden_at is not None:
        feedback.hidden_at, feedback.hidden_reason = None, ""
        _moderated(feedback, poc, "feedback.shown", actor, now)
    db.session.commit()
    return feedback


def verdicts_of(poc_id: int) -> Verdicts:
    """Return how people find a trial, without what is hidden."""
    giver = func.coalesce(Feedback.giver, cast(Feedback.id, String))
    latest = (
        select(func.max(Feedback.id))
        .where(Feedback.poc_id == poc_id, Feedback.hidden_at.is_(None))
        .group_by(giver)
    )
    rows = db.session.execute(
        select(Feedback.verdict, Feedback.sector, func.count())
        .where(Feedback.id.in_(latest))
        .group_by(Feedback.verdict, Feedback.sector)
    )
    counts = dict.fromkeys(Verdict, 0)
    sectors = {sector: dict.fromkeys(Verdict, 0) for sector in Sector}
    for verdict, sector, number in rows:
        counts[Verdict(verdict)] += number
        if sector is not None:
            sectors[Sector(sector)][Verdict(verdict)] += number
    shown = {
        sector: of_it
        for sector, of_it in sectors.items()
        if sum(of_it.values()) >= FEWEST_OF_A_SECTOR
    }
    return Verdicts(sum(counts.values()), counts, shown)


def _hear_no_more(poc: Poc, account: Account) -> None:
    """Let an account hear no more of a trial, unless it chose to or has spoken of it."""
    chose = select(Follow.id).where(
        Follow.account_id == account.id,
        Follow.subject_kind == "poc",
        Follow.subject_id == poc.id,
        Follow.chosen,
    )
    spoke = select(Feedback.id).where(Feedback.poc_id == poc.id, Feedback.author_id == account.id)
    if not db.session.scalar(select(or_(chose.exists(), spoke.exists()))):
        unfollow(account.id, ("poc", poc.id))


def _said(verdict: str, text: str, sector: str | None) -> dict[str, str | None]:
    if verdict not in set(Verdict):
        raise InvalidInput(_l("Choose how you find it."), field="verdict")
    if sector and sector not in set(Sector):
        raise InvalidInput(_l("Choose as whom you speak from the list."), field="sector")
    missing = _l("Write what you noticed, even if it is short.")
    return {
        "verdict": verdict,
        "sector": sector or None,
        "text": given.needed(text, "text", LONGEST_FEEDBACK, missing),
    }


def _account(actor: Account | None) -> Account:
    if actor is None or not actor.is_authenticated:
        raise SignInNeeded(_l("Sign in to take part in the trial."))
    return actor


def _require_running(poc: Poc) -> None:
    if poc.state == PocState.PLANNED:
        raise Conflict(_l("The trial has not begun yet. Come back when it runs."))
    if poc.state != PocState.RUNNING:
        raise Conflict(_l("The trial has ended, so nothing more is taken."))


def _require_open(poc: Poc, now: datetime) -> None:
    if not policy.is_open(poc, now):
        raise StageClosed(
            _l("People can take part in trials while the Deliver stage of the round is open.")
        )


def _given_before(poc: Poc, key: str) -> Feedback | None:
    query = select(Feedback).where(Feedback.poc_id == poc.id, Feedback.submit_key == key)
    return db.session.scalar(query)


def _not_stored() -> Feedback:
    raise Conflict(_l("We could not store this just now. Send it again."))


def _to_moderate(feedback_id: int, actor: Any) -> tuple[Feedback, Poc]:
    query = select(Feedback).where(Feedback.id == feedback_id).with_for_update(of=Feedback)
    feedback = db.session.scalar(query.execution_options(populate_existing=True))
    if feedback is None:
        raise NotFound(_l("There is no such feedback."))
    poc = access.visible(feedback.poc_id, actor)
    policy.require_runner(actor, poc)
    return feedback, poc


def _moderated(feedback: Feedback, poc: Poc, verb: str, actor: Any, now: datetime) -> None:
    events.record(
        db.session(),
        verb,
        feedback,
        now=now,
        actor=actor,
        role="staff",
        agency_id=poc.round.agency_id,
        poc_id=poc.id,
    )


def _record(poc: Poc, verb: str, account: Account, now: datetime) -> None:
    events.record(db.session(), verb, poc, now=now, actor=account, agency_id=poc.round.agency_id)
