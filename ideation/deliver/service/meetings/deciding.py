"""Deciding an item by its votes: the count before, and the decision that nothing changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Integer, cast, func, select

from ideation.agencies.models import Agency
from ideation.core import typed
from ideation.core.clock import THAILAND
from ideation.core.errors import Conflict
from ideation.core.formats import ERA
from ideation.core.i18n import _l
from ideation.core.machines import take
from ideation.core.registry import registry
from ideation.deliver.models import (
    Ballot,
    CommitteeMember,
    CommitteeVote,
    Decision,
    MeetingItem,
    Ruling,
)
from ideation.deliver.policy import committees as policy
from ideation.deliver.service import agendas
from ideation.deliver.service.meetings import counting
from ideation.deliver.service.meetings.record import record
from ideation.deliver.service.meetings.running import require_open
from ideation.deliver.service.meetings.sitting import Sitting, require_quorum, sitting_at
from ideation.deliver.service.meetings.voting import require_vote
from ideation.deliver.states import DOSSIER, MEETING_ITEM
from ideation.extensions import db

LONGEST_REASONS: Final = 10_000
LONGEST_ADDRESSEE: Final = 500


@dataclass(frozen=True)
class Count:
    """What a secretary has before them to record a decision.

    Args:
        item: which item.
        sitting: who takes part.
        missing: who takes part and has not voted.
        numbers: how many cast each ballot; None until the vote is closed.
        votes: the votes, in no order that gives a name away; empty until the vote is closed.
        ballot: by which the committee decides; None where the votes decide nothing.
        obstacle: why nothing can be decided; None where it can, and until the vote is closed.
    """

    item: MeetingItem
    sitting: Sitting
    missing: Sequence[CommitteeMember]
    numbers: dict[Ballot, int] | None = None
    votes: Sequence[CommitteeVote] = ()
    ballot: Ballot | None = None
    obstacle: object | None = None


def count_votes(item_id: int, *, actor: Any, now: datetime) -> Count:
    """Return how the vote on an item stands, for the secretary who records the decision.

    Before the vote is closed nobody reads what was voted.

    Raises:
        NotFound: there is no such item for this account.
        SignInNeeded, NotAllowed: the actor is no committee secretary of the agency.
        Conflict: the item is not under vote.
    """
    item = agendas.item(item_id, actor)
    policy.require_secretary(actor, item.meeting.committee.agency_id)
    require_vote(item)
    sitting = sitting_at(item, now)
    votes = counting.votes_of(item, sitting)
    missing = counting.missing(votes, sitting)
    if item.counted_at is None:
        return Count(item, sitting, missing)
    ballot, obstacle = _outcome(votes, sitting)
    return Count(
        item=item,
        sitting=sitting,
        missing=missing,
        numbers=counting.count(votes, sitting),
        votes=sorted(votes, key=lambda vote: (vote.ballot, vote.reason)),
        ballot=ballot,
        obstacle=obstacle,
    )


def decide(
    item_id: int,
    *,
    reasons: str,
    points: str = "",
    forwarded_to: str = "",
    without_missing: bool = False,
    actor: Any,
    now: datetime,
    seen: str = "",
) -> Decision:
    """Record the committee's decision, as the votes have it; nothing changes it later.

    A vote that is still open is closed by it.

    Args:
        item_id: on which item.
        reasons: why; the public reads them.
        points: what is to be revised; needed where the dossier is returned.
        forwarded_to: to whom an approved dossier goes; may be empty.
        without_missing: whether to close the vote without those who have not voted.
        actor: a committee secretary of the agency.
        now: the present moment.
        seen: the ballot that the secretary saw winning; empty to skip the check.

    Raises:
        NotFound: there is no such item for this account.
        SignInNeeded, NotAllowed: the actor is no committee secretary of the agency.
        Conflict: the vote is not open, there is no quorum, votes are missing, nobody voted, a tie
            stands, or the votes have changed since they were seen.
        InvalidInput: reasons or points are missing or too long.
    """
    item = agendas.item_for_secretary(item_id, actor)
    require_open(item.meeting)
    require_vote(item)
    sitting = sitting_at(item, now)
    require_quorum(sitting)
    votes = counting.votes_of(item, sitting)
    # Who closed the vote has said already that it need not wait.
    counting.require_all(votes, sitting, without_missing or item.counted_at is not None)
    ballot = counting.winner(votes, sitting)
    if seen and seen != ballot:
        raise Conflict(_l("A vote was changed while you were writing. Look at the count again."))
    decision = _written(item, ballot, reasons, points, forwarded_to)
    decision.tally = counting.tally(counting.count(votes, sitting), sitting)
    decision.decided_at = now
    decision.recorded_by_id = actor.id
    item.counted_at = item.counted_at or now
    _store(decision, item, ballot, actor=actor, now=now)
    db.session.commit()
    return decision


def _outcome(votes: list[CommitteeVote], sitting: Sitting) -> tuple[Ballot | None, object | None]:
    try:
        require_quorum(sitting)
        return counting.winner(votes, sitting), None
    except Conflict as error:
        return None, error.message


def _written(
    item: MeetingItem, ballot: Ballot, reasons: str, points: str, forwarded_to: str
) -> Decision:
    """Return a decision with the words that belong to what was decided."""
    ruling = counting.RULINGS[ballot]
    is_returned, is_approved = ruling == Ruling.RETURNED, ruling == Ruling.APPROVED
    missing_reasons = _l("Give the reasons. The public will read them.")
    missing_points = _l("Say what is to be revised before the dossier comes back.")
    return Decision(
        item_id=item.id,
        dossier_id=item.dossier_id,
        agency_id=item.meeting.committee.agency_id,
        ruling=ruling,
        reasons=typed.text(reasons, "reasons", LONGEST_REASONS, missing_reasons),
        points=typed.text(points, "points", LONGEST_REASONS, missing_points) if is_returned else "",
        forwarded_to=typed.optional(forwarded_to, "forwarded_to", LONGEST_ADDRESSEE)
        if is_approved
        else "",
    )


def _store(
    decision: Decision, item: MeetingItem, ballot: Ballot, *, actor: Any, now: datetime
) -> None:
    agency_id = decision.agency_id
    dossier = agendas.locked_dossier(item.dossier_id)
    decision.follows_id = _latest_decision(dossier.id)
    decision.number = _next_number(agency_id, now)
    db.session.add(decision)
    db.session.flush()
    related = [("decision", decision.id), ("meeting", item.meeting_id), ("dossier", dossier.id)]
    by: dict[str, Any] = {
        "now": now, "actor": actor, "role": "committee_secretary", "agency_id": agency_id,
        "related": related,
    }  # fmt: skip
    take(
        db.session(), MEETING_ITEM, "decide", item,
        **by, title=item.dossier_version.title, data={"ruling": decision.ruling},
    )  # fmt: skip
    take(
        db.session(), DOSSIER, ballot.value, dossier,
        **by, title=dossier.title, text=decision.reasons,
    )  # fmt: skip
    dossier.updated_at = item.meeting.updated_at = now
    record(
        "decision.made", decision, item.meeting, actor, now,
        ruling=decision.ruling, dossier_id=dossier.id, follows_id=decision.follows_id,
    )  # fmt: skip
    registry.announce(
        "decision.made", decision,
        title=dossier.title, text=decision.reasons, now=now, actor=actor, agency_id=agency_id,
    )  # fmt: skip


def _latest_decision(dossier_id: int) -> int | None:
    latest = select(func.max(Decision.id)).where(Decision.dossier_id == dossier_id)
    return db.session.scalar(latest)


def _next_number(agency_id: int, now: datetime) -> str:
    """Return the next number of the agency in the Buddhist year, such as `3/2569`."""
    # The row of the agency is locked, as its committees may decide at the same moment.
    db.session.execute(
        select(Agency.id).where(Agency.id == agency_id).with_for_update(key_share=True)
    )
    year = now.astimezone(THAILAND).year + ERA
    serial = cast(func.split_part(Decision.number, "/", 1), Integer)
    last = db.session.scalar(
        select(func.max(serial)).where(
            Decision.agency_id == agency_id, Decision.number.endswith(f"/{year}")
        )
    )
    return f"{(last or 0) + 1}/{year}"
