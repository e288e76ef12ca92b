"""A report of wrongdoing is read by the person who sent it and by the agency's officers (B4)."""

import pytest

from ideation.core import clock
from ideation.core.work import add
from ideation.diagnose.service import placing
from ideation.diagnose.service.similar import similar
from tests.factories import sign_in
from tests.helpers import Browser, perform_all, post, words

REPORT = "ผู้รับเหมาเน็ตประชารัฐจ่ายเงินใต้โต๊ะให้กรรมการตรวจรับที่หมู่บ้านหนองน้ำใส"
OTHER = "เน็ตประชารัฐที่หมู่บ้านหนองน้ำใสล่มทุกเย็น"


@pytest.fixture
def round(make):
    return make.round()


@pytest.fixture
def author(make):
    return make.account()


@pytest.fixture
def report(session, make, round, author):
    """A report with its words and vector found, beside an open voice in the same theme."""
    report = make.submission(round, REPORT, kind="tip_off", author_id=author.id)
    voices = [report, make.submission(round, OTHER)]
    add(session(), "submission.theme", [each.id for each in voices], now=clock.now())
    session.commit()
    perform_all(session, "submission.theme")
    theme = make.theme(round, "เน็ตประชารัฐ", voices)
    placing.recentre([theme.id])
    session.commit()
    report.theme_id = theme.id  # For the addresses below; no column of its own.
    return report


def public_pages(round, report) -> list[str]:
    return [
        f"/rounds/{round.slug}",
        f"/rounds/{round.slug}/submissions",
        f"/rounds/{round.slug}/submissions?q=ผู้รับเหมา",
        f"/rounds/{round.slug}/submissions?kind=tip_off",
        f"/rounds/{round.slug}/submissions.csv",
        f"/rounds/{round.slug}/themes",
        f"/themes/{report.theme_id}",
        f"/themes/{report.theme_id}?kind=tip_off",
        "/search?q=ผู้รับเหมา",
        "/",
    ]


def test_b4_the_public_never_reads_a_report_of_wrongdoing(app, round, report):
    visitor = Browser(app)
    for address in public_pages(round, report):
        page = visitor.get(address)
        assert page.status_code == 200, address
        assert "ใต้โต๊ะ" not in words(page), address
        assert report.number not in page.get_data(as_text=True), address
    assert OTHER in words(visitor.get(f"/themes/{report.theme_id}"))
    assert visitor.get(f"/submissions/{report.number}").status_code == 404
    assert post(visitor, f"/submissions/{report.number}/support", page="/track").status_code == 404
    assert [each.submission.text for each in similar(round.id, REPORT)] == [OTHER]


def test_b4_the_theme_says_how_many_reports_it_does_not_show(app, session, report):
    page = words(Browser(app).get(f"/themes/{report.theme_id}"))
    assert "การแจ้งเบาะแส 1 เรื่องในประเด็นนี้อ่านได้เฉพาะเจ้าหน้าที่" in page
    assert "1 รายการ" in page


def test_b4_only_officers_are_offered_to_look_for_reports(app, make, round, report):
    choice = 'value="tip_off"'
    for address in (f"/rounds/{round.slug}/submissions", f"/themes/{report.theme_id}"):
        assert choice not in Browser(app).get(address).text
    desk = sign_in(Browser(app), make.officer())
    bench = f"/themes/{report.theme_id}/work"
    assert choice in desk.get(bench).text
    found = words(desk.get(f"{bench}?kind=tip_off"))
    assert "ใต้โต๊ะ" in found
    assert OTHER not in found.partition("เสียง")[2]


def test_b4_its_author_and_the_agencys_officers_read_it(app, make, author, report):
    address = f"/submissions/{report.number}"
    for reader in (author, make.officer()):
        assert "ใต้โต๊ะ" in words(sign_in(Browser(app), reader).get(address))
    board = words(sign_in(Browser(app), make.officer()).get(f"/themes/{report.theme_id}/work"))
    assert "ใต้โต๊ะ" in board
    assert "แจ้งเบาะแส ไม่เปิดเผยต่อสาธารณะ" in board


def test_b4_officers_of_another_agency_do_not(app, make, report):
    stranger = make.officer(agency=make.new_agency())
    answer = sign_in(Browser(app), stranger).get(f"/submissions/{report.number}")
    assert answer.status_code == 404
