"""The routes of Develop, and what they are about."""

from datetime import timedelta
from typing import Any

from ideation.core import clock, ids
from tests.guards.cases import (
    CONFLICT,
    MISSING,
    MISTAKE,
    OK,
    SIGN_IN,
    Case,
    Outcome,
    drafters,
    everybody,
    get,
    only,
    post,
    runners,
    signed_in,
    staff_of_agency,
)

CHALLENGE_FORM = {
    "act": "save",
    "title": "เราจะทำให้ทุกหมู่บ้านใช้อินเทอร์เน็ตช่วงค่ำได้อย่างไร",
    "body": "เริ่มได้ในหกเดือน",
    "opens_at": "2026-01-01T08:00",
    "closes_at": "2036-01-01T08:00",
    "criterion_rows": "1",
    "criterion_0_name": "ทำได้จริง",
    "submit_token": "{token_of_challenge}",
}
IDEA_FORM = {
    "act": "save",
    "title": "ศาลาเน็ตยามค่ำ",
    "body": "เปิดศาลาทุกเย็น",
    "submit_token": "{token_of_idea}",
}
COMMENT_FORM = {"stance": "for", "text": "เห็นด้วย", "submit_token": "{token_of_comment}"}
DRAFT = {"challenge_id": "{draft_challenge}"}
CLOSED = {"challenge_id": "{closed_challenge}"}
HIDDEN = {"idea_id": "{hidden_idea}"}
DECIDED = {"idea_id": "{declined_idea}"}


def author(outcome: Outcome) -> dict[str, Outcome]:
    """The citizen, who proposed the idea."""
    return only("citizen", outcome)


def assessors(outcome: Outcome) -> dict[str, Outcome]:
    return only("officer administrator evaluator", outcome)


def readers(outcome: Outcome) -> dict[str, Outcome]:
    """Those who read the table of ideas."""
    return only("officer administrator evaluator auditor", outcome)


CASES: tuple[Case, ...] = (
    get("challenges.index", everybody(OK), slug="{developed_round}"),
    get("challenges.index", everybody(OK), "without challenges"),
    get("challenges.index", staff_of_agency(OK, MISSING), "a draft", slug="{draft}"),
    get("challenges.show", everybody(OK)),
    get("challenges.show", everybody(OK), "closed", **CLOSED),
    get("challenges.show", staff_of_agency(OK, MISSING), "a draft", **DRAFT),
    get("challenges.show", everybody(MISSING), "no such challenge", challenge_id="0"),
    get("challenges.new", runners(OK), theme_id="{developed_theme}"),
    get("challenges.new", runners(CONFLICT), "the theme is not selected"),
    post(
        "challenges.new", runners("challenges.show"), at={"theme_id": "{developed_theme}"},
        **CHALLENGE_FORM,
    ),
    get("challenges.edit", runners(OK)),
    get("challenges.edit", drafters(OK) | {"visitor": SIGN_IN}, "a draft", **DRAFT),
    post("challenges.edit", runners(MISTAKE), "changed by others", **CHALLENGE_FORM),
    post(
        "challenges.change", drafters("challenges.show") | {"visitor": SIGN_IN}, "a draft",
        at={"act": "open", **DRAFT},
    ),
    post("challenges.change", runners("challenges.show"), at={"act": "close"}),
    post("challenges.change", runners("challenges.show"), at={"act": "reopen", **CLOSED}),
    post("challenges.change", runners(CONFLICT), "open already", at={"act": "open"}),
    get("challenges.table", readers(OK)),
    get("challenges.csv", readers(OK)),
    get("ideas.new", signed_in(OK)),
    get("ideas.new", signed_in(CONFLICT), "closed", **CLOSED),
    post("ideas.new", signed_in("ideas.show"), **IDEA_FORM),
    post("ideas.new", signed_in(OK), "a preview", **{**IDEA_FORM, "act": "preview"}),
    post("ideas.show_similar", everybody(OK), title="ศาลา", body="เปิดศาลาทุกเย็น"),
    post("ideas.preview", everybody(OK), body="**หนา**"),
    get("ideas.show", everybody(OK)),
    get("ideas.show", everybody(OK), "declined", **DECIDED),
    get("ideas.show", everybody(OK), "withdrawn", idea_id="{withdrawn_idea}"),
    get("ideas.show", staff_of_agency(OK, MISSING), "below a draft", **HIDDEN),
    get("ideas.show", everybody(MISSING), "no such idea", idea_id="0"),
    get("ideas.edit", author(OK)),
    post("ideas.edit", author("ideas.show"), seen="2", note="", **IDEA_FORM),
    get("ideas.version", everybody(OK), number="1"),
    get("ideas.version", everybody(OK), "compared", number="2"),
    get("ideas.version", everybody(MISSING), "no such version", number="9"),
    get(
        "ideas.version", everybody(MISSING), "withdrawn", idea_id="{withdrawn_idea}", number="1"
    ),
    post("ideas.withdraw", author("ideas.show")),
    post("ideas.support", everybody("ideas.show", citizen=CONFLICT)),
    post("ideas.support", everybody(CONFLICT), "declined", at=DECIDED),
    post("ideas.unsupport", everybody("ideas.show")),
    post("ideas.comment", signed_in("ideas.show"), **COMMENT_FORM),
    post("ideas.hide_comment", runners("ideas.show"), reason="พาดพิงบุคคล"),
    post(
        "ideas.show_comment", runners("ideas.show"), at={"comment_id": "{hidden_comment}"}
    ),
    post("ideas.take_back_comment", only("business", "ideas.show")),
    post(
        "ideas.assess",
        assessors("ideas.show"),
        note="",
        **{"score_{criterion}": "4", "score_{other_criterion}": "5"},
    ),
    post("ideas.assess", assessors(MISTAKE), "without a score", note=""),
    post(
        "ideas.decide", runners("ideas.show"), at={"act": "promote"},
        **{"promote-reason": "ทำได้จริง"},
    ),
    post(
        "ideas.decide", runners("ideas.show"), at={"act": "decline"},
        **{"decline-reason": "ซ้ำกับโครงการเดิม"},
    ),
    post("ideas.decide", runners(MISTAKE), "without a reason", at={"act": "decline"}),
    post("ideas.reconsider", runners("ideas.show"), "declined", at=DECIDED),
    post("ideas.reconsider", runners(CONFLICT), "not decided"),
)  # fmt: skip


def furnish(make: Any, world: Any) -> None:
    """Add challenges and ideas in every state to the small world."""
    now = clock.now()
    citizen, business = world.accounts["citizen"], world.accounts["business"]
    window = ("develop", now - timedelta(days=1), now + timedelta(days=30))
    round_ = make.round(windows=[window])
    decided = {"state": "selected", "reason": "เดือดร้อนหลายตำบล", "decided_at": now}
    theme = make.theme(round_, members=[make.submission(round_)], **decided)
    need = make.need(theme)
    challenge = make.challenge(theme, (need,))
    closed = make.challenge(theme, title="โจทย์ที่ปิดแล้ว", state="closed")
    draft = make.challenge(theme, title="โจทย์ร่าง", state="draft", published_at=None)
    hidden = make.challenge(make.theme(make.round(state="draft", published_at=None), **decided))
    idea = make.idea(challenge, citizen)
    make.idea_version(idea, 2, "ใช้เสาเดิมและไฟจากแสงอาทิตย์ทุกหมู่บ้าน")
    declined = make.idea(
        challenge, title="แนวคิดที่ไม่นำไปทดลอง", state="declined", reason="แพง", decided_at=now
    )
    withdrawn = make.idea(challenge, title="แนวคิดที่ถอนแล้ว", state="withdrawn")
    comment = make.comment(idea, business)
    hidden_comment = make.comment(idea, hidden_at=now, hidden_reason="พาดพิงบุคคล")
    idea.comment_count = 1
    make.assessment(idea, world.accounts["evaluator"])
    world.names |= {
        "developed_round": round_.slug,
        "developed_theme": theme.id,
        "challenge": challenge.id,
        "closed_challenge": closed.id,
        "draft_challenge": draft.id,
        "criterion": challenge.criteria[0].id,
        "other_criterion": challenge.criteria[1].id,
        "idea": idea.id,
        "declined_idea": declined.id,
        "withdrawn_idea": withdrawn.id,
        "hidden_idea": make.idea(hidden).id,
        "comment": comment.id,
        "hidden_comment": hidden_comment.id,
        "token_of_challenge": ids.new_token(),
        "token_of_idea": ids.new_token(),
        "token_of_comment": ids.new_token(),
    }
