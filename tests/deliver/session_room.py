"""A committee in session, for tests: seats, a called or open meeting, an item under vote."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from ideation.accounts.models import Account, Role
from ideation.core import clock
from ideation.core.errors import DomainError
from ideation.core.i18n import force_locale
from ideation.deliver.models import CommitteeMember, Dossier, Meeting, MeetingItem
from ideation.deliver.service import meetings
from tests.factories import Make

NOW = clock.now()
DAY = timedelta(days=1)


def handed_in(make: Make, **values: Any) -> Dossier:
    """A dossier of the agency that waits for an agenda, with the whole way behind it."""
    theme = make.theme(make.round())
    idea = make.promoted_idea(make.challenge(theme))
    return make.submitted_dossier(make.finished_poc(idea), **values)


def english(error: DomainError) -> str:
    """The sentence of a refusal in the language that it was written in."""
    with force_locale("en"):
        return str(error)


def english_words(say: Callable[[], list[str]]) -> list[str]:
    """What is said in English."""
    with force_locale("en"):
        return say()


@dataclass
class Hall:
    """A committee with its secretary and members, the first of whom is the chair."""

    make: Make
    secretary: Account
    terms: list[CommitteeMember]
    meeting: Meeting
    items: list[MeetingItem] = field(default_factory=list)

    @property
    def item(self) -> MeetingItem:
        return self.items[0]

    @property
    def accounts(self) -> list[Account]:
        return [term.account for term in self.terms]

    @property
    def chair(self) -> Account:
        return self.terms[0].account

    def call(self) -> "Hall":
        self.change("call")
        return self

    def open(self, present: int | None = None) -> "Hall":
        """Open the meeting with so many members present; all of them by default."""
        self.call()
        self.change("open")
        self.mark(self.terms[:present])
        return self

    def voting(self, present: int | None = None) -> "Hall":
        """Open the meeting and the vote on its first item."""
        self.open(present)
        self.change_item("discuss")
        self.change_item("open_vote", motion="เห็นชอบตามที่เสนอ")
        return self

    def change(self, act: str, **more: Any) -> Meeting:
        return meetings.change(self.meeting.id, act, actor=self.secretary, now=NOW, **more)

    def change_item(self, act: str, item: MeetingItem | None = None, **more: Any) -> MeetingItem:
        which = item or self.item
        return meetings.change_item(which.id, act, actor=self.secretary, now=NOW, **more)

    def mark(self, terms: list[CommitteeMember]) -> Meeting:
        ids = [term.id for term in terms]
        return meetings.mark_present(self.meeting.id, ids, actor=self.secretary, now=NOW)

    def vote(self, *ballots: str) -> None:
        """Let the members vote in their order; an empty word leaves one out."""
        for account, ballot in zip(self.accounts, ballots, strict=False):
            if ballot:
                meetings.vote(self.item.id, ballot, "เพราะผลชัดเจน", actor=account, now=NOW)

    def decide(self, **more: Any) -> Any:
        words = {"reasons": "ผลการทดลองถึงเป้าหมาย", "points": "ปรับงบประมาณ", **more}
        return meetings.decide(self.item.id, actor=self.secretary, now=NOW, **words)


def hall(make: Make, members: int = 5, items: int = 1, **values: Any) -> Hall:
    """A planned meeting with dossiers on its agenda."""
    secretary = make.member(Role.COMMITTEE_SECRETARY)
    committee = make.committee(members, **values)
    terms = make.session.scalars(
        select(CommitteeMember)
        .where(CommitteeMember.committee_id == committee.id)
        .order_by(CommitteeMember.id)
    )
    meeting = meetings.plan(
        committee.id, title="การประชุมครั้งที่ 1/2569", held_at=NOW, place="ห้องประชุม 1",
        actor=secretary, now=NOW,
    )  # fmt: skip
    made = Hall(make, secretary, list(terms.unique()), meeting)
    for _number in range(items):
        dossier = handed_in(make)
        made.items.append(meetings.add_item(meeting.id, dossier.id, actor=secretary, now=NOW))
    return made
