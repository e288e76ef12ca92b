"""Officers plan the trial of a promoted idea, change its plan, and bring it to its end."""

import threading
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from ideation.accounts.models import Account, Role
from ideation.core import ids
from ideation.core.errors import Conflict, InvalidInput, NotAllowed, NotFound, SignInNeeded
from ideation.core.events import history
from ideation.deliver.models import Poc, PocEntry, PocState
from ideation.deliver.service import pocs
from ideation.extensions import db
from ideation.notify.models import Follow, News
from tests.deliver.trials import (
    DAY,
    NOW,
    TODAY,
    days_ago,
    deliver_round,
    news,
    plan_of,
    planned,
    promoted,
    running,
    verbs,
)


@pytest.fixture
def officer(make):
    return make.officer()


def adjust(poc, officer, **more):
    words = {"text": "ย้ายจุดไปที่โรงเรียน", "reason": "ที่วัดไม่มีไฟฟ้า", **more}
    return pocs.change(poc.id, "adjust", **words, actor=officer, now=NOW)


def test_o4_a_promoted_idea_becomes_a_trial_with_indicators_and_milestones(make, officer, session):
    poc = planned(make, officer)
    session.expire_all()
    assert poc.state == PocState.PLANNED
    assert [(each.name, each.baseline, each.target) for each in poc.indicators] == [
        ("ครัวเรือนที่ใช้ได้ช่วงค่ำ", 20, 80),
        ("ครั้งที่สัญญาณขาด", 40, 5),
    ]
    assert [each.title for each in poc.milestones] == ["ติดตั้งเสร็จ", "อบรมอาสาสมัคร"]
    assert verbs(session, "poc") == ["poc.planned"]
    assert news(session) == ["poc.planned"]


def test_an_idea_that_was_not_promoted_cannot_be_tried(make, officer):
    idea = make.idea(make.challenge(make.theme(deliver_round(make))))
    with pytest.raises(Conflict):
        pocs.plan(idea.id, plan_of(make), actor=officer, now=NOW)
    with pytest.raises(Conflict):
        pocs.prepare_new(idea.id, actor=officer)


def test_a_second_plan_leads_to_the_first(make, officer, session):
    poc = planned(make, officer)
    again = pocs.plan(poc.idea_id, plan_of(make, title="อีกแผนหนึ่ง"), actor=make.officer(), now=NOW)
    assert again.id == poc.id
    assert again.title != "อีกแผนหนึ่ง"
    assert news(session) == ["poc.planned"]


@pytest.mark.committed
def test_two_officers_who_plan_at_the_same_instant_make_one_trial(app, make, session):
    idea_id, plan = promoted(make).id, plan_of(make)
    officer_ids = [make.officer().id, make.officer().id]
    session.commit()
    barrier = threading.Barrier(2, timeout=20)
    made: list[int] = []

    def work(officer_id: int) -> None:
        with app.app_context():
            actor = db.session.get(Account, officer_id)
            barrier.wait()
            made.append(pocs.plan(idea_id, plan, actor=actor, now=NOW).id)

    threads = [threading.Thread(target=work, args=(each,)) for each in officer_ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(made) == 2
    assert len(set(made)) == 1
    assert session.scalar(select(func.count()).select_from(Poc)) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "ก" * 151}, "title"),
        ({"hypothesis": ""}, "hypothesis"),
        ({"hypothesis": "ก" * 2_001}, "hypothesis"),
        ({"where_tried": "ก" * 301}, "where_tried"),
        ({"unit_id": -1}, "unit_id"),
        ({"ends_on": TODAY - 60 * DAY}, "ends_on"),
        ({"starts_on": TODAY.replace(year=TODAY.year + 543)}, "starts_on"),
        ({"indicators": ()}, "indicator_0_name"),
        (
            {"indicators": tuple(pocs.IndicatorPlan(f"{n}", "คน", 1, 2) for n in range(7))},
            "indicator_0_name",
        ),
        ({"indicators": (pocs.IndicatorPlan(" ", "คน", 1, 2),)}, "indicator_0_name"),
        ({"indicators": (pocs.IndicatorPlan("ก", "", 1, 2),)}, "indicator_0_unit"),
        ({"indicators": (pocs.IndicatorPlan("ก", "คน", 2, 2),)}, "indicator_0_target"),
        (
            {"indicators": (pocs.IndicatorPlan("ก", "คน", float("nan"), 2),)},
            "indicator_0_baseline",
        ),
        ({"indicators": (pocs.IndicatorPlan("ก", "คน", 1, 1e13),)}, "indicator_0_target"),
        ({"indicators": (pocs.IndicatorPlan("ก", "คน", 1, 2),) * 2}, "indicator_1_name"),
        ({"milestones": (("", TODAY),)}, "milestone_0_title"),
        ({"milestones": tuple((f"{n}", TODAY) for n in range(21))}, "milestone_0_title"),
    ],
)
def test_a_plan_that_cannot_be_stored_is_refused_at_its_field(make, officer, change, field):
    idea = promoted(make)
    with pytest.raises(InvalidInput) as refused:
        pocs.plan(idea.id, plan_of(make, **change), actor=officer, now=NOW)
    assert refused.value.field == field


def test_the_unit_must_be_of_the_agency(make, officer):
    other = make.new_agency()
    with pytest.raises(InvalidInput) as refused:
        planned(make, officer, unit_id=other.units[0].id)
    assert refused.value.field == "unit_id"


def test_only_those_who_run_rounds_of_the_agency_run_trials(make, officer):
    poc = running(make, officer)
    idea = promoted(make)
    stranger = make.member(Role.OFFICER, agency=make.new_agency())
    others = [make.account(), stranger]
    others += [make.member(role) for role in (Role.EVALUATOR, Role.AUDITOR, Role.COMMITTEE_MEMBER)]
    for actor in others:
        for attempt in (
            lambda actor=actor: pocs.plan(idea.id, plan_of(make), actor=actor, now=NOW),
            lambda actor=actor: pocs.edit(poc.id, plan_of(make), actor=actor, now=NOW),
            lambda actor=actor: adjust(poc, actor),
            lambda actor=actor: pocs.note(poc.id, "ก", actor=actor, now=NOW),
        ):
            with pytest.raises(NotAllowed):
                attempt()
    with pytest.raises(SignInNeeded):
        adjust(poc, None)
    assert adjust(poc, make.member(Role.ADMINISTRATOR)).state == PocState.RUNNING


def test_a_trial_of_a_draft_round_is_hidden_from_outsiders(make, officer):
    idea = promoted(make, make.round(state="draft", published_at=None))
    poc = pocs.plan(idea.id, plan_of(make), actor=officer, now=NOW)
    for viewer in (None, make.account(), make.member(Role.OFFICER, agency=make.new_agency())):
        with pytest.raises(NotFound):
            pocs.show(poc.id, pocs.Wish(), 1, actor=viewer, now=NOW)
        with pytest.raises(NotFound):
            pocs.change(poc.id, "start", actor=viewer, now=NOW)
    assert pocs.search_pocs("เน็ตช่วงค่ำ", 5) == []


def test_a_plan_is_edited_until_the_trial_begins(make, officer, session):
    poc = planned(make, officer)
    fresh = plan_of(
        make,
        title="ทดลองใหม่",
        indicators=(pocs.IndicatorPlan("เวลารอ", "นาที", 30, 10),),
        milestones=(("ประชุมหมู่บ้าน", TODAY),),
    )
    pocs.edit(poc.id, fresh, actor=officer, now=NOW)
    session.expire_all()
    assert poc.title == "ทดลองใหม่"
    assert [each.name for each in poc.indicators] == ["เวลารอ"]
    assert [each.title for each in poc.milestones] == ["ประชุมหมู่บ้าน"]
    assert verbs(session, "poc") == ["poc.planned", "poc.edited"]
    pocs.change(poc.id, "start", actor=officer, now=NOW)
    with pytest.raises(Conflict):
        pocs.edit(poc.id, plan_of(make), actor=officer, now=NOW)


def test_saving_a_plan_without_a_change_leaves_no_trace(make, officer, session):
    poc = planned(make, officer)
    session.expire_all()
    pocs.edit(poc.id, plan_of(make), actor=officer, now=NOW)
    assert verbs(session, "poc") == ["poc.planned"]


def test_two_officers_do_not_overwrite_each_other(make, officer):
    poc = planned(make, officer)
    seen = pocs.version_of(poc)
    pocs.edit(poc.id, plan_of(make, title="ของคนแรก"), seen=seen, actor=officer, now=NOW + DAY)
    with pytest.raises(Conflict):
        pocs.edit(poc.id, plan_of(make, title="ของคนที่สอง"), seen=seen, actor=officer, now=NOW)
    assert poc.title == "ของคนแรก"


def test_what_was_measured_keeps_its_meaning(make, officer, session):
    poc = running(make, officer)
    measured, free = poc.indicators
    pocs.measure(measured.id, days_ago(5), 30, actor=officer, now=NOW)
    base = plan_of(make)
    for changed in (
        {"target": 50.0},
        {"baseline": 10.0},
        {"unit": "ครัวเรือน"},
    ):
        lines = (replace(base.indicators[0], **changed), base.indicators[1])
        with pytest.raises(InvalidInput) as refused:
            adjust(poc, officer, plan=replace(base, indicators=lines))
        assert refused.value.field == f"indicator_0_{next(iter(changed))}"
    with pytest.raises(InvalidInput):
        adjust(poc, officer, plan=replace(base, indicators=base.indicators[1:]))
    # Its name may become clearer, and what was not measured may still change or go.
    clearer = replace(base.indicators[0], name="ครัวเรือนที่ใช้ได้ทุกคืน", id=measured.id)
    adjust(poc, officer, plan=replace(base, indicators=(clearer,)))
    session.expire_all()
    assert [(each.id, each.name, each.target) for each in poc.indicators] == [
        (measured.id, "ครัวเรือนที่ใช้ได้ทุกคืน", 80)
    ]
    assert free not in session


def test_the_first_day_stays_once_the_trial_runs(make, officer):
    poc = running(make, officer)
    with pytest.raises(InvalidInput) as refused:
        adjust(poc, officer, plan=plan_of(make, starts_on=days_ago(10)))
    assert refused.value.field == "starts_on"
    adjust(poc, officer, plan=plan_of(make, ends_on=TODAY + 90 * DAY))
    assert poc.ends_on == TODAY + 90 * DAY


def test_what_was_done_keeps_its_day(make, officer):
    poc = running(make, officer)
    pocs.complete_milestone(poc.milestones[0].id, days_ago(2), actor=officer, now=NOW)
    later = (("ติดตั้งเสร็จ", TODAY), ("อบรมอาสาสมัคร", TODAY + 10 * DAY))
    for milestones in (later, later[1:]):
        with pytest.raises(InvalidInput):
            adjust(poc, officer, plan=plan_of(make, milestones=milestones))


def test_o4_an_adjustment_says_what_changed_and_why(make, officer, session):
    poc = running(make, officer)
    adjust(poc, officer, plan=plan_of(make, where_tried="บ้านดอยสูง 5 หมู่บ้าน"))
    entry = session.scalars(select(PocEntry)).one()
    assert (entry.kind, entry.text, entry.reason) == (
        "adjust",
        "ย้ายจุดไปที่โรงเรียน",
        "ที่วัดไม่มีไฟฟ้า",
    )
    assert poc.where_tried == "บ้านดอยสูง 5 หมู่บ้าน"
    assert history(session, poc)[0].data["changed"] == ["where_tried"]
    assert poc.state == PocState.RUNNING
    told = session.scalars(select(News).where(News.event == "poc.adjusted")).one()
    assert told.text == "ย้ายจุดไปที่โรงเรียน"


@pytest.mark.parametrize(
    ("act", "words", "field"),
    [
        ("adjust", {"text": "", "reason": "ก"}, "text"),
        ("adjust", {"text": "ก", "reason": " "}, "reason"),
        ("go", {}, "reason"),
        ("stop", {"reason": "ก" * 2_001}, "reason"),
    ],
)
def test_acts_want_their_words(make, officer, act, words, field):
    poc = running(make, officer)
    with pytest.raises(InvalidInput) as refused:
        pocs.change(poc.id, act, **words, actor=officer, now=NOW)
    assert refused.value.field == field
    assert poc.state == PocState.RUNNING


def test_an_adjustment_sent_twice_is_made_once(make, officer, session):
    poc, token = running(make, officer), ids.new_token()
    for _time in range(2):
        adjust(poc, officer, submit_token=token)
        pocs.note(poc.id, "ติดตั้งจุดแรก", submit_token=token[::-1], actor=officer, now=NOW)
    assert sorted(session.scalars(select(PocEntry.kind))) == ["adjust", "note"]
    assert news(session).count("poc.adjusted") == 1


@pytest.mark.parametrize(("act", "state"), [("go", "finished"), ("stop", "stopped")])
def test_o4_a_trial_ends_with_a_reason_that_the_public_reads(make, officer, session, act, state):
    poc = running(make, officer)
    pocs.change(poc.id, act, reason="ผลชัดเจนแล้ว", actor=officer, now=NOW)
    assert (poc.state, poc.reason, poc.ended_at) == (state, "ผลชัดเจนแล้ว", NOW)
    assert news(session)[-1] == f"poc.{state}"
    assert session.scalars(select(PocEntry)).one().kind == act


def test_what_has_ended_stays_as_it_is_but_notes_are_taken(make, officer, session):
    poc = running(make, officer)
    pocs.measure(poc.indicators[0].id, TODAY, 30, actor=officer, now=NOW)
    pocs.change(poc.id, "stop", reason="ไม่มีไฟฟ้า", actor=officer, now=NOW)
    measurement = poc.indicators[0].measurements[0]
    for attempt in (
        lambda: adjust(poc, officer),
        lambda: pocs.change(poc.id, "go", reason="ก", actor=officer, now=NOW),
        lambda: pocs.edit(poc.id, plan_of(make), actor=officer, now=NOW),
        lambda: pocs.measure(poc.indicators[0].id, TODAY, 5, actor=officer, now=NOW),
        lambda: pocs.delete_measurement(measurement.id, actor=officer, now=NOW),
        lambda: pocs.complete_milestone(poc.milestones[0].id, TODAY, actor=officer, now=NOW),
        lambda: pocs.join(poc.id, actor=make.account(), now=NOW),
    ):
        with pytest.raises(Conflict):
            attempt()
    pocs.note(poc.id, "ส่งคืนอุปกรณ์แล้ว", actor=officer, now=NOW)
    assert verbs(session, "poc_entry") == ["poc_entry.written"]


def test_a_planned_trial_can_be_stopped_but_not_completed(make, officer):
    poc = planned(make, officer)
    with pytest.raises(Conflict):
        pocs.change(poc.id, "go", reason="ก", actor=officer, now=NOW)
    assert pocs.change(poc.id, "stop", reason="งบไม่พอ", actor=officer, now=NOW).state == "stopped"


def test_a_trial_whose_last_day_is_over_does_not_start(make, officer):
    poc = planned(make, officer, ends_on=days_ago(1))
    with pytest.raises(Conflict):
        pocs.change(poc.id, "start", actor=officer, now=NOW)


def test_officers_follow_the_trials_they_plan(make, officer, session):
    poc = planned(make, officer)
    follow = session.scalars(select(Follow).where(Follow.account_id == officer.id)).one()
    assert (follow.subject_kind, follow.subject_id, follow.chosen) == ("poc", poc.id, False)
