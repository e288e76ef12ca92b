"""How each state machine is walked in tests: what it is about, by which door, and as whom."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from ideation.accounts.models import Role
from ideation.core import clock
from ideation.core.errors import DomainError
from ideation.core.machines import Machine
from ideation.deliver import states as deliver
from ideation.deliver.models import CommitteeMember, DossierSection, MeetingItem
from ideation.deliver.service import dossiers, meetings, outcomes, pocs
from ideation.deliver.service.dossiers.parts import PARTS
from ideation.develop import states as develop
from ideation.develop.service import challenges, ideas
from ideation.diagnose import states as diagnose
from ideation.diagnose.service import board
from ideation.discover import states as discover
from ideation.discover.service import needs, statements
from tests.factories import Make
from tests.guards.roles import ROLES, STAFF

REASON = "มีเหตุผลชัดเจนและทำได้ภายในปีนี้"
RUNNERS = {"officer", "administrator"}


@dataclass
class Subject:
    """One object that is walked, and who is who around it.

    Args:
        thing: the object itself.
        accounts: by role; a visitor has none.
        more: other objects that acts need.
    """

    thing: Any
    accounts: Mapping[str, Any]
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Walk:
    """A machine and the doors through which it is walked.

    Args:
        machine: the table.
        begin: makes an object in the machine's first state, with all that its acts need.
        do: does an act as an account, by the service that pages call.
        may: the roles behind each word of `Transition.by`.
        acts: the acts that have a door of their own.
        asks_more: acts that the rules may refuse although the table allows them.
    """

    machine: Machine
    begin: Callable[[Make, Mapping[str, Any]], Subject]
    do: Callable[[Subject, str, Any], Any]
    may: Mapping[str, set[str]]
    acts: tuple[str, ...]
    asks_more: frozenset[str] = frozenset()


def people(make: Make) -> dict[str, Any]:
    """One account for each role; nobody for the visitor."""
    return {
        "visitor": None,
        "citizen": make.account(),
        "business": make.account(kind="organisation", organisation_name="ร้านทดสอบ จำกัด"),
        **{role: make.member(Role(role)) for role in STAFF},
        "outsider": make.member(Role.OFFICER, agency=make.new_agency()),
    }


def _theme(make: Make, accounts: Mapping[str, Any]) -> Subject:
    round_ = make.round()
    return Subject(make.theme(round_, members=[make.submission(round_)]), accounts)


def _selected(make: Make) -> Any:
    now = clock.now()
    day = timedelta(days=1)
    windows = [(stage, now - day, now + 30 * day) for stage in ("discover", "develop", "deliver")]
    round_ = make.round(windows=windows)
    voice = make.submission(round_)
    return make.theme(
        round_, members=[voice], state="selected", reason=REASON, decided_at=now
    ), voice


def _statement(make: Make, accounts: Mapping[str, Any]) -> Subject:
    theme, _voice = _selected(make)
    return Subject(make.statement(theme, state="suggested"), accounts)


def _need(make: Make, accounts: Mapping[str, Any]) -> Subject:
    theme, voice = _selected(make)
    return Subject(make.need(theme, (voice,), state="draft", published_at=None), accounts)


def _challenge(make: Make, accounts: Mapping[str, Any]) -> Subject:
    theme, _voice = _selected(make)
    return Subject(make.challenge(theme, state="draft", published_at=None), accounts)


def _idea(make: Make, accounts: Mapping[str, Any]) -> Subject:
    theme, _voice = _selected(make)
    return Subject(make.idea(make.challenge(theme), accounts["citizen"]), accounts)


def _trial(make: Make, **values: Any) -> Any:
    theme, _voice = _selected(make)
    return make.poc(make.promoted_idea(make.challenge(theme)), **values)


def _poc(make: Make, accounts: Mapping[str, Any]) -> Subject:
    return Subject(_trial(make, state="planned", started_at=None), accounts)


def _dossier(make: Make, accounts: Mapping[str, Any]) -> Subject:
    ended = {"state": "finished", "reason": REASON, "ended_at": clock.now()}
    dossier = make.dossier(_trial(make, **ended))
    make.session.query(DossierSection).filter_by(dossier_id=dossier.id).delete()
    for position, part in enumerate(PARTS, 1):
        make.session.add(
            DossierSection(
                dossier_id=dossier.id, key=part.key, position=position, body=REASON,
                edited=True, updated_at=clock.now(),
            )
        )  # fmt: skip
    make.session.flush()
    make.session.refresh(dossier)
    secretary = accounts["committee_secretary"]
    meeting = meetings.plan(
        make.committee().id, title="ครั้งที่ 1", held_at=clock.now(), place="", actor=secretary,
        now=clock.now(),
    )  # fmt: skip
    return Subject(dossier, accounts, {"meeting": meeting.id})


def _agenda(make: Make, accounts: Mapping[str, Any]) -> tuple[Any, Any, list[Any]]:
    """A planned meeting with one dossier, and its members with their accounts."""
    subject = _dossier(make, accounts)
    now, runner = clock.now(), accounts["officer"]
    dossiers.submit(subject.thing.id, actor=runner, now=now)
    secretary = accounts["committee_secretary"]
    item = meetings.add_item(subject.more["meeting"], subject.thing.id, actor=secretary, now=now)
    seats = make.session.scalars(
        select(CommitteeMember).where(CommitteeMember.committee_id == item.meeting.committee_id)
    )
    return item.meeting, item, list(seats.unique())


def _meeting(make: Make, accounts: Mapping[str, Any]) -> Subject:
    meeting, _item, _seats = _agenda(make, accounts)
    return Subject(meeting, accounts)


def _item(make: Make, accounts: Mapping[str, Any]) -> Subject:
    meeting, item, seats = _agenda(make, accounts)
    secretary = accounts["committee_secretary"]
    for act in ("call", "open"):
        meetings.change(meeting.id, act, actor=secretary, now=clock.now())
    meetings.mark_present(meeting.id, [seat.id for seat in seats], actor=secretary, now=clock.now())
    return Subject(item, accounts, {"voters": [seat.account for seat in seats]})


def _outcome(make: Make, accounts: Mapping[str, Any]) -> Subject:
    subject = _item(make, accounts)
    decision = make.decision(subject.thing, recorded_by_id=None)
    return Subject(make.outcome_step(decision), accounts)


def _do_need(subject: Subject, act: str, actor: Any) -> Any:
    return getattr(needs, act)(subject.thing.id, actor=actor, now=clock.now())


def _do_idea(subject: Subject, act: str, actor: Any) -> Any:
    if act == "withdraw":
        return ideas.withdraw(subject.thing.id, actor=actor, now=clock.now())
    return ideas.decide(subject.thing.id, act, REASON, actor=actor, now=clock.now())


def _do_poc(subject: Subject, act: str, actor: Any) -> Any:
    return pocs.change(
        subject.thing.id, act, text="ย้ายจุดกระจายสัญญาณ", reason=REASON, actor=actor, now=clock.now()
    )


def _do_dossier(subject: Subject, act: str, actor: Any) -> Any:
    key, now = subject.thing.id, clock.now()
    if act == "submit":
        return dossiers.submit(key, actor=actor, now=now)
    if act == "take_back":
        return dossiers.take_back(key, actor=actor, now=now)
    if act == "schedule":
        return meetings.add_item(subject.more["meeting"], key, actor=actor, now=now)
    (item,) = subject.more["session"].scalars(
        select(MeetingItem.id).where(MeetingItem.dossier_id == key).order_by(MeetingItem.id.desc())
    ).all()[:1] or (0,)
    return meetings.remove_item(item, actor=actor, now=now)


def _do_item(subject: Subject, act: str, actor: Any) -> Any:
    key, now = subject.thing.id, clock.now()
    if act != "decide":
        return meetings.change_item(key, act, motion=REASON, reason=REASON, actor=actor, now=now)
    _count_votes(subject)
    return meetings.decide(key, reasons=REASON, actor=actor, now=now)


def _count_votes(subject: Subject) -> None:
    """Let everybody vote, and the secretary close the vote, where that is possible."""
    key, now = subject.thing.id, clock.now()
    try:
        for voter in subject.more["voters"]:
            meetings.vote(key, "approve", REASON, actor=voter, now=now)
        secretary = subject.accounts["committee_secretary"]
        meetings.change_item(key, "close_vote", actor=secretary, now=now)
    except DomainError:
        subject.more["session"].rollback()


SECRETARY = {"committee_secretary"}

WALKS = {
    walk.machine.subject: walk
    for walk in (
        Walk(
            diagnose.THEME,
            _theme,
            lambda subject, act, actor: board.decide(
                subject.thing.id, act, REASON, actor=actor, now=clock.now()
            ),
            {"runner": RUNNERS},
            diagnose.THEME.acts,
        ),
        Walk(
            discover.STATEMENT,
            _statement,
            lambda subject, act, actor: statements.decide(
                subject.thing.id, act, REASON, actor=actor, now=clock.now()
            ),
            {"runner": RUNNERS},
            discover.STATEMENT.acts,
        ),
        Walk(discover.NEED, _need, _do_need, {"runner": RUNNERS}, discover.NEED.acts),
        Walk(
            develop.CHALLENGE,
            _challenge,
            lambda subject, act, actor: challenges.change_state(
                subject.thing.id, act, actor=actor, now=clock.now()
            ),
            {"runner": RUNNERS},
            develop.CHALLENGE.acts,
        ),
        Walk(
            develop.IDEA,
            _idea,
            _do_idea,
            {"runner": RUNNERS, "author": {"citizen"}},
            develop.IDEA.acts,
        ),
        Walk(deliver.POC, _poc, _do_poc, {"runner": RUNNERS}, deliver.POC.acts),
        Walk(
            deliver.DOSSIER,
            _dossier,
            _do_dossier,
            {"runner": RUNNERS, "secretary": SECRETARY},
            # The committee's rulings have no door but the decision on an item of an agenda.
            ("submit", "take_back", "schedule", "unschedule"),
        ),
        Walk(
            deliver.MEETING,
            _meeting,
            lambda subject, act, actor: meetings.change(
                subject.thing.id, act, reason=REASON, actor=actor, now=clock.now()
            ),
            {"secretary": SECRETARY},
            deliver.MEETING.acts,
            # A meeting does not close over items that are still open.
            frozenset({"close"}),
        ),
        Walk(
            deliver.MEETING_ITEM,
            _item,
            _do_item,
            {"secretary": SECRETARY},
            deliver.MEETING_ITEM.acts,
            # A vote is closed once, when all have voted; and opened again only after that.
            frozenset({"close_vote", "reopen_vote"}),
        ),
        Walk(
            deliver.OUTCOME,
            _outcome,
            lambda subject, act, actor: outcomes.change(
                subject.thing.id, act, evidence=REASON, reason=REASON, actor=actor, now=clock.now()
            ),
            {"runner": RUNNERS},
            deliver.OUTCOME.acts,
        ),
    )
}

__all__ = ["ROLES", "WALKS", "Subject", "Walk", "people"]
