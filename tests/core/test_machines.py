"""State machines as tables: the only ways, and what each step writes."""

import itertools

import pytest
from sqlalchemy import select

from ideation.core import clock, machines
from ideation.core.errors import Conflict
from ideation.core.machines import Machine, Transition
from ideation.core.models import Event
from ideation.deliver import states as deliver
from ideation.develop import states as develop
from ideation.diagnose import states as diagnose
from ideation.discover import states as discover
from ideation.rounds import states as rounds

MACHINES = (
    rounds.ROUND, diagnose.THEME,
    discover.STATEMENT, discover.NEED,
    develop.CHALLENGE, develop.IDEA,
    deliver.POC, deliver.DOSSIER, deliver.MEETING, deliver.MEETING_ITEM, deliver.OUTCOME,
)  # fmt: skip

LAMP = Machine(
    "lamp",
    ("off", "on", "broken"),
    (
        Transition("light", ("off",), "on", "lamp.lit", "anybody"),
        Transition("smash", ("off", "on"), "broken", "lamp.smashed", "anybody", reason=True),
    ),
)


def test_an_act_leads_only_where_the_table_says():
    assert LAMP.find("light", "off").target == "on"
    assert LAMP.find("smash", "on").target == "broken"
    for act, state in (("light", "on"), ("light", "broken"), ("smash", "broken"), ("fly", "off")):
        with pytest.raises(Conflict):
            LAMP.find(act, state)


def test_the_ways_out_of_a_state_stand_in_the_order_of_the_table():
    assert [way.act for way in LAMP.from_state("off")] == ["light", "smash"]
    assert LAMP.from_state("broken") == ()
    assert LAMP.acts == ("light", "smash")


def test_a_step_writes_its_event_in_the_same_transaction(make, session):
    idea = make.idea(
        make.challenge(
            make.theme(make.round(), state="selected", reason="ทำได้", decided_at=clock.now())
        )
    )
    officer = make.officer()
    idea.reason, idea.decided_at = "ดี", clock.now()
    machines.take(
        session, develop.IDEA, "promote", idea,
        now=clock.now(), actor=officer, role="officer", agency_id=make.agency.id,
        title=idea.title, data={"round": 7}, related=[("challenge", idea.challenge_id)],
    )  # fmt: skip
    session.flush()
    event = session.scalars(select(Event).where(Event.verb == "idea.promoted")).one()
    assert (event.subject_kind, event.subject_id, event.actor_id) == ("idea", idea.id, officer.id)
    assert event.data == {"round": 7, "challenge_id": idea.challenge_id}
    assert idea.state == "promoted"
    session.rollback()
    assert session.scalars(select(Event).where(Event.verb == "idea.promoted")).all() == []


@pytest.mark.parametrize("machine", MACHINES, ids=lambda each: each.subject)
def test_every_table_is_whole(machine):
    states = set(machine.states)
    for way in machine.transitions:
        assert set(way.sources) <= states, way
        assert way.target in states, way
        assert way.event.partition(".")[0] == machine.subject, way
    for one, other in itertools.combinations(machine.transitions, 2):
        if one.act == other.act:
            assert not set(one.sources) & set(other.sources), f"{one.act} leads to two places"
    assert reached(machine) == states, "a state that nothing leads to"


def reached(machine: Machine) -> set[str]:
    """Every state that can be reached from the first."""
    found, edge = {machine.states[0]}, [machine.states[0]]
    while edge:
        for way in machine.from_state(edge.pop()):
            if way.target not in found:
                found.add(way.target)
                edge.append(way.target)
    return found
