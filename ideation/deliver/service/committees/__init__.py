"""The use cases of committees: who sits in them, for how long, and what they decided."""

from ideation.deliver.service.committees.personal import export_of, forget_member
from ideation.deliver.service.committees.reading import (
    CommitteePage,
    Desk,
    Listing,
    SeatDesk,
    browse,
    decisions_of,
    meetings_of,
    prepare_edit,
    prepare_end,
    prepare_new,
    prepare_seat,
    show,
)
from ideation.deliver.service.committees.seats import end_term, seat
from ideation.deliver.service.committees.writing import edit, found

__all__ = [
    "CommitteePage",
    "Desk",
    "Listing",
    "SeatDesk",
    "browse",
    "decisions_of",
    "edit",
    "end_term",
    "export_of",
    "forget_member",
    "found",
    "meetings_of",
    "prepare_edit",
    "prepare_end",
    "prepare_new",
    "prepare_seat",
    "seat",
    "show",
]
