"""Officers put a dossier together from the trace, write it, hand it in and take it back."""

import threading

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from ideation.accounts.models import Role
from ideation.core.errors import Conflict, InvalidInput, NotAllowed, NotFound, SignInNeeded
from ideation.core.events import history
from ideation.core.i18n import force_locale
from ideation.core.registry import registry
from ideation.core.typed import mark_of
from ideation.deliver.models import Dossier, DossierVersion, Feedback
from ideation.deliver.service import dossiers, pocs
from ideation.deliver.service.dossiers.differences import differences
from ideation.deliver.service.dossiers.files import bare
from ideation.deliver.service.dossiers.handing_in import lacks
from ideation.deliver.service.dossiers.parts import PARTS
from ideation.deliver.service.search import search_dossiers
from ideation.diagnose.models import Submission
from ideation.extensions import db
from ideation.notify.models import Follow, News
from tests.deliver.dossier_story import (
    NOW,
    WRITTEN,
    begun,
    body_of,
    complete,
    finished_trial,
    handed_in,
    on_agenda,
    returned,
)

STRANGERS = [
    (lambda _make: None, SignInNeeded),
    (lambda make: make.account(), NotAllowed),
    (lambda make: make.member(Role.AUDITOR), NotAllowed),
    (lambda make: make.member(Role.COMMITTEE_SECRETARY), NotAllowed),
    (lambda make: make.member(Role.OFFICER, agency=make.new_agency()), NotAllowed),
]


@pytest.fixture
def officer(make):
    return make.officer()


def test_o4_a_dossier_is_put_together_from_the_trace(make, officer, session):
    poc = finished_trial(make)
    dossier = dossiers.start(poc.id, actor=officer, now=NOW)

    assert [section.key for section in dossier.sections] == [part.key for part in PARTS]
    assert dossier.title == poc.idea.title
    assert dossier.state == "drafting"
    voices = body_of(dossier, "voices")
    assert "อินเทอร์เน็ตชุมชน" in voices
    assert "เน็ตล่มทุกเย็น" in voices
    assert "http://localhost/submissions/" in voices
    assert "เชียงใหม่ (1)" in voices
    needs = body_of(dossier, "needs")
    assert "นักเรียนในหมู่บ้านห่างไกล" in needs
    assert "ร้านค้า" not in needs, "a need that is not published"
    opinions = body_of(dossier, "opinions")
    assert "| ควรมีอินเทอร์เน็ตทุกหมู่บ้าน | 80% | 20% | 0% | 10 |" in opinions
    assert "ยังไม่มีใครตอบ" not in opinions
    ideas = body_of(dossier, "ideas")
    assert "ทำได้จริงในหกเดือน" in ideas
    assert "แพงเกินไป" in ideas
    assert "ขอถอน" not in ideas
    trial = body_of(dossier, "trial")
    assert "| 20 | 80 | 48" in trial
    assert "ย้ายเสา" in trial
    assert "ใช้ได้ดีมาก" in trial
    assert "ซ่อนแล้ว" not in trial, "feedback that was hidden"
    assert "ถึงเป้าหมาย" in body_of(dossier, "summary")
    assert [body_of(dossier, key) for key in ("proposal", "legal", "budget", "risks")] == [""] * 4
    assert [event.verb for event in history(session, dossier)] == ["dossier.started"]
    followed = session.scalars(select(Follow.subject_id).filter_by(account_id=officer.id)).all()
    assert followed == [dossier.id]


def test_b4_a_report_of_wrongdoing_is_quoted_nowhere(make, officer):
    dossier = begun(make, officer)
    whole = "\n".join(section.body for section in dossier.sections)
    assert "เรียกเงิน" not in whole
    assert "เชียงราย (1)" in whole, "of two voices from there, one is a report of wrongdoing"


def test_what_people_typed_is_no_markdown(make, officer):
    voices = body_of(begun(make, officer), "voices")
    assert r"ราคา \[แพง\](x) \| มาก" in voices


def test_a_dossier_is_written_in_thai_whatever_the_officer_reads(make, officer):
    with force_locale("en"):
        dossier = begun(make, officer)
    assert "People" not in body_of(dossier, "opinions")
    assert "ประชาชน" in body_of(dossier, "trial")


def test_a_theme_with_nothing_found_says_so(make, officer):
    idea = make.promoted_idea(make.challenge(make.theme(make.round())), reason="ลองดู")
    dossier = dossiers.start(make.finished_poc(idea).id, actor=officer, now=NOW)
    for key in ("voices", "needs", "opinions", "ideas", "trial", "summary"):
        assert body_of(dossier, key)


def test_starting_twice_makes_one_dossier(make, officer, session):
    poc = finished_trial(make)
    first = dossiers.start(poc.id, actor=officer, now=NOW)
    dossiers.write_section(first.id, "risks", "มี", actor=officer, now=NOW)
    again = dossiers.start(poc.id, actor=make.officer(), now=NOW)
    assert again is first
    assert body_of(again, "risks") == "มี"
    assert len(history(session, first)) == 2


@pytest.mark.committed
def test_two_officers_start_at_the_same_moment(app, make, session):
    poc_id, officer_id = finished_trial(make).id, make.officer().id
    session.commit()
    made = []

    def start() -> None:
        with app.app_context():
            from ideation.accounts.models import Account

            actor = db.session.get(Account, officer_id)
            made.append(dossiers.start(poc_id, actor=actor, now=NOW).id)
            db.session.remove()

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4
    assert len(set(made)) == 1
    assert len(session.scalars(select(Dossier)).one().sections) == len(PARTS)


@pytest.mark.parametrize("state", ["planned", "running", "stopped"])
def test_only_a_finished_trial_has_a_dossier(make, officer, state):
    ended = {"reason": "ไม่สำเร็จ"} if state == "stopped" else {"reason": "", "ended_at": None}
    poc = finished_trial(make, state=state, **ended)
    with pytest.raises(Conflict):
        dossiers.start(poc.id, actor=officer, now=NOW)


def test_there_is_no_dossier_of_no_trial(officer):
    with pytest.raises(NotFound):
        dossiers.start(10**12, actor=officer, now=NOW)


@pytest.mark.parametrize(("actor", "refusal"), STRANGERS)
def test_only_officers_of_the_agency_work_on_it(make, officer, actor, refusal):
    other_poc = finished_trial(make)
    dossier = complete(make, officer)
    who = {"actor": actor(make), "now": NOW}
    for act in (
        lambda: dossiers.start(other_poc.id, **who),
        lambda: dossiers.write_section(dossier.id, "risks", "x", **who),
        lambda: dossiers.rewrite_section(dossier.id, "voices", **who),
        lambda: dossiers.restore_section(dossier.id, "voices", **who),
        lambda: dossiers.refresh(dossier.id, **who),
        lambda: dossiers.rename(dossier.id, "x", **who),
        lambda: dossiers.submit(dossier.id, **who),
        lambda: dossiers.take_back(dossier.id, **who),
        lambda: dossiers.desk(dossier.id, "risks", actor=who["actor"]),
    ):
        with pytest.raises(refusal):
            act()


def test_a_section_is_written_by_hand(make, officer, session):
    dossier = begun(make, officer)
    dossiers.write_section(dossier.id, "budget", " ปีละ\r\n12 ล้าน \x00", actor=officer, now=NOW)
    assert body_of(dossier, "budget") == "ปีละ\n12 ล้าน"
    newest = history(session, dossier)[0]
    assert (newest.verb, newest.data) == ("dossier.section_written", {"section": "budget"})

    dossiers.write_section(dossier.id, "budget", "ปีละ\n12 ล้าน", actor=officer, now=NOW)
    assert history(session, dossier)[0] is newest, "nothing changed"


def test_an_old_page_does_not_overwrite_what_somebody_else_wrote(make, officer):
    dossier = begun(make, officer)
    seen = mark_of(body_of(dossier, "risks"))
    dossiers.write_section(dossier.id, "risks", "ของฉัน", actor=make.officer(), now=NOW)
    with pytest.raises(Conflict):
        dossiers.write_section(dossier.id, "risks", "อื่น", actor=officer, now=NOW, seen=seen)
    assert body_of(dossier, "risks") == "ของฉัน"
    now_seen = mark_of("ของฉัน")
    dossiers.write_section(dossier.id, "risks", "อื่น", actor=officer, now=NOW, seen=now_seen)
    assert body_of(dossier, "risks") == "อื่น"


def test_too_long_a_section_is_refused_at_its_field(make, officer):
    dossier = begun(make, officer)
    with pytest.raises(InvalidInput) as refused:
        dossiers.write_section(dossier.id, "risks", "ก" * 50_001, actor=officer, now=NOW)
    assert refused.value.field == "body"
    with pytest.raises(NotFound):
        dossiers.write_section(dossier.id, "nonsense", "ก", actor=officer, now=NOW)


def test_an_edited_section_is_written_anew_and_comes_back(make, officer):
    dossier = begun(make, officer)
    from_trace = body_of(dossier, "voices")
    dossiers.write_section(dossier.id, "voices", "แก้เอง", actor=officer, now=NOW)

    assert dossiers.rewrite_section(dossier.id, "voices", actor=officer, now=NOW)
    assert body_of(dossier, "voices") == from_trace
    dossiers.restore_section(dossier.id, "voices", actor=officer, now=NOW)
    assert body_of(dossier, "voices") == "แก้เอง"
    with pytest.raises(Conflict):
        dossiers.restore_section(dossier.id, "voices", actor=officer, now=NOW)


def test_there_is_nothing_to_bring_back_of_what_nobody_wrote(make, officer):
    dossier = begun(make, officer)
    assert not dossiers.rewrite_section(dossier.id, "voices", actor=officer, now=NOW)
    with pytest.raises(Conflict):
        dossiers.restore_section(dossier.id, "voices", actor=officer, now=NOW)
    with pytest.raises(NotFound):
        dossiers.rewrite_section(dossier.id, "proposal", actor=officer, now=NOW)


def test_sections_grow_with_the_trace_unless_somebody_edited_them(make, officer, session):
    dossier = begun(make, officer)
    dossiers.write_section(dossier.id, "ideas", "แก้เอง", actor=officer, now=NOW)
    theme = dossier.poc.idea.challenge.theme
    make.need(theme, who="ร้านค้าในตลาด")
    make.idea(dossier.poc.idea.challenge, title="แนวคิดที่มาทีหลัง")
    session.flush()
    session.expire_all()

    changed = dossiers.refresh(dossier.id, actor=officer, now=NOW)

    assert changed == 2, "the needs and the summary, which counts needs and ideas"
    assert "ร้านค้าในตลาด" in body_of(dossier, "needs")
    assert body_of(dossier, "ideas") == "แก้เอง"
    assert dossiers.refresh(dossier.id, actor=officer, now=NOW) == 0


def test_a_dossier_is_renamed(make, officer):
    dossier = begun(make, officer)
    dossiers.rename(dossier.id, "  ชื่อ  ใหม่ ", actor=officer, now=NOW)
    assert dossier.title == "ชื่อ ใหม่"
    for bad in (" ", "ก" * 201):
        with pytest.raises(InvalidInput) as refused:
            dossiers.rename(dossier.id, bad, actor=officer, now=NOW)
        assert refused.value.field == "title"


def test_proposal_budget_and_risks_must_be_written(make, officer):
    dossier = begun(make, officer)
    assert [lack.key for lack in lacks(dossier)] == ["proposal", "budget", "risks"]
    for key, body in WRITTEN.items():
        with pytest.raises(InvalidInput) as refused:
            dossiers.submit(dossier.id, actor=officer, now=NOW)
        assert refused.value.field == key
        dossiers.write_section(dossier.id, key, body, actor=officer, now=NOW)
    assert dossier.state == "drafting"
    assert lacks(dossier) == []
    dossiers.submit(dossier.id, actor=officer, now=NOW)


def test_o4_the_policy_innovation_goes_to_the_committee(make, officer, session):
    dossier = complete(make, officer)
    version = dossiers.submit(dossier.id, actor=officer, now=NOW)

    assert (dossier.state, dossier.version_number) == ("submitted", 1)
    assert (version.number, version.title) == (1, dossier.title)
    bodies = {each["key"]: each["body"] for each in version.content["sections"]}
    assert bodies["proposal"] == WRITTEN["proposal"]
    assert bodies["voices"] == body_of(dossier, "voices")
    assert "legal" not in bodies, "what was left empty is left out"
    newest = history(session, dossier)[0]
    assert newest.verb == "dossier.submitted"
    assert newest.data == {
        "version_id": version.id, "number": 1, "poc_id": dossier.poc_id,
    }  # fmt: skip
    news = session.scalars(select(News).where(News.event == "dossier.submitted")).one()
    assert (news.subject_id, news.title) == (dossier.id, dossier.title)


def test_what_was_handed_in_cannot_be_changed(make, officer):
    dossier = handed_in(make, officer)
    who = {"actor": officer, "now": NOW}
    for act in (
        lambda: dossiers.write_section(dossier.id, "risks", "x", **who),
        lambda: dossiers.rewrite_section(dossier.id, "voices", **who),
        lambda: dossiers.refresh(dossier.id, **who),
        lambda: dossiers.rename(dossier.id, "x", **who),
        lambda: dossiers.submit(dossier.id, **who),
        lambda: dossiers.desk(dossier.id, "risks", actor=officer),
    ):
        with pytest.raises(Conflict):
            act()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE dossier_version SET title = 'x'",
        "UPDATE dossier_version SET content = '{}'",
        "DELETE FROM dossier_version",
    ],
)
def test_the_database_keeps_a_version_as_it_is(make, officer, session, change):
    handed_in(make, officer)
    with pytest.raises(DBAPIError, match="never changed"), session.begin_nested():
        session.execute(text(change))


def test_a_dossier_is_taken_back_until_it_stands_on_an_agenda(make, officer, session):
    dossier = handed_in(make, officer)
    dossiers.take_back(dossier.id, actor=officer, now=NOW)
    assert dossier.state == "drafting"
    assert history(session, dossier)[0].verb == "dossier.taken_back"
    dossiers.write_section(dossier.id, "legal", "มาตรา 6", actor=officer, now=NOW)
    assert dossiers.submit(dossier.id, actor=officer, now=NOW).number == 2

    on_agenda(make, dossier)
    with pytest.raises(Conflict):
        dossiers.take_back(dossier.id, actor=officer, now=NOW)


def test_a_returned_dossier_is_handed_in_again(make, officer, session):
    dossier = returned(make, officer)
    assert dossiers.desk(dossier.id, "budget", actor=officer).asked.points == "ขอแผนงบประมาณสามปี"
    dossiers.write_section(dossier.id, "budget", "ปีละ 12 ล้าน สามปี", actor=officer, now=NOW)
    dossiers.rename(dossier.id, "ชื่อที่ชัดขึ้น", actor=officer, now=NOW)
    second = dossiers.submit(dossier.id, actor=officer, now=NOW)

    assert (second.number, second.title) == (2, "ชื่อที่ชัดขึ้น")
    first = session.scalars(select(DossierVersion).filter_by(number=1)).one()
    assert first.content != second.content
    compared = dossiers.compare(dossier.id, 2, actor=officer)
    assert "".join(piece.text for piece in compared.title if piece.kind == "added")
    [(part, found)] = compared.sections
    assert part.key == "budget"
    old = "".join(piece.text for piece in found if piece.kind != "added")
    new = "".join(piece.text for piece in found if piece.kind != "removed")
    assert (old, new) == (WRITTEN["budget"], "ปีละ 12 ล้าน สามปี")


def test_a_voice_that_was_taken_back_is_shown_in_no_dossier(make, officer, session):
    dossier = returned(make, officer)
    assert [found.id for found in search_dossiers("เน็ตล่มทุกเย็น", 5)] == [dossier.id]
    voice = session.scalars(select(Submission).filter_by(text="เน็ตล่มทุกเย็น")).one()
    assert "เน็ตล่มทุกเย็น" in dossiers.document(dossier.id, "md", 1, actor=None, now=NOW).text
    voice.text, voice.withdrawn_at = "", NOW
    session.flush()

    for number in (None, 1):
        document = dossiers.document(dossier.id, "md", number, actor=officer, now=NOW)
        assert "เน็ตล่มทุกเย็น" not in document.text
        assert "ถอนเรื่องนี้แล้ว" in document.text
        assert r"ราคา \[แพง\]" in document.text, "other voices stay"
    assert "เน็ตล่มทุกเย็น" not in dossiers.desk(dossier.id, "voices", actor=officer).body
    assert search_dossiers("เน็ตล่มทุกเย็น", 5) == [], "nor found by it"
    second = dossiers.submit(dossier.id, actor=officer, now=NOW)
    assert "เน็ตล่มทุกเย็น" not in str(second.content)


def test_feedback_that_is_hidden_later_is_shown_in_no_dossier(make, officer, session):
    dossier = returned(make, officer)
    said = session.scalars(select(Feedback).filter_by(text="ใช้ได้ดีมาก")).one()
    written = dossiers.document(dossier.id, "md", 1, actor=None, now=NOW).text
    assert "ใช้ได้ดีมาก" in written
    assert f"/trials/{said.poc_id}#said-{said.id})" in written
    pocs.hide_feedback(said.id, "มีชื่อบุคคล", actor=officer, now=NOW)
    for number in (None, 1):
        document = dossiers.document(dossier.id, "md", number, actor=officer, now=NOW)
        assert "ใช้ได้ดีมาก" not in document.text
        assert "หน่วยงานซ่อนข้อความนี้" in document.text
        assert "เน็ตล่มทุกเย็น" in document.text, "voices stay"
    pocs.unhide_feedback(said.id, actor=officer, now=NOW)
    assert "ใช้ได้ดีมาก" in dossiers.document(dossier.id, "md", 1, actor=None, now=NOW).text


def test_differences_leave_out_what_stayed_far_away():
    same = "\n".join(f"บรรทัดที่ {number}" for number in range(9))
    found = differences(f"{same}\nราคา 10 บาท\n{same}", f"{same}\nราคา 20 บาท\n{same}")
    assert [(piece.kind, piece.text) for piece in found] == [
        ("kept", "…\nบรรทัดที่ 8\nราคา "),
        ("removed", "10"),
        ("added", "20"),
        ("kept", " บาท\nบรรทัดที่ 0\n…"),
    ]
    assert differences(same, same) == differences("", "") == []


def test_plain_text_has_no_marks():
    marked = "## หัวข้อ\n\n| ก | ข |\n| --- | ---: |\n| 1 | 2 |\n\n> “\\[ไม่\\]” [ดู](http://a/b)"
    assert bare(marked) == "หัวข้อ\n\nก | ข\n1 | 2\n\n> “[ไม่]” ดู (http://a/b)"


def test_a_closed_account_leaves_dossiers_without_its_number(make, officer):
    dossier = complete(make, officer)
    exported = registry.exporters["dossiers"](officer.id)
    assert {each.get("section") for each in exported} >= set(WRITTEN)

    registry.erasers["dossiers"](officer.id, now=NOW)
    db.session.expire_all()

    assert dossier.created_by_id is None
    assert {section.updated_by_id for section in dossier.sections} == {None}
    assert body_of(dossier, "risks") == WRITTEN["risks"]
