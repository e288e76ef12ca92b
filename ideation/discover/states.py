"""The states of statements and needs, and every way from one to another."""

from typing import Final

from ideation.core.machines import Machine, Transition
from ideation.discover.models import NeedState, StatementState

RUNNER: Final = "runner"

STATEMENT: Final = Machine(
    "statement",
    tuple(StatementState),
    (
        Transition(
            "approve",
            (StatementState.SUGGESTED, StatementState.DECLINED),
            StatementState.APPROVED,
            "statement.approved",
            RUNNER,
        ),
        Transition(
            "decline",
            (StatementState.SUGGESTED, StatementState.APPROVED),
            StatementState.DECLINED,
            "statement.declined",
            RUNNER,
            reason=True,
        ),
        Transition(
            "reopen",
            (StatementState.APPROVED, StatementState.DECLINED),
            StatementState.SUGGESTED,
            "statement.reopened",
            RUNNER,
        ),
    ),
)

NEED: Final = Machine(
    "need",
    tuple(NeedState),
    (
        Transition("publish", (NeedState.DRAFT,), NeedState.PUBLISHED, "need.published", RUNNER),
        Transition("retract", (NeedState.PUBLISHED,), NeedState.DRAFT, "need.retracted", RUNNER),
    ),
)
