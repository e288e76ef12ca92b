"""The routes of proofs of concept, and what they are about."""

from datetime import timedelta
from typing import Any

from ideation.core import clock
from ideation.deliver.models import Feedback, Milestone, PocEntry
from tests.guards.cases import (
    CONFLICT,
    MISSING,
    MISTAKE,
    OK,
    Case,
    everybody,
    get,
    post,
    runners,
    signed_in,
    staff_of_agency,
)

PLAN = {
    "title": "ทดลองจุดกระจายสัญญาณ",
    "hypothesis": "เราเชื่อว่านักเรียนจะส่งการบ้านช่วงค่ำได้",
    "unit_id": "{trial_unit}",
    "starts_on": "2035-01-01",
    "ends_on": "2035-06-30",
    "indicator_rows": "1",
    "indicator_0_name": "ครัวเรือนที่ใช้ได้ช่วงค่ำ",
    "indicator_0_unit": "ร้อยละ",
    "indicator_0_baseline": "20",
    "indicator_0_target": "80",
    "milestone_rows": "1",
    "milestone_0_title": "ติดตั้งเสร็จ",
    "milestone_0_due_on": "2035-02-01",
    "act": "save",
}
FEEDBACK = {"verdict": "works", "text": "ใช้ได้ดีช่วงค่ำ", "submit_token": "{token_of_form}"}
PLANNED = {"poc_id": "{planned_poc}"}
ENDED = {"poc_id": "{ended_poc}"}
DRAFT = {"poc_id": "{hidden_poc}"}
TRIED = {"idea_id": "{tried_idea}"}
TO_TRY = {"idea_id": "{idea_to_try}"}

CASES: tuple[Case, ...] = (
    get("pocs.index", everybody(OK), slug="{trial_round}"),
    get("pocs.index", everybody(OK), "nothing is tried"),
    get("pocs.index", staff_of_agency(OK, MISSING), "a draft", slug="{draft}"),
    get("pocs.show", everybody(OK)),
    get("pocs.show", everybody(OK), "planned", **PLANNED),
    get("pocs.show", everybody(OK), "ended", **ENDED),
    get("pocs.show", staff_of_agency(OK, MISSING), "in a draft", **DRAFT),
    get("pocs.csv", everybody(OK)),
    get("pocs.csv", staff_of_agency(OK, MISSING), "in a draft", **DRAFT),
    get("pocs.new", runners(OK), **TO_TRY),
    get("pocs.new", runners("pocs.show"), "it has its trial", **TRIED),
    post("pocs.new", runners("pocs.show"), at=TO_TRY, **PLAN),
    get("pocs.edit", runners(OK), **PLANNED),
    get("pocs.edit", runners(CONFLICT), "it runs"),
    post("pocs.edit", runners("pocs.show"), at=PLANNED, **PLAN),
    post("pocs.start", runners("pocs.show"), at=PLANNED),
    post("pocs.start", runners(CONFLICT), "it runs"),
    get("pocs.adjust", runners(OK)),
    get("pocs.adjust", runners(CONFLICT), "ended", **ENDED),
    post(
        "pocs.adjust",
        runners("pocs.show"),
        **{**PLAN, "milestone_0_due_on": "{done_due}"},
        milestone_0_id="{done_milestone}",
        text="ย้ายจุดกระจายสัญญาณไปที่โรงเรียน",
        reason="ที่วัดไม่มีไฟฟ้าช่วงค่ำ",
        submit_token="{token_of_form}",
    ),
    get("pocs.end", runners(OK), act="go"),
    get("pocs.end", runners(OK), "stop", act="stop"),
    get("pocs.end", runners(CONFLICT), "ended", act="stop", **ENDED),
    post("pocs.end", runners("pocs.show"), at={"act": "go"}, reason="ถึงเป้าหมาย"),
    post("pocs.end", runners(MISTAKE), "no reason", at={"act": "stop"}, reason=""),
    post(
        "pocs.note", runners("pocs.show"),
        text="ติดตั้งจุดแรกแล้ว", submit_token="{token_of_form}",
    ),
    post("pocs.join", signed_in("pocs.show")),
    post("pocs.join", signed_in(CONFLICT), "ended", at=ENDED),
    post("pocs.leave", signed_in("pocs.show")),
    post("pocs.feedback", everybody("pocs.show"), **FEEDBACK),
    post("pocs.feedback", everybody(MISTAKE), "it has not begun", at=PLANNED, **FEEDBACK),
    post(
        "pocs.feedback", staff_of_agency(MISTAKE, MISSING), "in a draft", at=DRAFT, **FEEDBACK
    ),
    post("pocs.hide", runners("pocs.show"), reason="มีเบอร์โทรศัพท์ของผู้อื่น"),
    post("pocs.unhide", runners("pocs.show"), at={"feedback_id": "{hidden_feedback}"}),
    get("pocs.measurements", runners(OK)),
    post(
        "pocs.measurements", runners("pocs.measurements"), measured_on="2026-11-01", value="55.5"
    ),
    post("pocs.table", runners("pocs.measurements"), rows="2026-11-02,56\n2026-11-09,60"),
    post("pocs.table", runners(MISTAKE), "a bad row", rows="2026-11-02,56\nวันนี้,60"),
    post("pocs.delete_measurement", runners("pocs.measurements")),
    post("pocs.complete", runners("pocs.show"), done_on="2026-11-01"),
    post("pocs.reopen", runners("pocs.show"), at={"milestone_id": "{done_milestone}"}),
)  # fmt: skip


def furnish(make: Any, world: Any) -> None:
    """Add a trial in each state, with all that can stand at one."""
    now = clock.now()
    round_ = make.round(windows=[("deliver", now - timedelta(days=30), now + timedelta(days=30))])
    challenge = make.challenge(make.theme(round_))
    tried = make.promoted_idea(challenge)
    poc = make.poc(tried)
    planned = make.poc(make.promoted_idea(challenge), state="planned", started_at=None)
    for measurement in planned.indicators[0].measurements:
        make.session.delete(measurement)
    drafted = make.challenge(make.theme(make.round(state="draft", published_at=None)))
    today = now.date()
    late, done = (
        make._add(Milestone(poc_id=poc.id, title=title, due_on=today - timedelta(days=9)))
        for title in ("อบรมอาสาสมัคร", "ติดตั้งเสร็จ")
    )
    done.done_on = today - timedelta(days=10)
    for kind, reason in (("note", ""), ("adjust", "ที่วัดไม่มีไฟฟ้าช่วงค่ำ")):
        make._add(PocEntry(poc_id=poc.id, kind=kind, text="ย้ายจุด", reason=reason, at=now))
    citizen = world.accounts["citizen"]
    shown, hidden = (
        make._add(
            Feedback(
                poc_id=poc.id, author_id=author, giver=f"giver-{number}", sector=sector,
                submit_key=f"trial-{number}", verdict=verdict, text="ใช้ได้ดี", created_at=now,
            )
        )
        for number, (author, verdict, sector) in enumerate(
            ((citizen.id, "works", "people"), (None, "not", None))
        )
    )  # fmt: skip
    hidden.hidden_at, hidden.hidden_reason = now, "มีชื่อของผู้อื่น"
    world.names |= {
        "trial_round": round_.slug,
        "trial_unit": poc.unit_id,
        "poc": poc.id,
        "planned_poc": planned.id,
        "ended_poc": make.finished_poc(make.promoted_idea(challenge)).id,
        "hidden_poc": make.poc(make.promoted_idea(drafted)).id,
        "tried_idea": tried.id,
        "idea_to_try": make.promoted_idea(challenge).id,
        "indicator": poc.indicators[0].id,
        "measurement": poc.indicators[0].measurements[0].id,
        "milestone": late.id,
        "done_milestone": done.id,
        "done_due": done.due_on.isoformat(),
        "feedback": shown.id,
        "hidden_feedback": hidden.id,
    }
