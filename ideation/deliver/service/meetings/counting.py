"""Counting votes: what the ballots of those who may vote come to.

The page which shows a count and the act which decides go through the same functions.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import select

from ideation.core.errors import Conflict
from ideation.core.i18n import _l, ngettext
from ideation.deliver.models import Ballot, CommitteeMember, CommitteeVote, MeetingItem, Ruling
from ideation.deliver.service.meetings.sitting import Sitting
from ideation.extensions import db

RULINGS: Final[Mapping[Ballot, Ruling]] = {
    Ballot.APPROVE: Ruling.APPROVED,
    Ballot.RETURN: Ruling.RETURNED,
    Ballot.REJECT: Ruling.REJECTED,
}


def votes_of(item: MeetingItem, sitting: Sitting) -> list[CommitteeVote]:
    """Return the votes on an item of those who take part in it, as stored now."""
    able = [member.id for member in sitting.able]
    query = (
        select(CommitteeVote)
        .where(CommitteeVote.item_id == item.id, CommitteeVote.member_id.in_(able))
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(query))


def require_all(votes: Iterable[CommitteeVote], sitting: Sitting, without_missing: bool) -> None:
    """Refuse to close a vote before all have voted, unless the secretary says so.

    Raises:
        Conflict: the sentence says how many are missing.
    """
    absentees = missing(votes, sitting)
    if absentees and not without_missing:
        raise Conflict(
            ngettext(
                "%(num)s member who is present has not voted. Wait for the vote, or close the "
                "vote without it.",
                "%(num)s members who are present have not voted. Wait for their votes, or close "
                "the vote without them.",
                len(absentees),
            )
        )


def count(votes: Iterable[CommitteeVote], sitting: Sitting) -> dict[Ballot, int]:
    """Return how many of those who may vote cast each ballot."""
    able = {member.id for member in sitting.able}
    cast = Counter(vote.ballot for vote in votes if vote.member_id in able)
    return {ballot: cast[ballot] for ballot in Ballot}


def winner(votes: Iterable[CommitteeVote], sitting: Sitting) -> Ballot:
    """Return the ballot that the committee decides by.

    The ballot with most votes wins; abstentions count for presence only. On a tie the chair's
    own ballot decides (Administrative Procedure Act B.E. 2539, section 82).

    Args:
        votes: as cast.
        sitting: who takes part.

    Raises:
        Conflict: nobody has voted, or the chair does not settle a tie.
    """
    votes = list(votes)
    counts = {
        ballot: number for ballot, number in count(votes, sitting).items() if ballot in RULINGS
    }
    most = max(counts.values())
    if most == 0:
        raise Conflict(
            _l(
                "Nobody has voted to approve, return or reject, so there is no decision. "
                "Go back to the discussion, or put the item off."
            )
        )
    leading = [ballot for ballot, number in counts.items() if number == most]
    if len(leading) == 1:
        return leading[0]
    casting = _casting(votes, sitting)
    if casting not in leading:
        raise Conflict(
            _l(
                "The votes are tied, and the chair has not voted for one of the tied choices. "
                "Let the chair vote, go back to the discussion, or put the item off."
            )
        )
    return casting


def tally(counts: Mapping[Ballot, int], sitting: Sitting) -> dict[str, int]:
    """Return the numbers that a decision keeps."""
    return {
        **{ballot.value: counts[ballot] for ballot in Ballot},
        "present": len(sitting.present),
        "recused": len(sitting.recused),
        "quorum": sitting.quorum,
    }


def missing(votes: Iterable[CommitteeVote], sitting: Sitting) -> list[CommitteeMember]:
    """Return those who may vote and have not voted."""
    cast = {vote.member_id for vote in votes}
    return [member for member in sitting.able if member.id not in cast]


def _casting(votes: Iterable[CommitteeVote], sitting: Sitting) -> Ballot | None:
    chair = sitting.chair
    if chair is None:
        return None
    return next((Ballot(vote.ballot) for vote in votes if vote.member_id == chair.id), None)
