"""What every route answers to every role; `cases.py` says how a case is written."""

from collections.abc import Iterator

from tests.guards.cases import (
    CONFLICT,
    MISSING,
    MISTAKE,
    OK,
    REFUSED,
    SIGN_IN,
    Case,
    administrators,
    drafters,
    everybody,
    get,
    only,
    post,
    runners,
    runners_and_auditor,
    signed_in,
    staff_of_agency,
)
from tests.guards.rooms import deliver, develop, discover, notify, trace

ROUND_FORM = {
    "title": "รอบใหม่",
    "purpose": "รับฟังปัญหา",
    "level": "consult",
    "moment": "before",
    "mission_area_id": "{area}",
    "window_rows": "1",
    "step_rows": "1",
    "window_0_stage": "diagnose",
    "window_0_opens_at": "2026-01-01T08:00",
    "window_0_closes_at": "2036-01-01T08:00",
    "step_0_title": "บอกเรื่องของคุณ",
    "act": "save",
}
SPEAK_FORM = {
    "text": "อินเทอร์เน็ตที่โรงเรียนช้ามาก",
    "kind": "issue",
    "name_shown": "none",
    "consent": "y",
    "consent_version": "1",
    "submit_token": "{token_of_form}",
}
NEW_PASSWORD = "รหัสใหม่ที่ยาวพอ-12"
REGISTER_FORM = {
    "email": "new@example.org",
    "password": "รหัสผ่านที่ยาวพอ-12",
    "display_name": "คนใหม่",
    "kind": "person",
    "consent": "y",
}
VOICED = {"slug": "{voiced_round}"}
DRAFT = {"slug": "{draft}"}
NOT_OWN = everybody("site.track", citizen="site.track")
NO_HOLDER = everybody(REFUSED)

SITE = (
    get("site.home", everybody(OK)),
    get("site.search", everybody(OK)),
    get("site.about", everybody(OK)),
    get("site.privacy", everybody(OK)),
    get("site.style", everybody(OK)),
    get("site.track", everybody(OK)),
    post("site.track", everybody("submissions.status"), number="{voice}", secret="{secret}"),
    post("site.track", everybody(MISTAKE), "a wrong secret", number="{voice}", secret="0" * 26),
    post("site.set_language", everybody("site.home"), locale="en"),
    get("site.healthz", everybody(OK)),
    get("site.readyz", everybody(OK)),
    get("site.robots", everybody(OK)),
    get("site.favicon", everybody("static")),
    get("site.work", runners_and_auditor(OK)),
    post("site.retry_work", runners("site.work"), item_id="{item}"),
    get("static", everybody(OK), filename="dist/manifest.json"),
    get("prometheus_metrics", everybody(OK)),
)

AGENCIES = (
    get("agencies.index", everybody(OK)),
    get("agencies.show", everybody(OK)),
    get("agencies.show", everybody(MISSING), "no such agency", agency_slug="nowhere"),
)

ROUNDS = (
    get("rounds.index", everybody(OK)),
    get("rounds.levels", everybody(OK)),
    get("rounds.show", everybody(OK)),
    get("rounds.show", staff_of_agency(OK, MISSING), "a draft", slug="{draft}"),
    get("rounds.by_id", everybody("rounds.show"), round_id="{round_row}"),
    get("rounds.by_id", staff_of_agency("rounds.show", MISSING), "a draft", round_id="{draft_row}"),
    get("rounds.new", runners(OK)),
    post("rounds.new", runners("rounds.show"), **ROUND_FORM),
    get("rounds.edit", runners(OK)),
    post("rounds.edit", drafters("rounds.show"), "a draft", at=DRAFT, **ROUND_FORM),
    post("rounds.publish", drafters("rounds.show"), "a draft", at=DRAFT),
    post("rounds.publish", runners(CONFLICT), "a closed round", at={"slug": "{closed}"}),
    post("rounds.close", runners("rounds.show")),
    post("rounds.reopen", runners("rounds.show"), at={"slug": "{closed}"}),
    get("rounds.add_notice", runners(OK)),
    post("rounds.add_notice", runners("rounds.show"), title="ประกาศ", body="เลื่อนวันปิดรับ"),
)

SUBMISSIONS = (
    get("submissions.new", everybody(OK)),
    get("submissions.new", staff_of_agency(CONFLICT, MISSING), "a draft", slug="{draft}"),
    get("submissions.new", everybody(CONFLICT), "a closed round", slug="{closed}"),
    post("submissions.new", everybody("submissions.receipt"), **SPEAK_FORM),
    get("submissions.similar", everybody(OK)),
    post("submissions.similar", everybody(OK), text="เน็ตช้า"),
    get("submissions.receipt", everybody(MISSING), "nothing was posted"),
    post("submissions.receipt", everybody(MISSING), "nothing was posted", email="a@example.org"),
    get("submissions.index", everybody(OK)),
    get("submissions.index", staff_of_agency(OK, MISSING), "a draft", slug="{draft}"),
    get("submissions.csv", everybody(OK)),
    get("submissions.csv", staff_of_agency(OK, MISSING), "a draft", slug="{draft}"),
    get("submissions.show", everybody(OK)),
    get("submissions.by_id", everybody("submissions.show")),
    get("submissions.status", NOT_OWN, "no secret shown"),
    get("submissions.status", everybody("site.track", citizen=OK), "own", number="{own_voice}"),
    post("submissions.add", NO_HOLDER, "no secret shown", text="และที่วัดด้วย"),
    post("submissions.withdraw", NO_HOLDER, "no secret shown"),
    post("submissions.claim", NO_HOLDER, "no secret shown"),
    post("submissions.email", NO_HOLDER, "no secret shown", email="a@example.org"),
    post("submissions.support", everybody("submissions.show")),
    post("submissions.unsupport", everybody("submissions.show")),
    get("submissions.mine", signed_in(OK)),
)

THEMES = (
    get("themes.index", everybody(OK), slug="{voiced_round}"),
    get("themes.index", staff_of_agency(OK, MISSING), "a draft", slug="{draft}"),
    get("themes.show", everybody(OK)),
    get("themes.show", staff_of_agency(OK, MISSING), "in a draft", theme_id="{hidden_theme}"),
)

BOARD = (
    get("board.show", runners(OK), slug="{voiced_round}"),
    get("board.theme", runners(OK)),
    get("board.run", runners(OK)),
    post("board.start", runners("board.run"), at=VOICED),
    post("board.rename", runners("board.theme"), label="ชื่อใหม่"),
    post("board.lock", runners("board.theme")),
    post("board.unlock", runners("board.theme")),
    post("board.decide", runners("board.theme"), at={"verb": "select"}, reason="ทำได้ในปีนี้"),
    post("board.answer", runners("board.theme"), answer="เราจะซ่อมภายในเดือนนี้"),
    post("board.assign", runners("board.theme"), due_on="2036-01-01"),
    post("board.merge", runners("board.theme"), others="{other_theme}"),
    post("board.move", runners("board.theme"), submissions="{submission}", target="{other_theme}"),
    post("board.bar", runners("board.theme"), submissions="{submission}"),
    post("board.confirm", runners("board.theme"), submissions="{submission}"),
    post("board.split", runners("board.theme"), submissions="{submission}", new_label="แยกออกมา"),
    post(
        "board.split_as_suggested", runners(CONFLICT), "nothing to suggest for two voices",
        suggested_label="ครึ่งหนึ่ง",
    ),
    post("board.undo", runners("board.theme")),
)  # fmt: skip

IMPORTS = (
    get("imports.index", runners_and_auditor(OK)),
    get("imports.new", runners(OK)),
    post("imports.new", runners("imports.map"), file="{table}"),
    get("imports.map", runners_and_auditor(OK), import_id="{waiting_import}"),
    post(
        "imports.map", runners("imports.show"), at={"import_id": "{waiting_import}"},
        text="0", province="1", default_kind="issue", default_channel="import", start="1",
    ),
    get("imports.show", runners_and_auditor(OK)),
    get("imports.bad_rows", runners_and_auditor(OK)),
)  # fmt: skip

ACCOUNTS = (
    get("accounts.profile", signed_in(OK)),
    post(
        "accounts.profile", signed_in("accounts.profile"),
        display_name="ชื่อใหม่", language="th", kind="person",
    ),
    get("accounts.sign_sessions", signed_in(OK)),
    post("accounts.end_session", signed_in(MISSING), "of somebody else"),
    post("accounts.end_other_sessions", signed_in("accounts.sign_sessions")),
    get("accounts.export", signed_in(OK)),
    get("accounts.close", signed_in(OK)),
    post(
        "accounts.close", signed_in("site.home", administrator=OK),
        "the last administrator stays", password="{password}", sure="y",
    ),
    get("accounts.people", only("administrator auditor", OK)),
    post(
        "accounts.people", administrators("accounts.people"),
        email="b@example.org", role="auditor",
    ),
    post("accounts.change_role", administrators("accounts.people"), role="officer"),
    post("accounts.end_role", administrators("accounts.people")),
    post("accounts.reset_second_step", administrators("accounts.people")),
    post("accounts.resend_invitation", administrators("accounts.people")),
    post("accounts.withdraw_invitation", administrators("accounts.people")),
    get("accounts.accept_invitation", everybody(OK), token="{invitation_token}"),
    post("accounts.accept_invitation", signed_in(REFUSED), at={"token": "{invitation_token}"}),
)  # fmt: skip

SECURITY = (
    get("security.login", everybody("site.home", visitor=OK)),
    post("security.login", everybody("site.home"), email="{citizen_email}", password="{password}"),
    post("security.logout", everybody("site.home")),
    get("security.register", everybody("site.home", visitor=OK)),
    post("security.register", everybody("site.home", visitor="security.login"), **REGISTER_FORM),
    get("security.send_confirmation", everybody(OK)),
    post("security.send_confirmation", everybody(OK), email="{unconfirmed_email}"),
    get("security.confirm_email", everybody("security.login"), token="{confirm_token}"),
    post("security.confirm_email", everybody("security.login"), at={"token": "{confirm_token}"}),
    get("security.forgot_password", everybody(OK)),
    post("security.forgot_password", everybody(OK), email="{citizen_email}"),
    get("security.reset_password", everybody(OK), token="{reset_token}"),
    post(
        "security.reset_password", everybody("security.login"), at={"token": "{reset_token}"},
        password=NEW_PASSWORD, password_confirm=NEW_PASSWORD,
    ),
    get("security.change_password", signed_in(OK)),
    post(
        "security.change_password", signed_in("accounts.profile"), password="{password}",
        new_password=NEW_PASSWORD, new_password_confirm=NEW_PASSWORD,
    ),
    get("security.verify", signed_in(OK)),
    post("security.verify", signed_in("site.home"), password="{password}"),
    # A half-done sign-in is not a role: the tests of sign-in go through these.
    get("security.tf_select", everybody(SIGN_IN)),
    post("security.tf_select", everybody(SIGN_IN)),
    get("security.two_factor_token_validation", everybody(SIGN_IN)),
    post("security.two_factor_token_validation", everybody(SIGN_IN), code="000000"),
    get("security.two_factor_rescue", everybody("security.mf_recovery")),
    post("security.two_factor_rescue", everybody("security.mf_recovery")),
    get("security.mf_recovery", everybody("site.home", visitor=SIGN_IN)),
    post("security.mf_recovery", everybody("site.home", visitor=SIGN_IN), code="0"),
    get("security.two_factor_setup", signed_in(OK)),
    post("security.two_factor_setup", signed_in(OK), setup="authenticator"),
    post(
        "security.two_factor_setup_validate", signed_in("security.two_factor_setup"),
        "a forged state", at={"token": "forged"}, code="000000",
    ),
    get("security.mf_recovery_codes", signed_in(OK)),
    post("security.mf_recovery_codes", signed_in(OK)),
)  # fmt: skip


def cases() -> Iterator[Case]:
    """Yield every declared case."""
    for cases in (SITE, AGENCIES, ROUNDS, SUBMISSIONS, THEMES, BOARD, IMPORTS, ACCOUNTS, SECURITY):
        yield from cases
    for room in (notify, discover, develop, deliver, trace):
        yield from room.CASES
