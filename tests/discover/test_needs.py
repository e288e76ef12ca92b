"""Officers write who needs what, and why; what proves it stands beside it for everybody."""

import pytest
from sqlalchemy import func, select

from ideation.accounts.models import Role
from ideation.core import clock, ids
from ideation.core.errors import Conflict, InvalidInput, NotAllowed, NotFound, SignInNeeded
from ideation.core.events import history
from ideation.diagnose.models import Submission, ThemeMember
from ideation.discover.models import Need, NeedEvidence
from ideation.discover.service import needs
from ideation.discover.service.evidence import Chosen
from ideation.extensions import db
from tests.discover.conftest import NOW
from tests.factories import sign_in
from tests.helpers import Browser, post, words

WORDS = {
    "who": "นักเรียนในหมู่บ้านห่างไกล",
    "what": "อินเทอร์เน็ตที่ใช้ได้ช่วงค่ำ",
    "why": "ส่งการบ้านได้ตรงเวลา",
}
REPORT = "ผู้รับเหมาจ่ายเงินใต้โต๊ะให้กรรมการตรวจรับ"


@pytest.fixture
def voice(session, theme):
    return session.scalars(select(Submission).order_by(Submission.id)).first()


def write(theme, actor, **values) -> Need:
    return needs.write(theme.id, **{**WORDS, "actor": actor, "now": clock.now(), **values})


def edit(need, actor, chosen=None, version=None, **values) -> Need:
    return needs.edit(
        need.id, **{**WORDS, **values}, chosen=chosen or Chosen(),
        version=version or needs.version_of(need), actor=actor, now=clock.now(),
    )  # fmt: skip


def publish(need, actor) -> Need:
    return needs.publish(need.id, actor=actor, now=clock.now())


def retract(need, actor) -> Need:
    return needs.retract(need.id, actor=actor, now=clock.now())


def test_a_need_begins_as_a_draft_with_its_evidence(make, session, theme, voice, officer):
    statement, note = make.statement(theme), make.field_note(theme)
    need = write(
        theme, officer, submission_ids=[voice.id, voice.id], statement_ids=[statement.id],
        field_note_ids=[note.id],
    )  # fmt: skip
    session.expire_all()
    assert (need.state, need.published_at) == ("draft", None)
    assert {name: getattr(need, name) for name in WORDS} == WORDS
    rows = [(row.submission_id, row.statement_id, row.field_note_id) for row in need.evidence]
    assert rows == [(voice.id, None, None), (None, statement.id, None), (None, None, note.id)]
    (event,) = history(session, need)
    assert (event.verb, event.data) == ("need.written", {"theme_id": theme.id, "evidence": 3})


def test_sending_a_form_twice_makes_one_need(session, theme, officer):
    token = ids.new_token()
    assert write(theme, officer, submit_token=token) is write(theme, officer, submit_token=token)
    assert session.scalar(select(func.count()).select_from(Need)) == 1


@pytest.mark.parametrize(("field", "most"), [("who", 200), ("what", 300), ("why", 1_000)])
def test_all_three_words_are_needed_and_bounded(theme, officer, field, most):
    for wrong in ("  ", "ก" * (most + 1)):
        with pytest.raises(InvalidInput) as refused:
            write(theme, officer, **{field: wrong})
        assert refused.value.field == field
    assert getattr(write(theme, officer, **{field: "ก" * most}), field) == "ก" * most


def test_a_need_is_published_with_evidence_only(session, theme, voice, officer):
    need = write(theme, officer)
    with pytest.raises(InvalidInput) as refused:
        publish(need, officer)
    assert refused.value.field == "evidence"
    edit(need, officer, Chosen(submission_ids=(voice.id,)))
    assert publish(need, officer).state == "published"
    assert need.published_at is not None
    with pytest.raises(Conflict):
        publish(need, officer)
    verbs = [event.verb for event in history(session, need)]
    assert verbs == ["need.published", "need.edited", "need.written"]


def test_a_published_need_is_taken_back_and_published_again(theme, voice, officer):
    need = publish(write(theme, officer, submission_ids=[voice.id]), officer)
    assert (retract(need, officer).state, need.published_at) == ("draft", None)
    with pytest.raises(Conflict):
        retract(need, officer)
    assert publish(need, officer).state == "published"


def test_a_published_need_keeps_some_evidence(theme, voice, officer):
    need = publish(write(theme, officer, submission_ids=[voice.id]), officer)
    with pytest.raises(InvalidInput):
        edit(need, officer, Chosen(), what="เปลี่ยนแล้ว")
    assert need.what == WORDS["what"]


def test_evidence_that_is_not_for_everybody_is_refused(make, session, round, theme, officer):
    secret = make.submission(round, REPORT, kind="tip_off")
    gone = make.submission(round, text="", withdrawn_at=NOW)
    elsewhere = make.submission(round, "เรื่องของประเด็นอื่น")
    make.theme(round, "ประเด็นอื่น", [elsewhere])
    for each in (secret, gone):
        make._add(_member(theme, each))
    suggested = make.statement(theme, state="suggested")
    foreign = make.statement(
        make.theme(round, "อีกประเด็น", state="selected", reason="ดี", decided_at=NOW)
    )
    for wrong in (
        {"submission_ids": [secret.id]},
        {"submission_ids": [gone.id]},
        {"submission_ids": [elsewhere.id]},
        {"statement_ids": [suggested.id]},
        {"statement_ids": [foreign.id]},
        {"field_note_ids": [0]},
    ):
        with pytest.raises(InvalidInput) as refused:
            write(theme, officer, **wrong)
        assert refused.value.field == "evidence", wrong
    assert session.scalar(select(func.count()).select_from(Need)) == 0


def _member(theme, submission):
    return ThemeMember(theme_id=theme.id, submission_id=submission.id, score=0.9, assigned_at=NOW)


def test_evidence_that_moved_to_another_theme_still_proves_the_need(
    make, session, round, theme, voice, officer
):
    need = write(theme, officer, submission_ids=[voice.id])
    other = make.theme(round, "ประเด็นอื่น")
    member = session.scalars(select(ThemeMember).where(ThemeMember.submission_id == voice.id)).one()
    session.delete(member)
    session.flush()
    make._add(_member(other, voice))
    edit(need, officer, Chosen(submission_ids=(voice.id,)))
    assert [row.submission_id for row in need.evidence] == [voice.id]


def test_of_two_edits_the_later_is_told(make, theme, officer):
    need = write(theme, officer)
    seen = needs.version_of(need)
    edit(need, officer, what="คนแรกแก้")
    with pytest.raises(Conflict):
        edit(need, make.officer(), version=seen, what="คนที่สองแก้")
    assert need.what == "คนแรกแก้"


def test_officers_write_staff_reads_drafts_others_read_what_is_published(
    make, theme, voice, officer
):
    draft = write(theme, officer)
    shown = publish(write(theme, officer, submission_ids=[voice.id]), officer)
    auditor, citizen = make.member(Role.AUDITOR), make.account()
    outsider = make.officer(agency=make.new_agency())
    for reader in (officer, auditor):
        assert needs.show(draft.id, actor=reader, now=NOW).need is draft
        assert needs.browse(theme.id, 1, actor=reader).page.total == 2
    for reader in (None, citizen, outsider):
        assert needs.show(shown.id, actor=reader, now=NOW).need is shown
        assert needs.browse(theme.id, 1, actor=reader).page.items == [shown]
        with pytest.raises(NotFound):
            needs.show(draft.id, actor=reader, now=NOW)
    for actor, error in ((None, SignInNeeded), (auditor, NotAllowed), (citizen, NotAllowed)):
        for act in (
            lambda who: write(theme, who),
            lambda who: edit(shown, who, Chosen(submission_ids=(voice.id,))),
            lambda who: retract(shown, who),
        ):
            with pytest.raises(error):
                act(actor)


def test_needs_are_found_in_selected_themes(make, round, officer):
    with pytest.raises(Conflict):
        write(make.theme(round, state="accepted"), officer)


# The pages.


def form(**values) -> dict:
    return {**WORDS, "submit_token": ids.new_token(), "act": "save", **values}


def test_the_picker_finds_public_voices_statements_and_notes(app, make, round, theme, officer):
    secret = make.submission(round, REPORT, kind="tip_off")
    make._add(_member(theme, secret))
    make.statement(theme, "ควรมีช่างประจำตำบล")
    make.field_note(theme, text="เจ้าของร้านเล่าว่าต้องใช้เน็ตมือถือ")
    browser = sign_in(Browser(app), officer)
    here = f"/themes/{theme.id}/needs/new"
    page = words(browser.get(here))
    for offered in ("เน็ตหมู่บ้านล่มทุกเย็น ครั้งที่ 0", "ควรมีช่างประจำตำบล", "เจ้าของร้านเล่าว่า"):
        assert offered in page, offered
    assert "ใต้โต๊ะ" not in page
    found = post(browser, here, **form(act="search", q="ช่าง"))
    assert found.status_code == 200
    assert "ควรมีช่างประจำตำบล" in words(found)
    assert "เน็ตหมู่บ้านล่มทุกเย็น" not in words(found)
    assert WORDS["who"] in found.text, "nothing that was typed is lost"
    assert "ใต้โต๊ะ" not in words(post(browser, here, **form(act="search", q="ใต้โต๊ะ")))
    nothing = post(browser, here, **form(act="search", q="ไม่มีคำนี้แน่นอน"))
    assert "รายการที่เลือกไว้จะยังคงอยู่" in words(nothing)


def test_what_was_chosen_stays_chosen_while_searching(app, session, theme, voice, officer):
    browser = sign_in(Browser(app), officer)
    here = f"/themes/{theme.id}/needs/new"
    page = post(browser, here, **form(act="search", q="ไม่มีคำนี้แน่นอน", submissions=str(voice.id)))
    assert "เลือกไว้ 1 รายการ" in words(page)
    assert voice.text in words(page)
    sent = post(browser, here, follow=True, **form(submissions=str(voice.id)))
    assert "บันทึกความต้องการแล้ว" in words(sent)
    assert session.scalar(select(NeedEvidence.submission_id)) == voice.id


def test_bad_input_is_said_at_its_field_and_nothing_is_lost(app, theme, officer):
    browser = sign_in(Browser(app), officer)
    here = f"/themes/{theme.id}/needs/new"
    for wrong, said in (
        ({"who": ""}, "เขียนว่าใครต้องการ"),
        ({"what": "ก" * 301}, "300"),
        ({"submissions": "0"}, "Not"),
        ({"statements": str(2**62)}, "เลือกหลักฐานของประเด็นนี้ที่ทุกคนอ่านได้"),
    ):
        page = post(browser, here, **form(**wrong))
        assert page.status_code == 422, wrong
        assert WORDS["why"] in page.text
        assert said == "Not" or said in words(page), said


def test_an_officer_writes_publishes_and_takes_back(app, make, session, theme, voice, officer):
    browser = sign_in(Browser(app), officer)
    sent = post(browser, f"/themes/{theme.id}/needs/new", follow=True, **form())
    need = session.scalars(select(Need)).one()
    assert "เลือกหลักฐาน" in words(sent), "what is to be done next"
    back = post(browser, f"/needs/{need.id}/publish", page=f"/needs/{need.id}", follow=True)
    assert "เลือกเสียงประชาชน ข้อความให้ลงความเห็น หรือบันทึกภาคสนาม" in words(back)

    version = needs.version_of(need)
    changed = form(submissions=str(voice.id), version=version)
    page = words(post(browser, f"/needs/{need.id}/edit", follow=True, **changed))
    assert "เผยแพร่ความต้องการ" in page
    stale = post(browser, f"/needs/{need.id}/edit", **changed)
    assert stale.status_code == 422
    assert "มีผู้อื่นแก้ไขความต้องการนี้" in words(stale)

    assert Browser(app).get(f"/needs/{need.id}").status_code == 404
    page = post(browser, f"/needs/{need.id}/publish", page=f"/needs/{need.id}", follow=True)
    assert "ทุกคนอ่านความต้องการนี้ได้แล้ว" in words(page)
    assert f'action="/needs/{need.id}/retract"' in page.text, "the way back"
    assert Browser(app).get(f"/needs/{need.id}").status_code == 200
    post(browser, f"/needs/{need.id}/retract", page=f"/needs/{need.id}")
    assert Browser(app).get(f"/needs/{need.id}").status_code == 404


def test_the_public_reads_a_need_with_everything_that_proves_it(app, make, theme, voice, officer):
    statement = make.statement(theme, agree_count=6, disagree_count=2)
    note = make.field_note(
        theme,
        place="บ้านหนองน้ำใส",
        participants=8,
        author_id=make.account(display_name="ชื่อผู้เขียน").id,
    )
    need = write(
        theme, officer, submission_ids=[voice.id], statement_ids=[statement.id],
        field_note_ids=[note.id],
    )  # fmt: skip
    publish(need, officer)
    page = Browser(app).get(f"/needs/{need.id}")
    shown = words(page)
    for part in (*WORDS.values(), voice.text, statement.text, "ส่วนใหญ่เห็นด้วย (75%)", note.text):
        assert part in shown, part
    assert "สัมภาษณ์" in shown
    assert "บ้านหนองน้ำใส" in shown
    assert "ผู้เข้าร่วม 8 คน" in shown
    assert f"/submissions/{voice.number}" in page.text
    assert "ชื่อผู้เขียน" not in shown
    assert WORDS["what"] in words(Browser(app).get(f"/themes/{theme.id}/needs"))


def test_a_voice_that_is_taken_back_is_not_quoted_any_more(app, session, theme, voice, officer):
    need = publish(write(theme, officer, submission_ids=[voice.id]), officer)
    text = voice.text
    voice.withdrawn_at, voice.text = NOW, ""
    session.flush()
    shown = words(Browser(app).get(f"/needs/{need.id}"))
    assert text not in shown
    assert "มีหลักฐานอีก 1 รายการที่เปิดอ่านไม่ได้แล้ว" in shown


def test_a_voice_that_became_confidential_is_not_quoted_any_more(
    app, session, theme, voice, officer
):
    need = publish(write(theme, officer, submission_ids=[voice.id]), officer)
    voice.kind = "tip_off"
    session.flush()
    assert voice.text not in words(Browser(app).get(f"/needs/{need.id}"))


def test_a_theme_without_needs_says_so(app, make, round, theme, officer):
    here = f"/themes/{theme.id}/needs"
    assert "ยังไม่มีความต้องการที่เผยแพร่" in words(Browser(app).get(here))
    assert "เขียนความต้องการ" in words(sign_in(Browser(app), officer).get(here))
    other = make.theme(round, state="accepted")
    page = words(Browser(app).get(f"/themes/{other.id}/needs"))
    assert "หน่วยงานยังไม่ได้คัดเลือกประเด็นนี้" in page


def test_the_pages_ask_few_queries(app, make, queries, theme, voice, officer):
    browser, theme_id = sign_in(Browser(app), officer), theme.id
    need = make.need(theme, [voice])
    voices = session_voices()

    def asked(path: str) -> int:
        db.session.flush()
        db.session.expunge_all()
        queries.clear()
        assert browser.get(path).status_code == 200
        return len(queries)

    paths = (f"/themes/{theme_id}/needs", f"/needs/{need.id}", f"/needs/{need.id}/edit",
             f"/themes/{theme_id}/needs/new")  # fmt: skip
    first = make.statement(theme), make.field_note(theme)
    need_id = need.id
    _prove(make, need_id, voices[1], *first)
    few = [asked(path) for path in paths]
    for n in range(10):
        again = db.session.get_one(type(theme), theme_id)
        _prove(make, need_id, make.submission(again.round), make.statement(again, f"ข้อ {n}"),
               make.field_note(again))  # fmt: skip
        make.need(again)
    assert [asked(path) for path in paths] == few
    assert max(few) <= 15


def session_voices() -> list[Submission]:
    return list(db.session.scalars(select(Submission).order_by(Submission.id)))


def _prove(make, need_id, voice, statement, note) -> None:
    make._add(NeedEvidence(need_id=need_id, submission_id=voice.id))
    make._add(NeedEvidence(need_id=need_id, statement_id=statement.id))
    make._add(NeedEvidence(need_id=need_id, field_note_id=note.id))
