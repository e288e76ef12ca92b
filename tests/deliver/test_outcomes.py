"""Officers carry out what was approved, step by step, and everybody sees how far it is."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from ideation.accounts.models import Role
from ideation.agencies.models import Unit
from ideation.core import ids
from ideation.core.errors import Conflict, InvalidInput, NotAllowed, NotFound, SignInNeeded
from ideation.core.events import history
from ideation.core.registry import Reach, registry
from ideation.deliver.models import OutcomeStep
from ideation.deliver.service import dossiers, outcomes
from ideation.deliver.states import DOSSIER, OUTCOME
from ideation.notify.models import Follow, News
from tests.deliver.dossier_story import (
    DAY,
    NOW,
    complete,
    finished_trial,
    handed_in,
    on_agenda,
    returned,
)
from tests.factories import sign_in
from tests.helpers import Browser, post, words

STEP = {"title": "ขยายไปอีก 20 หมู่บ้าน", "body": "", "unit_id": None, "due_on": None}


@pytest.fixture
def officer(make):
    return make.officer()


@pytest.fixture
def desk(app, officer) -> Browser:
    return sign_in(Browser(app), officer)


@pytest.fixture
def decision(make, officer):
    """An approved one."""
    return make.decision(on_agenda(make, handed_in(make, officer), state="closed"))


def added(decision, officer, **values) -> OutcomeStep:
    return outcomes.add(decision.id, **{**STEP, **values}, actor=officer, now=NOW)


def test_a_step_is_added_at_the_end(make, decision, officer, session):
    unit = make.agency.units[0]
    first = added(decision, officer)
    second = added(
        decision, officer, title=" อบรม  ครู ", body="ทุกจังหวัด", unit_id=unit.id,
        due_on=date(2027, 3, 31),
    )  # fmt: skip
    assert (first.position, second.position) == (1, 2)
    assert (second.title, second.state, second.unit_id) == ("อบรม ครู", "planned", unit.id)
    assert [event.verb for event in history(session, first)] == ["outcome_step.added"]
    followed = select(Follow.subject_id).filter_by(account_id=officer.id, subject_kind="decision")
    assert session.scalars(followed).all() == [decision.id]


def test_sending_a_form_twice_makes_one_step(decision, officer, session):
    token = ids.new_token()
    steps = [added(decision, officer, submit_token=token) for _ in range(2)]
    assert steps[0] is steps[1]
    assert len(session.scalars(select(OutcomeStep)).all()) == 1
    assert len(history(session, steps[0])) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "ก" * 201}, "title"),
        ({"body": "ก" * 4_001}, "body"),
        ({"unit_id": -1}, "unit_id"),
        ({"due_on": date(2570, 1, 1)}, "due_on"),
    ],
)
def test_what_cannot_be_stored_is_refused_at_its_field(decision, officer, change, field):
    with pytest.raises(InvalidInput) as refused:
        added(decision, officer, **change)
    assert refused.value.field == field
    step = added(decision, officer)
    with pytest.raises(InvalidInput) as refused:
        outcomes.edit(step.id, **{**STEP, **change}, actor=officer, now=NOW)
    assert refused.value.field == field


def test_a_unit_of_another_agency_cannot_be_named(make, decision, officer):
    other = make.new_agency()
    unit = make.session.scalars(select(Unit).where(Unit.agency_id == other.id)).one()
    with pytest.raises(InvalidInput):
        added(decision, officer, unit_id=unit.id)


@pytest.mark.parametrize("ruling", ["returned", "rejected"])
def test_steps_follow_only_an_approval(make, officer, ruling):
    dossier = handed_in(make, officer)
    item = on_agenda(make, dossier, state="closed")
    decision = make.decision(item, ruling=ruling, points="ปรับปรุง")
    with pytest.raises(Conflict):
        added(decision, officer)


@pytest.mark.parametrize(
    ("actor", "refusal"),
    [
        (lambda _make: None, SignInNeeded),
        (lambda make: make.account(), NotAllowed),
        (lambda make: make.member(Role.COMMITTEE_SECRETARY), NotAllowed),
        (lambda make: make.member(Role.OFFICER, agency=make.new_agency()), NotAllowed),
    ],
)
def test_only_officers_of_the_agency_keep_the_record(make, decision, officer, actor, refusal):
    step = added(decision, officer)
    who = {"actor": actor(make), "now": NOW}
    for act in (
        lambda: outcomes.add(decision.id, **STEP, **who),
        lambda: outcomes.edit(step.id, **STEP, **who),
        lambda: outcomes.change(step.id, "begin", **who),
        lambda: outcomes.move(step.id, up=True, **who),
        lambda: outcomes.prepare(step.id, actor=who["actor"]),
    ):
        with pytest.raises(refusal):
            act()


def test_there_is_no_step_of_nothing(officer):
    for act in (
        lambda: outcomes.add(10**12, **STEP, actor=officer, now=NOW),
        lambda: outcomes.change(10**12, "begin", actor=officer, now=NOW),
        lambda: outcomes.decision_of(10**12),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_step_is_begun_and_finished_with_what_proves_it(decision, officer, session):
    step = added(decision, officer)
    outcomes.change(step.id, "begin", actor=officer, now=NOW)
    for nothing in ({}, {"evidence": "  "}):
        with pytest.raises(InvalidInput) as refused:
            outcomes.change(step.id, "finish", **nothing, actor=officer, now=NOW)
        assert refused.value.field == "evidence"
    assert step.state == "in_progress"
    outcomes.change(step.id, "finish", evidence="ติดตั้งครบ 20 แห่ง", actor=officer, now=NOW + DAY)
    assert (step.state, step.done_at) == ("done", NOW + DAY)
    verbs = [event.verb for event in history(session, step)]
    assert verbs == ["outcome_step.done", "outcome_step.begun", "outcome_step.added"]
    told = session.scalars(select(News).where(News.event == "outcome_step.done")).one()
    assert (told.title, told.text) == (step.title, "ติดตั้งครบ 20 แห่ง")


@pytest.mark.parametrize(
    "bad", ["http://example.org/a", "javascript:alert(1)", "https://", "https://a b", "example.org"]
)
def test_only_a_safe_address_is_taken(decision, officer, bad):
    step = added(decision, officer)
    outcomes.change(step.id, "begin", actor=officer, now=NOW)
    with pytest.raises(InvalidInput) as refused:
        outcomes.change(step.id, "finish", evidence_url=bad, actor=officer, now=NOW)
    assert refused.value.field == "evidence_url"
    good = "https://example.org/report.pdf"
    outcomes.change(step.id, "finish", evidence_url=good, actor=officer, now=NOW)
    assert (step.evidence, step.evidence_url) == ("", good)


def test_a_step_is_dropped_with_the_reason_and_taken_up_again(decision, officer, session):
    step = added(decision, officer)
    with pytest.raises(InvalidInput) as refused:
        outcomes.change(step.id, "drop", actor=officer, now=NOW)
    assert refused.value.field == "reason"
    outcomes.change(step.id, "drop", reason="งบไม่พอ", actor=officer, now=NOW)
    assert (step.state, step.reason) == ("dropped", "งบไม่พอ")
    told = session.scalars(select(News).where(News.event == "outcome_step.dropped")).one()
    assert told.text == "งบไม่พอ"
    outcomes.change(step.id, "resume", actor=officer, now=NOW)
    assert (step.state, step.reason) == ("in_progress", "")


@pytest.mark.parametrize("state", ["planned", "in_progress", "done", "dropped"])
@pytest.mark.parametrize("act", ["begin", "finish", "drop", "resume", "nonsense"])
def test_every_step_outside_the_table_is_refused(make, decision, officer, state, act):
    proof = {"evidence": "ทำแล้ว"} if state == "done" else {}
    reason = {"reason": "งบไม่พอ"} if state == "dropped" else {}
    step = make.outcome_step(decision, state=state, **proof, **reason)
    possible = {way.act for way in OUTCOME.from_state(state)}
    values = {"evidence": "ทำแล้ว", "reason": "งบไม่พอ"}
    if act in possible:
        outcomes.change(step.id, act, **values, actor=officer, now=NOW)
        return
    with pytest.raises(Conflict):
        outcomes.change(step.id, act, **values, actor=officer, now=NOW)
    assert step.state == state


def test_steps_are_put_in_another_order(decision, officer):
    steps = [added(decision, officer, title=title) for title in ("ก", "ข", "ค")]
    outcomes.move(steps[2].id, up=True, actor=officer, now=NOW)
    assert [step.title for step in sorted(steps, key=lambda each: each.position)] == ["ก", "ค", "ข"]
    outcomes.move(steps[0].id, up=True, actor=officer, now=NOW)
    outcomes.move(steps[0].id, up=False, actor=officer, now=NOW)
    assert [step.title for step in sorted(steps, key=lambda each: each.position)] == ["ค", "ก", "ข"]


def test_a_step_is_edited(make, decision, officer, session):
    step = added(decision, officer)
    changed = {**STEP, "title": "ขยายไปอีก 30 หมู่บ้าน", "due_on": date(2027, 1, 1)}
    for _twice in range(2):
        outcomes.edit(step.id, **changed, actor=officer, now=NOW)
    assert (step.title, step.due_on) == ("ขยายไปอีก 30 หมู่บ้าน", date(2027, 1, 1))
    verbs = [event.verb for event in history(session, step)]
    assert verbs == ["outcome_step.edited", "outcome_step.added"], "the second changed nothing"


def test_everybody_sees_the_steps_with_their_days(app, make, decision, officer):
    today = NOW.date()
    make.outcome_step(decision, title="ช้า", due_on=today - 3 * DAY)
    make.outcome_step(decision, title="ทันเวลา", due_on=today + 3 * DAY)
    make.outcome_step(
        decision, title="เสร็จสิ้น", state="done", evidence="ครบ **20** แห่ง", done_at=NOW,
        evidence_url="https://example.org/report", due_on=today - 3 * DAY,
    )  # fmt: skip
    make.outcome_step(decision, title="ไม่ทำ", state="dropped", reason="งบไม่พอ")
    page = Browser(app).get(f"/decisions/{decision.id}")
    said = words(page)
    assert said.count("เลยกำหนด: ต้องเสร็จภายใน") == 1
    assert "เสร็จเมื่อ" in said
    assert "<strong>20</strong>" in page.text
    assert re.search(r'href="https://example.org/report"\s+rel="nofollow noopener"', page.text)
    assert "งบไม่พอ" in said
    assert "เพิ่มงาน" not in said


def test_officers_work_on_the_page_of_the_decision(decision, desk, session):
    path = f"/decisions/{decision.id}"
    refused = post(
        desk, f"{path}/outcomes", page=path, title="", body="วิธีทำ", submit_token="x" * 43
    )
    assert refused.status_code == 422
    assert "วิธีทำ" in refused.text, "what was typed stays"
    assert '<details class="more-details" open>' in refused.text
    page = post(
        desk, f"{path}/outcomes", page=path, follow=True,
        title="อบรมครู", due_on="2027-01-31", submit_token="x" * 43,
    )  # fmt: skip
    assert "อบรมครู" in words(page)
    step = session.scalars(select(OutcomeStep)).one()
    assert desk.get(f"/outcomes/{step.id}").headers["Location"] == f"{path}#step-{step.id}"

    post(desk, f"/outcomes/{step.id}/edit", title="อบรมครูทุกคน", due_on="2027-02-28")
    assert (step.title, step.due_on) == ("อบรมครูทุกคน", date(2027, 2, 28))
    post(desk, f"/outcomes/{step.id}/begin", page=path)
    assert post(desk, f"/outcomes/{step.id}/finish", evidence="").status_code == 422
    dropped = post(desk, f"/outcomes/{step.id}/drop", reason="")
    assert dropped.status_code == 422
    post(desk, f"/outcomes/{step.id}/drop", reason="ครูย้าย")
    post(desk, f"/outcomes/{step.id}/resume", page=path)
    done = post(desk, f"/outcomes/{step.id}/finish", evidence="อบรมแล้ว 40 คน")
    assert done.headers["Location"] == f"{path}#step-{step.id}"
    assert "อบรมแล้ว 40 คน" in words(desk.get(path))


def test_steps_are_moved_on_the_page(decision, officer, desk):
    first, second = (added(decision, officer, title=title) for title in ("ก", "ข"))
    path = f"/decisions/{decision.id}"
    post(desk, f"/outcomes/{second.id}/move", page=path, direction="up")
    assert second.position < first.position
    post(desk, f"/outcomes/{second.id}/move", page=path, direction="down")
    assert first.position < second.position


def test_every_change_of_state_is_told_as_far_as_it_concerns_people():
    for machine in (DOSSIER, OUTCOME):
        for way in machine.transitions:
            assert way.event in registry.news_kinds, way.event
    for event in ("dossier.approved", "dossier.rejected", "outcome_step.done"):
        assert registry.news_kinds[event].reach == Reach.FAR
    assert registry.news_kinds["dossier.submitted"].reach == Reach.SELF
    assert registry.news_kinds["dossier.returned"].reach == Reach.FAR


def test_what_waits_for_an_officer(make, officer, decision):
    finished_trial(make)
    again = returned(make, officer)
    make.outcome_step(decision, due_on=(NOW - 3 * DAY).date())
    make.outcome_step(decision, due_on=(NOW + 3 * DAY).date())
    complete(make, officer)
    found = {line.kind: line for line in dossiers.waiting_for(officer, NOW)}
    assert found.keys() == {"poc.without_dossier", "dossier.returned", "outcome_step.late"}
    assert found["poc.without_dossier"].number == 1
    assert found["poc.without_dossier"].path.startswith("/trials/")
    assert found["dossier.returned"].path == f"/dossiers/{again.id}"
    late = found["outcome_step.late"]
    assert (late.number, late.urgent, late.path) == (1, True, f"/decisions/{decision.id}")
    assert found.keys() <= {line.kind for line in registry.waiting_for(officer, NOW)}


def test_what_waits_for_the_committees_secretary(make, officer):
    secretary = make.member(Role.COMMITTEE_SECRETARY)
    assert dossiers.waiting_for(secretary, NOW) == []
    first = handed_in(make, officer)
    handed_in(make, officer)
    [line] = dossiers.waiting_for(secretary, NOW)
    assert (line.kind, line.number) == ("dossier.unscheduled", 2)
    assert line.path == f"/agencies/{make.agency.slug}/committees"
    on_agenda(make, first)
    [line] = dossiers.waiting_for(secretary, NOW)
    assert line.number == 1


def test_nothing_waits_for_others(make, officer, decision):
    finished_trial(make)
    handed_in(make, officer)
    make.outcome_step(decision, due_on=(NOW - 3 * DAY).date())
    stranger = make.member(Role.OFFICER, agency=make.new_agency())
    for actor in (None, make.account(), make.member(Role.AUDITOR), stranger):
        assert dossiers.waiting_for(actor, NOW) == []
