"""What themes and submissions belong to, what they are called, and whose voices began them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, cast, func, or_, select
from sqlalchemy.orm import lazyload

from ideation.core import events
from ideation.core.i18n import DEFAULT_LANGUAGE
from ideation.core.registry import Contact, Ref
from ideation.diagnose.models import Submission, Support, Theme, ThemeMember
from ideation.diagnose.service.support import OF_ACCOUNT
from ideation.extensions import db
from ideation.rounds.models import Round, RoundState


def round_of_theme(theme_id: int) -> list[Ref]:
    """Return the round of a theme."""
    return [("round", db.session.get_one(Theme, theme_id).round_id)]


def theme_of_submission(submission_id: int) -> list[Ref]:
    """Return the main theme of a submission if it has one, and its round."""
    theme_id = db.session.scalar(
        select(ThemeMember.theme_id).where(
            ThemeMember.submission_id == submission_id, ThemeMember.is_primary
        )
    )
    round_id = db.session.get_one(Submission, submission_id).round_id
    theme: list[Ref] = [("theme", theme_id)] if theme_id is not None else []
    return [*theme, ("round", round_id)]


def titles_of_themes(theme_ids: Sequence[int]) -> dict[int, str]:
    """Return what themes are called; those of draft rounds are left out."""
    query = (
        select(Theme.id, Theme.label)
        .join(Round, Round.id == Theme.round_id)
        .where(Theme.id.in_(theme_ids), Round.state != RoundState.DRAFT)
    )
    return {row.id: row.label for row in db.session.execute(query)}


def titles_of_submissions(submission_ids: Sequence[int]) -> dict[int, str]:
    """Return what submissions are called; those that the public does not read are left out."""
    query = (
        select(Submission.id, Submission.title, Submission.number)
        .join(Round, Round.id == Submission.round_id)
        .where(
            Submission.id.in_(submission_ids),
            Submission.is_public,
            Round.state != RoundState.DRAFT,
        )
    )
    return {row.id: row.title or row.number for row in db.session.execute(query)}


def voices_of_theme(theme_id: int) -> list[Contact]:
    """Return everybody who can be told of a theme: who spoke, in order, then who said the same."""
    of_theme = select(ThemeMember.submission_id).where(
        ThemeMember.theme_id == theme_id, ThemeMember.is_primary
    )
    return [*_contacts(Submission.id.in_(of_theme)), *_supporters(of_theme)]


def voice_of_submission(submission_id: int) -> list[Contact]:
    """Return the person who sent a submission, if they can be told."""
    return _contacts(Submission.id == submission_id)


def _contacts(condition: ColumnElement[bool]) -> list[Contact]:
    query = (
        select(
            Submission.number,
            Submission.contact_language,
            Submission.author_id,
            Submission.contact_email,
        )
        .where(
            condition,
            Submission.withdrawn_at.is_(None),
            or_(Submission.author_id.is_not(None), Submission.contact_email.is_not(None)),
        )
        .order_by(Submission.id)
    )
    return [Contact(*row) for row in db.session.execute(query)]


def _supporters(submission_ids: Select[Any]) -> list[Contact]:
    """Return the accounts that support some submissions; the numbers of those are not theirs."""
    account_id = cast(func.split_part(Support.supporter, ":", 2), BigInteger).label("account_id")
    query = (
        select(account_id)
        .where(
            Support.submission_id.in_(submission_ids),
            Support.supporter.startswith(OF_ACCOUNT, autoescape=True),
        )
        .distinct()
        .order_by(account_id)
    )
    return [Contact("", DEFAULT_LANGUAGE, found) for found in db.session.scalars(query)]


def stop_mail(number: str, *, now: datetime) -> None:
    """Forget the address of a submission, and the same address wherever else it was given.

    Whoever stops our letters wants none, whichever of their submissions a letter named. The
    caller commits.
    """
    given = select(func.lower(Submission.contact_email)).where(Submission.number == number)
    same = (
        select(Submission)
        .where(func.lower(Submission.contact_email) == given.scalar_subquery())
        .order_by(Submission.id)
        .options(lazyload(Submission.author))
        .with_for_update()
    )
    for submission in db.session.scalars(same).all():
        submission.contact_email = None
        events.record(db.session(), "submission.mail_stopped", submission, now=now)
