"""The use cases of rounds."""

from ideation.rounds.service.content import RoundDraft, Step
from ideation.rounds.service.reading import (
    Choices,
    RoundPage,
    Wanted,
    choices,
    get_round,
    latest_version,
    list_rounds,
    open_rounds,
    round_id_of,
    run_by,
    search_rounds,
    show_round,
    slug_of,
)
from ideation.rounds.service.writing import (
    Desk,
    add_notice,
    change_state,
    draft_round,
    edit_round,
    prepare_edit,
    prepare_new,
    prepare_notice,
)

__all__ = [
    "Choices",
    "Desk",
    "RoundDraft",
    "RoundPage",
    "Step",
    "Wanted",
    "add_notice",
    "change_state",
    "choices",
    "draft_round",
    "edit_round",
    "get_round",
    "latest_version",
    "list_rounds",
    "open_rounds",
    "prepare_edit",
    "prepare_new",
    "prepare_notice",
    "round_id_of",
    "run_by",
    "search_rounds",
    "show_round",
    "slug_of",
]
