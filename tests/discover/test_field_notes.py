"""Officers keep what they heard and saw on site; staff reads it, the public does not."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from ideation.accounts.models import Role
from ideation.core import clock, ids
from ideation.core.errors import Conflict, InvalidInput, NotAllowed, NotFound, SignInNeeded
from ideation.core.events import history
from ideation.core.models import Event
from ideation.discover.models import FieldNote, NeedEvidence
from ideation.discover.service import field_notes
from ideation.extensions import db
from tests.discover.conftest import NOW
from tests.factories import sign_in
from tests.helpers import Browser, post, words

NOTE = {
    "method": "interview",
    "held_on": date(2026, 1, 15),
    "place": "บ้านหนองน้ำใส",
    "participants": 4,
    "text": "ผู้ใหญ่บ้านเล่าว่าเน็ตหลุดทุกเย็น",
}


def write(theme, actor, **values) -> FieldNote:
    return field_notes.write(theme.id, **{**NOTE, "actor": actor, "now": clock.now(), **values})


def test_a_note_is_kept_with_method_day_place_and_people(session, theme, officer):
    note = write(theme, officer)
    session.expire_all()
    stored = session.get_one(FieldNote, note.id)
    assert {name: getattr(stored, name) for name in NOTE} == NOTE
    assert stored.author_id == officer.id
    assert [event.verb for event in history(session, note)] == ["field_note.written"]


def test_sending_a_form_twice_makes_one_note(session, theme, officer):
    token = ids.new_token()
    assert write(theme, officer, submit_token=token) is write(theme, officer, submit_token=token)
    assert session.scalar(select(func.count()).select_from(FieldNote)) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"method": "rumour"}, "method"),
        ({"held_on": NOW.date() + timedelta(days=2)}, "held_on"),
        ({"held_on": date(1200, 1, 1)}, "held_on"),
        ({"place": "ก" * 201}, "place"),
        ({"participants": 0}, "participants"),
        ({"text": "  "}, "text"),
        ({"text": "ก" * 5_001}, "text"),
    ],
)
def test_what_cannot_be_stored_is_refused_at_its_field(theme, officer, change, field):
    with pytest.raises(InvalidInput) as refused:
        write(theme, officer, **change)
    assert refused.value.field == field


def test_place_and_number_may_be_left_out(theme, officer):
    note = write(theme, officer, place="", participants=None)
    assert (note.place, note.participants) == ("", None)


def test_notes_are_about_selected_themes(make, round, officer):
    with pytest.raises(Conflict):
        write(make.theme(round, state="accepted"), officer)


def edit(note, actor, version=None, **values):
    return field_notes.edit(
        note.id, **{**NOTE, **values}, version=version or field_notes.version_of(note),
        actor=actor, now=clock.now(),
    )  # fmt: skip


def test_a_note_is_corrected_unless_somebody_was_faster(make, theme, officer):
    note = write(theme, officer)
    seen = field_notes.version_of(note)
    assert edit(note, officer, text="แก้แล้ว").text == "แก้แล้ว"
    with pytest.raises(Conflict):
        edit(note, make.officer(), version=seen, text="อีกคนแก้")


def test_a_note_is_deleted_unless_a_need_rests_on_it(make, session, theme, officer):
    note, cited = write(theme, officer), write(theme, officer)
    make._add(NeedEvidence(need_id=make.need(theme).id, field_note_id=cited.id))
    common = {"actor": officer, "now": clock.now()}
    assert field_notes.delete_note(note.id, **common) is theme
    with pytest.raises(Conflict):
        field_notes.delete_note(cited.id, **common)
    assert session.scalars(select(FieldNote.id)).all() == [cited.id]
    assert session.scalar(select(Event.verb).order_by(Event.id.desc())) == "field_note.deleted"


def test_officers_write_staff_reads_others_do_neither(make, theme, officer):
    note = write(theme, officer)
    auditor = make.member(Role.AUDITOR)
    outsider = make.officer(agency=make.new_agency())
    _theme, page = field_notes.listing(theme.id, 1, actor=auditor)
    assert page.items == [note]
    for actor, error in (
        (None, SignInNeeded),
        (make.account(), NotAllowed),
        (outsider, NotAllowed),
    ):
        with pytest.raises(error):
            field_notes.listing(theme.id, 1, actor=actor)
    for actor in (auditor, make.account(), outsider):
        for forbidden in (lambda who: write(theme, who), lambda who: edit(note, who)):
            with pytest.raises(NotAllowed):
                forbidden(actor)
        with pytest.raises(NotAllowed):
            field_notes.delete_note(note.id, actor=actor, now=clock.now())
    with pytest.raises(NotFound):
        field_notes.read(0, actor=officer)


FORM = {**{name: str(value) for name, value in NOTE.items()}, "submit_token": ids.new_token()}


def test_the_pages(app, make, session, theme, officer):
    browser = sign_in(Browser(app), officer)
    here = f"/themes/{theme.id}/field-notes"
    assert "ยังไม่มีบันทึกภาคสนาม" in words(browser.get(here))
    form = words(browser.get(f"{here}/new"))
    assert "ไม่ใส่ชื่อบุคคล" in form
    page = words(post(browser, f"{here}/new", follow=True, **FORM))
    for shown in (
        "เก็บบันทึกแล้ว",
        "สัมภาษณ์",
        "15 ม.ค. 2569",
        "บ้านหนองน้ำใส",
        "ผู้เข้าร่วม 4 คน",
        NOTE["text"],
    ):
        assert shown in page, shown
    note = session.scalars(select(FieldNote)).one()

    wrong = post(browser, f"/field-notes/{note.id}/edit", **{**FORM, "text": "ก" * 5_001})
    assert wrong.status_code == 422
    assert "5000" in words(wrong)
    version = field_notes.version_of(note)
    sent = {**FORM, "text": "แก้ไขข้อความ", "version": version}
    assert "แก้ไขข้อความ" in words(post(browser, f"/field-notes/{note.id}/edit", follow=True, **sent))
    stale = post(browser, f"/field-notes/{note.id}/edit", **{**sent, "text": "อีกครั้ง"})
    assert stale.status_code == 422
    assert "มีผู้อื่นแก้ไขบันทึกนี้" in words(stale)
    assert "อีกครั้ง" in stale.text

    assert "ต้องการลบหรือไม่" in words(browser.get(here)), "deleting asks"
    page = words(post(browser, f"/field-notes/{note.id}/delete", page=here, follow=True))
    assert "ลบบันทึกแล้ว" in page


def test_the_list_asks_few_queries(app, make, queries, theme):
    auditor = make.member(Role.AUDITOR)
    browser, theme_id = sign_in(Browser(app), auditor), theme.id

    def asked() -> int:
        db.session.flush()
        db.session.expunge_all()
        queries.clear()
        assert browser.get(f"/themes/{theme_id}/field-notes").status_code == 200
        return len(queries)

    make.field_note(theme, author_id=make.officer().id)
    few = asked()
    for _n in range(19):
        make.field_note(db.session.get_one(type(theme), theme_id), author_id=make.officer().id)
    assert asked() == few <= 15
