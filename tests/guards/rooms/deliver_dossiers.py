"""The routes of dossiers, decisions and outcomes, and what they are about."""

from typing import Any

from ideation.core import ids
from tests.deliver.dossier_story import begun, complete, handed_in, on_agenda
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
    staff_of_agency,
)

DRAFT_READERS = everybody(MISSING, officer=OK, administrator=OK, auditor=OK)
READERS = {**DRAFT_READERS, "committee_member": OK, "committee_secretary": OK}
DRAFT = {"dossier_id": "{draft_dossier}"}
WAITING = {"dossier_id": "{waiting_dossier}"}
BEGUN = {"step_id": "{begun_step}"}
STEP_FORM = {"title": "อบรมครู", "body": "", "unit_id": "", "due_on": "2036-01-01"}

DOSSIERS = (
    get("dossiers.show", everybody(OK), "decided"),
    get("dossiers.show", DRAFT_READERS, "a draft", **DRAFT),
    get("dossiers.show", READERS, "handed in", **WAITING),
    get("dossiers.version", everybody(OK), "decided", number="1"),
    get("dossiers.version", READERS, "handed in", number="1", **WAITING),
    get("dossiers.changes", everybody(MISSING), "the first version", number="1"),
    get("dossiers.download", everybody(OK), "decided", kind="md"),
    get("dossiers.download", everybody(OK), "decided", kind="txt"),
    get("dossiers.download", DRAFT_READERS, "a draft", kind="md", **DRAFT),
    post("dossiers.start", runners("dossiers.show"), at={"poc_id": "{finished_poc}"}),
    get("dossiers.section", runners(OK), "a draft", key="risks", **DRAFT),
    get("dossiers.section", runners(CONFLICT), "decided", key="risks"),
    post(
        "dossiers.section", runners("dossiers.show"), "a draft", at={"key": "risks", **DRAFT},
        act="save", body="ไฟดับ",
    ),
    post("dossiers.rewrite", runners("dossiers.show"), at={"key": "needs", **DRAFT}),
    post("dossiers.restore", runners(CONFLICT), "nothing", at={"key": "needs", **DRAFT}),
    post("dossiers.refresh", runners("dossiers.show"), at=DRAFT),
    get("dossiers.title", runners(OK), "a draft", **DRAFT),
    post("dossiers.title", runners("dossiers.show"), at=DRAFT, title="ชื่อใหม่"),
    post("dossiers.submit", runners("dossiers.show"), "complete", at=DRAFT),
    post("dossiers.submit", runners(MISTAKE), "not complete", at={"dossier_id": "{new_dossier}"}),
    post("dossiers.take_back", runners("dossiers.show"), at=WAITING),
)  # fmt: skip

DECISIONS = (
    get("decisions.index", everybody(OK)),
    get("decisions.index", staff_of_agency(OK, MISSING), "a draft", slug="{draft}"),
    get("decisions.show", everybody(OK)),
    get("decisions.show", everybody(MISSING), "no such decision", decision_id="999999999"),
)

OUTCOMES = (
    get("outcomes.show", everybody("decisions.show")),
    post(
        "outcomes.add", runners("decisions.show"), submit_token="{token_of_step}", **STEP_FORM
    ),
    get("outcomes.edit", runners(OK)),
    post("outcomes.edit", runners("decisions.show"), **STEP_FORM),
    post("outcomes.change", runners("decisions.show"), at={"act": "begin"}),
    get("outcomes.finish", runners(OK), "begun", **BEGUN),
    post("outcomes.finish", runners("decisions.show"), "begun", at=BEGUN, evidence="ครบ"),
    get("outcomes.drop", runners(OK)),
    post("outcomes.drop", runners("decisions.show"), reason="งบไม่พอ"),
    post("outcomes.move", runners("decisions.show"), direction="up"),
)  # fmt: skip

CASES: tuple[Case, ...] = (*DOSSIERS, *DECISIONS, *OUTCOMES)


def furnish(make: Any, world: Any) -> None:
    """Add objects of this part to the small world."""
    officer = world.accounts["officer"]
    decided = handed_in(make, officer)
    item = on_agenda(make, decided, state="closed")
    decision = make.decision(item)
    waiting = handed_in(make, officer)
    new = begun(make, officer)
    draft = complete(make, officer)
    world.names |= {
        "dossier": decided.id,
        "draft_dossier": draft.id,
        "waiting_dossier": waiting.id,
        "new_dossier": new.id,
        "finished_poc": new.poc_id,
        "decision": decision.id,
        "step": make.outcome_step(decision).id,
        "begun_step": make.outcome_step(decision, state="in_progress").id,
        "token_of_step": ids.new_token(),
    }
