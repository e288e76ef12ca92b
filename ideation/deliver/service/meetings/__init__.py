"""The use cases of meetings: agenda, session, conflicts of interest, votes, decisions, minutes."""

from ideation.deliver.service.meetings.agenda import (
    add_item,
    edit,
    move_item,
    plan,
    remove_item,
)
from ideation.deliver.service.meetings.conflicts import declare
from ideation.deliver.service.meetings.deciding import Count, count_votes, decide
from ideation.deliver.service.meetings.minutes import write_discussion, write_notes
from ideation.deliver.service.meetings.reading import (
    ItemView,
    MeetingPage,
    minutes,
    prepare_edit,
    prepare_plan,
    show,
    show_item,
)
from ideation.deliver.service.meetings.running import change, change_item, mark_present
from ideation.deliver.service.meetings.voting import vote
from ideation.deliver.service.meetings.waiting import waiting_for

__all__ = [
    "Count",
    "ItemView",
    "MeetingPage",
    "add_item",
    "change",
    "change_item",
    "count_votes",
    "decide",
    "declare",
    "edit",
    "mark_present",
    "minutes",
    "move_item",
    "plan",
    "prepare_edit",
    "prepare_plan",
    "remove_item",
    "show",
    "show_item",
    "vote",
    "waiting_for",
    "write_discussion",
    "write_notes",
]
