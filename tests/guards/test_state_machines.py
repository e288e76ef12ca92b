"""No role finds a way that the tables of states do not hold; every step is recorded and told."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from ideation.core.errors import DomainError
from ideation.core.machines import Transition
from ideation.core.models import Event
from ideation.core.registry import registry
from ideation.extensions import db
from ideation.notify.models import News
from tests.factories import Make
from tests.guards.walks import ROLES, WALKS, Walk, people

EFFORT = settings(
    max_examples=30,
    stateful_step_count=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


class Walker(RuleBasedStateMachine):
    """Tries acts as every role, and knows what should come of each; a subclass has its `walk`."""

    walk: Walk
    make: Make
    accounts: Mapping[str, Any]
    taken: set[tuple[str, str]]

    @initialize()
    def begin(self) -> None:
        self.subject = self.walk.begin(self.make, self.accounts)
        self.subject.more["session"] = db.session
        db.session.commit()
        self.state = self.walk.machine.states[0]
        assert self.subject.thing.state == self.state

    @rule(data=st.data(), role=st.sampled_from(ROLES))
    def attempt(self, data: st.DataObject, role: str) -> None:
        """Try any act as any role."""
        self.act(data.draw(st.sampled_from(self.walk.acts)), role)

    @precondition(lambda self: self.ways())
    @rule(data=st.data())
    def advance(self, data: st.DataObject) -> None:
        """Go on by an allowed way, so that the far states are tried as well."""
        way = data.draw(st.sampled_from(self.ways()))
        self.act(way.act, data.draw(st.sampled_from(sorted(self.walk.may[way.by]))))

    def act(self, act: str, role: str) -> None:
        way = next((each for each in self.ways() if each.act == act), None)
        before = self.counts(way)
        done = self.do(act, role)
        if way is None or role not in self.walk.may[way.by]:
            assert not done, f"{role} could {act} from {self.state}"
        elif done:
            assert self.counts(way) == (before[0] + 1, before[1] + told(way)), way.event
            self.taken.add((act, self.state))
            self.state = way.target
        else:
            assert act in self.walk.asks_more, f"{role} could not {act} from {self.state}"
        assert self.stored() == self.state

    def ways(self) -> list[Transition]:
        """The ways out of the present state that have a door of their own."""
        ways = self.walk.machine.from_state(self.state)
        return [way for way in ways if way.act in self.walk.acts]

    def do(self, act: str, role: str) -> bool:
        try:
            self.walk.do(self.subject, act, self.accounts[role])
        except DomainError:
            db.session.rollback()
            return False
        return True

    def stored(self) -> str:
        kind = type(self.subject.thing)
        return db.session.scalar(select(kind.state).where(kind.id == self.subject.thing.id))

    def counts(self, way: Transition | None) -> tuple[int, ...]:
        """How often the record, and the news, hold the event of a way."""
        event = way.event if way else ""
        subject = {
            "subject_kind": self.walk.machine.subject,
            "subject_id": self.subject.thing.id,
        }
        queries = (
            select(func.count()).select_from(kind).filter_by(**subject).where(name == event)
            for kind, name in ((Event, Event.verb), (News, News.event))
        )
        return tuple(db.session.scalar(query) for query in queries)


def told(way: Transition) -> int:
    """How many news a step makes."""
    return int(way.event in registry.news_kinds)


def reachable(walk: Walk) -> set[tuple[str, str]]:
    """Every step that the walk's own acts lead to, but those that rules may refuse."""
    states, edge = {walk.machine.states[0]}, [walk.machine.states[0]]
    steps = set()
    while edge:
        state = edge.pop()
        for way in walk.machine.from_state(state):
            if way.act not in walk.acts:
                continue
            if way.act not in walk.asks_more:
                steps.add((way.act, state))
            if way.target not in states:
                states.add(way.target)
                edge.append(way.target)
    return steps


@pytest.mark.parametrize("walk", WALKS.values(), ids=WALKS)
def test_no_role_finds_a_forbidden_way(walk, app, make):
    accounts = people(make)
    make.session.commit()
    given = {"walk": walk, "make": make, "accounts": accounts, "taken": set()}
    walker = type("WalkerOfOne", (Walker,), given)
    run_state_machine_as_test(walker, settings=EFFORT)
    # Otherwise the walks were too short to say anything of the far states.
    assert walker.taken >= reachable(walk), reachable(walk) - walker.taken


def test_every_step_that_the_public_should_hear_of_has_words():
    """A step without news must be one that nobody outside the office needs to hear of."""
    silent = {
        way.event
        for walk in WALKS.values()
        for way in walk.machine.transitions
        if way.event not in registry.news_kinds
    }
    assert silent <= QUIET, sorted(silent - QUIET)


QUIET = {
    "dossier.submitted", "dossier.taken_back", "dossier.scheduled", "dossier.unscheduled",
    "meeting_item.discussed", "meeting_item.vote_withdrawn", "meeting.opened", "meeting.closed",
    "statement.reopened",
    # A need that is taken back is hidden, with the news of it.
    "need.retracted",
    # A meeting that was never called; and an item whose decision is the news.
    "meeting.dropped", "meeting_item.decided",
    "meeting_item.vote_closed", "meeting_item.vote_reopened",
}  # fmt: skip
