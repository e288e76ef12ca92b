"""The pages of dossiers: who reads what, and what officers see where something is wrong."""

import re

import pytest

from ideation.accounts.models import Role
from ideation.deliver.models import Dossier
from ideation.deliver.service import dossiers
from ideation.deliver.service.search import search_dossiers
from tests.deliver.dossier_story import (
    NOW,
    WRITTEN,
    begun,
    body_of,
    committee_people,
    complete,
    finished_trial,
    handed_in,
    on_agenda,
    returned,
)
from tests.factories import sign_in
from tests.helpers import Browser, post, words

MOST_QUERIES = 15


@pytest.fixture
def officer(make):
    return make.officer()


@pytest.fixture
def desk(app, officer) -> Browser:
    """The officer's browser."""
    return sign_in(Browser(app), officer)


@pytest.fixture
def browser(app) -> Browser:
    """A visitor's browser."""
    return Browser(app)


def seen_by(app, account, path: str) -> int:
    return sign_in(Browser(app), account).get(path).status_code


def test_an_officer_starts_a_dossier_on_the_page_of_the_trial(make, desk, session):
    poc = finished_trial(make)
    trial = desk.get(f"/trials/{poc.id}")
    assert f'action="/trials/{poc.id}/dossier"' in trial.text
    page = post(desk, f"/trials/{poc.id}/dossier", page=f"/trials/{poc.id}", follow=True)
    assert page.status_code == 200
    assert "จัดทำข้อเสนอ" not in words(desk.get(f"/trials/{poc.id}"))
    assert "เน็ตล่มทุกเย็น" in words(page)
    assert session.query(Dossier).one().poc_id == poc.id


def test_the_public_cannot_read_a_draft(app, make, officer, browser):
    dossier = complete(make, officer)
    path = f"/dossiers/{dossier.id}"
    addresses = (path, f"{path}/versions/1", f"{path}/versions/1/changes", f"{path}/download.md")
    for address in addresses:
        assert browser.get(address).status_code == 404
        assert seen_by(app, make.account(), address) == 404
    assert "ข้อเสนอเชิงนวัตกรรมนโยบาย" not in words(browser.get(f"/trials/{dossier.poc_id}"))
    assert search_dossiers("จุดกระจาย", 5) == []


def test_who_reads_a_draft(app, make, officer):
    dossier = begun(make, officer)
    path = f"/dossiers/{dossier.id}"
    for role in (Role.OFFICER, Role.ADMINISTRATOR, Role.AUDITOR):
        assert seen_by(app, make.member(role), path) == 200
    for role in (Role.EVALUATOR, Role.COMMITTEE_MEMBER, Role.COMMITTEE_SECRETARY):
        assert seen_by(app, make.member(role), path) == 404
    outsider = make.member(Role.AUDITOR, agency=make.new_agency())
    assert seen_by(app, outsider, path) == 404


def test_the_committees_people_read_what_was_handed_in(app, make, officer, browser):
    dossier = handed_in(make, officer)
    path = f"/dossiers/{dossier.id}"
    people = committee_people(make)
    for person in people:
        assert seen_by(app, person, path) == 200
        assert seen_by(app, person, f"{path}/versions/1") == 200
    assert seen_by(app, make.member(Role.EVALUATOR), path) == 404
    stranger = make.member(Role.COMMITTEE_MEMBER, agency=make.new_agency())
    assert seen_by(app, stranger, path) == 404
    assert browser.get(path).status_code == 404

    dossiers.take_back(dossier.id, actor=officer, now=NOW)
    for person in people:
        assert seen_by(app, person, path) == 404, "the officers have it again"


@pytest.mark.parametrize(
    ("state", "status"),
    [("planned", 404), ("called", 200), ("open", 200), ("closed", 200)],
)
def test_everybody_reads_what_stands_on_a_called_agenda(make, officer, browser, state, status):
    dossier = handed_in(make, officer)
    on_agenda(make, dossier, state=state)
    page = browser.get(f"/dossiers/{dossier.id}")
    assert page.status_code == status
    if status == 200:
        assert WRITTEN["proposal"] in words(page)
        assert [found.path for found in search_dossiers("ทุกหมู่บ้าน", 5)] == [
            f"/dossiers/{dossier.id}"
        ]
        assert search_dossiers("ไม่มีคำนี้", 5) == search_dossiers(" \x00", 5) == []


def test_a_dossier_of_a_draft_round_stays_hidden(app, make, officer, browser):
    dossier = handed_in(make, officer, round=make.round(state="draft", published_at=None))
    on_agenda(make, dossier)
    path = f"/dossiers/{dossier.id}"
    outsider = make.member(Role.OFFICER, agency=make.new_agency())
    assert browser.get(path).status_code == 404
    assert seen_by(app, outsider, path) == 404
    assert seen_by(app, officer, path) == 200
    assert search_dossiers("หมู่บ้าน", 5) == []


def test_the_public_reads_the_version_that_was_decided_on(make, officer, browser, desk):
    dossier = returned(make, officer)
    path = f"/dossiers/{dossier.id}"
    dossiers.write_section(dossier.id, "proposal", "ข้อเสนอปกปิดฉบับใหม่", actor=officer, now=NOW)
    dossiers.rename(dossier.id, "ชื่อปกปิด", actor=officer, now=NOW)

    public = browser.get(path)
    assert WRITTEN["proposal"] in words(public)
    assert "ปกปิด" not in words(public)
    assert "ข้อเสนอปกปิดฉบับใหม่" in words(desk.get(path))

    dossiers.submit(dossier.id, actor=officer, now=NOW)
    assert "ปกปิด" not in words(browser.get(path)), "version 2 stands on no agenda yet"
    assert browser.get(f"{path}/versions/2").status_code == 404
    assert browser.get(f"{path}/versions/2/changes").status_code == 404
    on_agenda(make, dossier)
    assert "ข้อเสนอปกปิดฉบับใหม่" in words(browser.get(path))
    changes = browser.get(f"{path}/versions/2/changes")
    assert "<del>" in changes.text
    assert "ข้อเสนอปกปิดฉบับใหม่" in words(changes)
    assert "คุณกำลังอ่านฉบับก่อนหน้า" in words(browser.get(f"{path}/versions/1"))


def test_officers_see_the_committees_points_on_top(make, officer, browser, desk):
    dossier = returned(make, officer)
    path = f"/dossiers/{dossier.id}"
    page = words(desk.get(path))
    assert page.index("ขอแผนงบประมาณสามปี") < page.index("เน็ตล่มทุกเย็น")
    assert "ขอแผนงบประมาณสามปี" in words(desk.get(f"{path}/sections/budget"))
    assert "ขอแผนงบประมาณสามปี" not in words(browser.get(path))


def test_what_is_missing_stands_at_the_sections(make, officer, desk):
    dossier = begun(make, officer)
    path = f"/dossiers/{dossier.id}"
    page = post(desk, f"{path}/submit", page=path)
    assert page.status_code == 422
    for key in ("proposal", "budget", "risks"):
        assert f'<a href="#{key}">' in page.text, "the summary leads to the section"
    assert page.text.count('class="field-error"') == 3
    assert dossier.state == "drafting"


def test_a_complete_dossier_is_handed_in_and_taken_back(make, officer, desk):
    dossier = complete(make, officer)
    path = f"/dossiers/{dossier.id}"
    page = post(desk, f"{path}/submit", page=path, follow=True)
    assert "เสนอฉบับที่ 1 แล้ว" in words(page)
    assert f'action="{path}/take-back"' in page.text
    assert f"{path}/sections/budget" not in page.text
    again = post(desk, f"{path}/submit", page=path)
    assert again.status_code == 409
    page = post(desk, f"{path}/take-back", page=path, follow=True)
    assert f"{path}/sections/budget" in page.text


def test_a_section_is_previewed_before_it_is_saved(make, officer, desk):
    dossier = begun(make, officer)
    path = f"/dossiers/{dossier.id}/sections/risks"
    shown = post(desk, path, act="preview", body="**สำคัญ** <script>", seen="x")
    assert "<strong>สำคัญ</strong>" in shown.text
    assert "<script>\n" not in shown.text
    assert body_of(dossier, "risks") == ""
    seen = re.search(r'name="seen"[^>]*value="(\w+)"', desk.get(path).text).group(1)
    saved = post(desk, path, act="save", body="**สำคัญ**", seen=seen)
    assert saved.headers["Location"] == f"/dossiers/{dossier.id}#risks"
    assert body_of(dossier, "risks") == "**สำคัญ**"


def test_an_old_page_shows_what_is_there_now_and_keeps_what_was_typed(make, officer, desk):
    dossier = begun(make, officer)
    path = f"/dossiers/{dossier.id}/sections/risks"
    dossiers.write_section(dossier.id, "risks", "ของคนอื่น", actor=make.officer(), now=NOW)
    page = post(desk, path, act="save", body="ของฉัน", seen="0" * 16)
    assert page.status_code == 422
    assert "ของคนอื่น" in words(page)
    assert "ของฉัน" in page.text
    seen = re.search(r'name="seen"[^>]*value="(\w+)"', page.text).group(1)
    post(desk, path, act="save", body="ของฉัน", seen=seen)
    assert body_of(dossier, "risks") == "ของฉัน"


def test_writing_anew_offers_the_way_back(make, officer, desk):
    dossier = begun(make, officer)
    path = f"/dossiers/{dossier.id}"
    dossiers.write_section(dossier.id, "needs", "แก้เอง", actor=officer, now=NOW)
    page = post(desk, f"{path}/sections/needs/rewrite", page=path, follow=True)
    assert f'action="{path}/sections/needs/restore"' in page.text
    post(desk, f"{path}/sections/needs/restore", page=path)
    assert body_of(dossier, "needs") == "แก้เอง"
    page = post(desk, f"{path}/refresh", page=path, follow=True)
    assert "ไม่มีอะไรเปลี่ยน" in words(page)


def test_the_title_is_changed_on_a_page_of_its_own(make, officer, desk):
    dossier = begun(make, officer)
    path = f"/dossiers/{dossier.id}/title"
    assert post(desk, path, title=" ").status_code == 422
    assert post(desk, path, title="ชื่อใหม่").status_code == 302
    assert dossier.title == "ชื่อใหม่"


def test_a_dossier_is_taken_along_as_a_file(make, officer, browser, desk):
    dossier = returned(make, officer)
    path = f"/dossiers/{dossier.id}/download"
    marked = browser.get(f"{path}.md")
    assert marked.mimetype == "text/markdown"
    assert marked.text.startswith("# ตั้งจุดกระจายสัญญาณ")
    assert "## 7. ข้อเสนอเชิงนโยบาย\n\n" + WRITTEN["proposal"] in marked.text
    assert f"dossier-{dossier.id}-v1.md" in marked.headers["Content-Disposition"]
    plain = browser.get(f"{path}.txt?version=1").text
    assert "##" not in plain
    assert "| --- |" not in plain
    assert "ร่าง" in desk.get(f"{path}.txt").text
    assert browser.get(f"{path}.txt?version=9").status_code == 404
    assert browser.get(f"{path}.pdf").status_code == 404


def test_a_section_that_does_not_exist_is_not_found(make, officer, desk):
    dossier = begun(make, officer)
    assert desk.get(f"/dossiers/{dossier.id}/sections/nonsense").status_code == 404
    assert desk.get("/dossiers/999999").status_code == 404
    assert desk.get(f"/dossiers/{dossier.id}/versions/1").status_code == 404


def test_pages_need_few_queries_however_much_there_is(make, officer, browser, desk, queries):
    dossier = handed_in(make, officer)
    path = f"/dossiers/{dossier.id}"
    counts = []
    for _round in range(2):
        item = on_agenda(make, dossier, state="closed")
        make.decision(item, ruling="returned", points="ปรับปรุง", follows_id=None)
        for visitor in (browser, desk):
            visitor.get(path)
            queries.clear()
            assert visitor.get(path).status_code == 200
            counts.append(len(queries))
        for _more in range(10):
            dossiers.write_section(dossier.id, "risks", f"ความเสี่ยง {_more}", actor=officer, now=NOW)
            dossiers.submit(dossier.id, actor=officer, now=NOW)
            if _more < 9:
                dossiers.take_back(dossier.id, actor=officer, now=NOW)
    assert max(counts) <= MOST_QUERIES
    assert counts[0] == counts[2]
    assert counts[1] == counts[3]
