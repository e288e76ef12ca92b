"""Who may do what with submissions."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from ideation.diagnose.models import Submission
from ideation.rounds.models import Round, RoundState, Stage
from ideation.rounds.policy import can_run


def can_submit(round: Round, now: datetime) -> bool:
    """Tell whether people can post now: anybody, with or without an account, while it is open."""
    return round.is_open(Stage.DIAGNOSE, now)


def is_holder(submission: Submission, account: Any, tracked: Collection[int]) -> bool:
    """Tell whether a submission is somebody's own.

    Args:
        submission: the one in question.
        account: who is signed in, or None.
        tracked: ids of the submissions whose number and secret this browser has shown.
    """
    return submission.id in tracked or is_author(submission, account)


def is_author(submission: Submission, account: Any) -> bool:
    """Tell whether a submission belongs to an account."""
    return account is not None and submission.author_id == account.id


def can_read(submission: Submission, account: Any, tracked: Collection[int]) -> bool:
    """Tell whether somebody may read a submission in a round that they may see.

    A report of wrongdoing is read by its holder and by those who run the agency's rounds (B4).

    Args:
        submission: the one in question.
        account: who is signed in, or None.
        tracked: ids of the submissions whose number and secret this browser has shown.
    """
    return (
        not submission.is_confidential
        or is_holder(submission, account, tracked)
        or can_run(account, submission.round)
    )


def can_add(submission: Submission) -> bool:
    """Tell whether the person may still add to it: until it is withdrawn or the round closes."""
    return not submission.is_withdrawn and submission.round.state == RoundState.PUBLISHED


def can_withdraw(submission: Submission) -> bool:
    """Tell whether it can be taken back: at any time, also when the round is over."""
    return not submission.is_withdrawn


def can_claim(submission: Submission, account: Any) -> bool:
    """Tell whether an account may take it as its own: nobody else has, and its words are there."""
    return account is not None and submission.author_id is None and not submission.is_withdrawn


def can_support(submission: Submission, now: datetime) -> bool:
    """Tell whether others can say the same now."""
    return submission.is_public and can_submit(submission.round, now)
