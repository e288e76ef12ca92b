"""Who is told of news: followers, and the people whose voices began a thing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, func, literal, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY

from ideation.accounts.models import Account
from ideation.core.registry import Contact, Reach, Ref, registry
from ideation.extensions import db
from ideation.notify.models import Follow, Frequency, MailChoice, News
from ideation.notify.service import objects


@dataclass(frozen=True)
class Told:
    """One piece of news, as it is told."""

    id: int
    event: str
    ref: Ref
    title: str
    text: str
    actor_id: int | None
    at: datetime

    @classmethod
    def of(cls, news: News) -> "Told":
        """Return news without their row, which portions of the work would load again."""
        ref = (news.subject_kind, news.subject_id)
        return cls(news.id, news.event, ref, news.title, news.text, news.actor_id, news.at)


@dataclass(frozen=True)
class Hearer:
    """Somebody who is told.

    Args:
        email: their address.
        language: `th` or `en`, in which they read.
        news: what they are told, in the order in which it happened.
        number: of the submission with which they began it; empty for those who only follow.
        account_id: None for an address that was given with a submission.
        frequency: how often they are written to.
    """

    email: str
    language: str
    news: list[Told]
    number: str
    account_id: int | None = None
    frequency: Frequency = Frequency.EACH


@dataclass(frozen=True)
class Audience:
    """Everybody who is told: accounts by their id, then addresses without one."""

    accounts: list[Hearer]
    addresses: list[Hearer]


@dataclass
class _Heard:
    """What somebody hears, as it is collected: each piece of news once."""

    language: str = ""
    number: str = ""
    news: set[Told] = field(default_factory=set)

    def in_order(self) -> list[Told]:
        return sorted(self.news, key=lambda each: each.id)


def collect(news: Sequence[Told]) -> Audience:
    """Return everybody who is told of the news of one act, each once; whoever did it is not.

    An address that belongs to an account in the audience is that account's, whose choice counts.
    """
    heard: dict[int, _Heard] = {}
    written: dict[str, _Heard] = {}
    for told in news:
        for account_id in _followers(_within_reach(told)):
            heard.setdefault(account_id, _Heard()).news.add(told)
        for contact in _voices(told):
            _add_voice(contact, told, heard, written)
    actors = {told.actor_id for told in news}
    found = {row.id: row for row in _accounts([*heard, *(each for each in actors if each)])}
    for account_id, row in found.items():
        same = written.pop(row.email.lower(), None)
        if same is not None and account_id in heard:
            heard[account_id].news |= same.news
            heard[account_id].number = heard[account_id].number or same.number
    return Audience(
        [_with_account(row, heard[row.id]) for row in found.values() if row.id not in actors],
        [
            Hearer(email, each.language, each.in_order(), each.number)
            for email, each in sorted(written.items())
        ],
    )


def _within_reach(told: Told) -> list[Ref]:
    """Return the objects whose followers are told."""
    reach = _reach(told)
    if reach == Reach.FAR:
        return [told.ref, *objects.above(told.ref)]
    return [told.ref, *objects.near(told.ref)] if reach == Reach.NEAR else [told.ref]


def _reach(told: Told) -> Reach:
    kind = registry.news_kinds.get(told.event)
    return kind.reach if kind else Reach.SELF


def _followers(refs: list[Ref]) -> list[int]:
    query = (
        select(Follow.account_id)
        .where(tuple_(Follow.subject_kind, Follow.subject_id).in_(refs))
        .distinct()
    )
    return list(db.session.scalars(query))


def _voices(told: Told) -> Iterable[Contact]:
    return objects.voices_of(told.ref) if _reach(told) == Reach.FAR else ()


def _add_voice(
    contact: Contact, told: Told, heard: dict[int, _Heard], written: dict[str, _Heard]
) -> None:
    if contact.account_id is not None:
        each = heard.setdefault(contact.account_id, _Heard())
    elif contact.email is not None:
        each = written.setdefault(contact.email.lower(), _Heard(contact.language))
    else:
        return
    each.news.add(told)
    each.number = each.number or contact.number


def _accounts(account_ids: list[int]) -> list[Any]:
    """Return the accounts that are still open, with how they want to be told, by their id."""
    query = (
        select(Account.id, Account.email, Account.language, MailChoice.frequency)
        .outerjoin(MailChoice, MailChoice.account_id == Account.id)
        .where(
            # Many ids by one parameter.
            Account.id == func.any(literal(account_ids, ARRAY(BigInteger))),
            Account.active,
        )
        .order_by(Account.id)
    )
    return list(db.session.execute(query))


def _with_account(row: Any, heard: _Heard) -> Hearer:
    frequency = Frequency(row.frequency or Frequency.EACH)
    return Hearer(row.email, row.language, heard.in_order(), heard.number, row.id, frequency)
