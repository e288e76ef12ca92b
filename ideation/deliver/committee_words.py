"""The words of committees and their meetings that people read for what the database stores."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from ideation.core.i18n import _l
from ideation.deliver.models import Ballot, ItemState, MeetingState, Seat
from ideation.deliver.words import Word

SEATS: Mapping[str, Any] = MappingProxyType({Seat.CHAIR: _l("Chair"), Seat.MEMBER: _l("Member")})
MEETING_STATES: Mapping[str, Word] = MappingProxyType(
    {
        MeetingState.PLANNED: Word(_l("Being prepared"), "quiet", "draft"),
        MeetingState.CALLED: Word(_l("Called"), "info", "calendar"),
        MeetingState.OPEN: Word(_l("In session"), "success", "progress"),
        MeetingState.CLOSED: Word(_l("Held"), "quiet", "check-circle"),
        MeetingState.CANCELLED: Word(_l("Cancelled"), "danger", "cross-circle"),
    }
)
ITEM_STATES: Mapping[str, Word] = MappingProxyType(
    {
        ItemState.WAITING: Word(_l("Not taken up yet"), "quiet", "clock"),
        ItemState.DISCUSSING: Word(_l("Under discussion"), "info", "voice"),
        ItemState.VOTING: Word(_l("Vote open"), "warning", "progress"),
        ItemState.DECIDED: Word(_l("Decided"), "success", "check-circle"),
        ItemState.DEFERRED: Word(_l("Put off"), "quiet", "undo"),
    }
)
BALLOTS: Mapping[str, Word] = MappingProxyType(
    {
        Ballot.APPROVE: Word(_l("Approve the proposal"), "success", "check-circle"),
        Ballot.RETURN: Word(_l("Return it for revision"), "warning", "undo"),
        Ballot.REJECT: Word(_l("Reject the proposal"), "danger", "cross-circle"),
        Ballot.ABSTAIN: Word(_l("Abstain"), "quiet", "info"),
    }
)
