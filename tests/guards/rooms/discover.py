"""The routes of Discover, and what they are about."""

from datetime import timedelta
from typing import Any

from ideation.core import clock
from ideation.discover.models import NeedEvidence
from tests.guards.cases import (
    CONFLICT,
    MISSING,
    MISTAKE,
    OK,
    REFUSED,
    SIGN_IN,
    Case,
    everybody,
    get,
    post,
    runners,
    signed_in,
    staff_of_agency,
)

ASKED = {"theme_id": "{asked_theme}"}
DISCOVER = {"slug": "{discover_round}"}
# Staff without the duty of an officer reads what drafts hold, and is told that it may not act.
HIDDEN = runners(OK, **dict.fromkeys(("visitor", "citizen", "business", "outsider"), MISSING))
STAFF = {**staff_of_agency(OK, REFUSED), "visitor": SIGN_IN}
NOTE_FORM = {
    "method": "visit",
    "held_on": "2026-01-15",
    "place": "บ้านหนองน้ำใส",
    "participants": "12",
    "text": "เน็ตหลุดทุกเย็น",
    "submit_token": "{token_of_form}",
}
NEED_FORM = {
    "who": "นักเรียน",
    "what": "เน็ตช่วงค่ำ",
    "why": "ส่งการบ้าน",
    "statements": "{statement}",
    "submit_token": "{token_of_form}",
    "act": "save",
}

CASES: tuple[Case, ...] = (
    get("statements.of_round", everybody(OK), slug="{discover_round}"),
    get("statements.of_round", staff_of_agency(OK, MISSING), "a draft", slug="{draft}"),
    get("statements.index", everybody(OK), theme_id="{asked_theme}"),
    get("statements.index", everybody(OK), "a theme that is not selected"),
    get("statements.index", staff_of_agency(OK, MISSING), "in a draft", theme_id="{hidden_theme}"),
    post("statements.vote", everybody("statements.index"), choice="agree"),
    post("statements.vote", everybody(MISTAKE), "no answer", choice="perhaps"),
    post(
        "statements.vote", everybody(CONFLICT), "the stage is over",
        at={"statement_id": "{late_statement}"}, choice="agree",
    ),
    post(
        "statements.vote", everybody(MISSING), "not approved",
        at={"statement_id": "{suggested_statement}"}, choice="agree",
    ),
    post("statements.take_back", everybody("statements.index")),
    post("statements.speak_as", everybody("statements.index"), at=ASKED, sector="state"),
    get("statements.results", everybody(OK), theme_id="{asked_theme}"),
    get("statements.results", everybody(OK), "the stage is over", theme_id="{late_theme}"),
    get("statements.csv", everybody(OK), theme_id="{late_theme}"),
    get("statements.show", everybody(OK)),
    get(
        "statements.show", runners(OK, **dict.fromkeys(
            ("visitor", "business", "outsider", "evaluator", "committee_member",
             "committee_secretary", "auditor"), MISSING), citizen=OK),
        "declined, and the citizen's own", statement_id="{declined_statement}",
    ),
    get("statements.suggest", everybody(OK), theme_id="{asked_theme}"),
    get("statements.suggest", everybody(CONFLICT), "the stage is over", theme_id="{late_theme}"),
    post(
        "statements.suggest", everybody("statements.suggest"), at=ASKED,
        text="ควรมีช่างประจำตำบล", submit_token="{token_of_form}",
    ),
    post(
        "statements.suggest", everybody(MISTAKE), "nothing typed", at=ASKED,
        text="", submit_token="{token_of_form}",
    ),
    post("statements.similar", everybody(OK), at=ASKED, text="ควรมีอินเทอร์เน็ต"),
    get("statements.mine", signed_in(OK)),
    get("statements.desk", runners(OK), slug="{discover_round}"),
    post(
        "statements.decide", runners("statements.desk"),
        at={"statement_id": "{suggested_statement}", "act": "approve"},
    ),
    post(
        "statements.decide", runners("statements.desk"),
        at={"statement_id": "{suggested_statement}", "act": "decline"}, reason="ไม่เกี่ยวกับประเด็นนี้",
    ),
    post(
        "statements.decide", runners(MISTAKE), "no reason",
        at={"statement_id": "{suggested_statement}", "act": "decline"}, reason="",
    ),
    get("statements.write", runners(OK), theme_id="{asked_theme}"),
    post(
        "statements.write", runners("statements.write"), at=ASKED,
        text="ควรมีช่างประจำตำบล", submit_token="{token_of_form}",
    ),
    get("needs.index", everybody(OK), theme_id="{asked_theme}"),
    get("needs.index", everybody(OK), "a theme that is not selected"),
    get("needs.show", everybody(OK)),
    get("needs.show", staff_of_agency(OK, MISSING), "a draft", need_id="{draft_need}"),
    get("needs.new", runners(OK), theme_id="{asked_theme}"),
    get("needs.new", runners(CONFLICT), "a theme that is not selected"),
    post("needs.new", runners("needs.show"), at=ASKED, **NEED_FORM),
    get("needs.edit", runners(OK)),
    post("needs.edit", runners("needs.show"), **NEED_FORM, version="{need_version}"),
    post(
        "needs.publish", {**HIDDEN, **dict.fromkeys(("officer", "administrator"), "needs.show"),
        "visitor": SIGN_IN}, "a draft", at={"need_id": "{draft_need}"},
    ),
    post("needs.retract", runners("needs.show")),
    get("field_notes.index", STAFF, theme_id="{asked_theme}"),
    get("field_notes.new", runners(OK), theme_id="{asked_theme}"),
    post("field_notes.new", runners("field_notes.index"), at=ASKED, **NOTE_FORM),
    post("field_notes.new", runners(MISTAKE), "no method", at=ASKED, **{**NOTE_FORM, "method": ""}),
    get("field_notes.edit", runners(OK)),
    post("field_notes.edit", runners("field_notes.index"), **NOTE_FORM, version="{note_version}"),
    post("field_notes.delete", runners("field_notes.index")),
)  # fmt: skip


def furnish(make: Any, world: Any) -> None:
    """Add objects of this room to the small world."""
    now = clock.now()
    citizen, officer = world.accounts["citizen"], world.accounts["officer"]
    round_ = make.round(windows=[("discover", now - timedelta(days=1), now + timedelta(days=30))])
    over = make.round(windows=[("discover", now - timedelta(days=9), now - timedelta(days=1))])
    selected = {"state": "selected", "reason": "ทำได้ในปีนี้", "decided_at": now}
    voice = make.submission(round_)
    theme = make.theme(round_, members=[voice], **selected)
    late = make.theme(over, **selected)
    statement = make.statement(theme)
    suggested = make.statement(theme, "เน็ตที่วัดก็ไม่มี", state="suggested")
    declined = make.statement(
        theme, "อยากได้รถไฟฟ้า", state="declined", reason="ไม่เกี่ยวกับประเด็นนี้",
        decided_at=now, decided_by_id=officer.id, author_id=citizen.id,
    )  # fmt: skip
    need = make.need(theme, evidence=[voice])
    draft = make.need(theme, evidence=[voice], state="draft", published_at=None)
    note = make.field_note(theme, author_id=officer.id)
    make.session.add(NeedEvidence(need_id=need.id, statement_id=statement.id))
    make.session.flush()
    world.names |= {
        "discover_round": round_.slug,
        "asked_theme": theme.id,
        "late_theme": late.id,
        "statement": statement.id,
        "suggested_statement": suggested.id,
        "declined_statement": declined.id,
        "late_statement": make.statement(late).id,
        "need": need.id,
        "need_version": need.updated_at.isoformat(),
        "draft_need": draft.id,
        "note": note.id,
        "note_version": note.updated_at.isoformat(),
    }
