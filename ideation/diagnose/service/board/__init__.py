"""The theme board: what officers see and do, and the way back from each act."""

from ideation.diagnose.service.board.act import version
from ideation.diagnose.service.board.decisions import (
    LONGEST_ANSWER,
    LONGEST_LABEL,
    LONGEST_REASON,
    answer,
    assign,
    decide,
    rename,
    set_locked,
)
from ideation.diagnose.service.board.members import (
    Halves,
    bar,
    confirm,
    merge,
    move,
    split,
    split_as_suggested,
    suggest_split,
)
from ideation.diagnose.service.board.reading import Bench, Board, bench, board, texts_of
from ideation.diagnose.service.board.undo import history, undo

__all__ = [
    "LONGEST_ANSWER",
    "LONGEST_LABEL",
    "LONGEST_REASON",
    "Bench",
    "Board",
    "Halves",
    "answer",
    "assign",
    "bar",
    "bench",
    "board",
    "confirm",
    "decide",
    "history",
    "merge",
    "move",
    "rename",
    "set_locked",
    "split",
    "split_as_suggested",
    "suggest_split",
    "texts_of",
    "undo",
    "version",
]
