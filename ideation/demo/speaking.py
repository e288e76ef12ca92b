"""Diagnose of a round: people's voices, and who says the same."""

import random
from collections.abc import Collection, Iterable

from sqlalchemy import exists, func, select

from ideation.accounts.models import Account
from ideation.demo.content import Voice
from ideation.diagnose import consent
from ideation.diagnose.models import Submission, Support
from ideation.diagnose.service import submissions
from ideation.diagnose.service.support import support
from ideation.extensions import db
from ideation.rounds.models import Round

OWN_VOICE_EVERY = 60
"""Every so many voices one is the demo citizen's own, where the content names none."""


def speak(
    round: Round, voices: Iterable[Voice], citizen: Account, own: Collection[str] | None = None
) -> None:
    """Post voices in the order in which they were said; those that are there stay.

    Args:
        round: the round.
        voices: what is said.
        citizen: whose own some of them are.
        own: how the citizen's voices begin; None makes every sixtieth theirs.
    """
    in_order = sorted(voices, key=lambda voice: voice.said_at)
    in_round = select(func.count()).select_from(Submission).where(Submission.round_id == round.id)
    if (db.session.scalar(in_round) or 0) >= len(in_order):
        return
    for number, voice in enumerate(in_order):
        is_own = (
            number % OWN_VOICE_EVERY == 1
            if own is None
            else voice.values["text"].startswith(tuple(own))
        )
        submissions.submit(
            round.slug,
            **voice.values,
            contact_email=citizen.email if is_own else None,
            consent_version=consent.CURRENT,
            submit_token=voice.token,
            author=citizen if is_own else None,
            channel=voice.channel,
            language="th",
            now=voice.said_at,
        )


def say_the_same(round: Round, *, supported: int, most: int) -> None:
    """Let visitors support some of the voices; the same ones each time.

    Args:
        round: the round.
        supported: how many voices find support.
        most: how many visitors support one at most.
    """
    of_round = exists().where(
        Support.submission_id == Submission.id, Submission.round_id == round.id
    )
    if db.session.scalar(select(of_round)):
        return
    voices = db.session.execute(
        select(Submission.number, Submission.said_at)
        .where(Submission.round_id == round.id, Submission.is_public)
        .order_by(Submission.id)
    ).all()
    chance = random.Random(2569)  # noqa: S311  An example, not a secret.
    for number, said_at in chance.sample(voices, min(supported, len(voices))):
        for supporter in range(chance.randint(1, most)):
            key = f"demo-{supporter}"
            support(number, actor=None, visitor_key=key, tracked=(), now=said_at)
