"""Similar submissions while typing."""

import pytest

from ideation.core import clock
from ideation.core.work import add
from ideation.diagnose.service import holding
from ideation.diagnose.service.similar import similar
from tests.helpers import Browser, csrf_token, perform_all, words

NET = "เน็ตประชารัฐในหมู่บ้านล่มบ่อยมาก ใช้งานไม่ได้เลย"
SCAM = "โดนแก๊งคอลเซ็นเตอร์หลอกโอนเงินออกจากบัญชี"
TAX = "ร้านค้าออนไลน์ควรได้รับการลดหย่อนภาษี"


@pytest.fixture
def round(session, make):
    made = make.round()
    texts = (NET, SCAM, TAX)
    sent = [make.submission(made, text, contact_email="me@example.org") for text in texts]
    add(session(), "submission.theme", [each.id for each in sent], now=clock.now())
    session.commit()
    perform_all(session, "submission.theme")
    return made


def test_what_says_much_the_same_is_found_and_nothing_unrelated(round):
    found = similar(round.id, "เน็ตประชารัฐที่หมู่บ้านใช้ไม่ได้ ล่มบ่อย")

    assert [each.submission.text for each in found] == [NET]
    assert similar(round.id, "อยากให้มีสวนสาธารณะสำหรับเด็กเล็กเพิ่มขึ้น") == []


@pytest.mark.parametrize("typed", ["", "   ", "เน็ต", "!!!!!!!!!!", "😀" * 20])
def test_too_little_to_tell_finds_nothing(round, typed):
    assert similar(round.id, typed) == []


def test_other_rounds_and_withdrawn_ones_are_left_out(make, round):
    assert similar(make.round().id, NET) == []
    (found,) = similar(round.id, NET)
    holding.withdraw(
        found.submission.number, actor=None, tracked=[found.submission.id], now=clock.now()
    )
    assert similar(round.id, NET) == []


def test_copies_of_one_text_are_shown_once(session, make, round):
    copies = [make.submission(round, NET) for _ in range(3)]
    add(session(), "submission.theme", [each.id for each in copies], now=clock.now())
    session.commit()
    perform_all(session, "submission.theme")

    assert len(similar(round.id, NET)) == 1


def test_the_page_part_offers_support_and_holds_no_contact_data(app, round):
    page = Browser(app).get(f"/rounds/{round.slug}/similar", query_string={"q": NET})

    assert page.status_code == 200
    assert NET in words(page)
    assert "สนับสนุนเรื่องนี้แทน" in words(page)
    assert "me@example.org" not in page.text
    assert "<html" not in page.text


def test_a_long_text_is_looked_up_by_post(app, round):
    browser = Browser(app)
    token = csrf_token(browser.get(f"/rounds/{round.slug}/speak"))
    address = f"/rounds/{round.slug}/similar"

    page = browser.post(address, data={"text": NET * 20}, headers={"X-CSRFToken": token})

    assert NET in words(page)
    assert browser.post(address, data={"text": NET}).status_code == 400


def test_supporting_while_typing_changes_that_one_in_place(app, round):
    browser = Browser(app)
    token = csrf_token(browser.get(f"/rounds/{round.slug}/speak"))
    (found,) = similar(round.id, NET)
    headers = {"X-CSRFToken": token, "HX-Request": "true"}
    address = f"/submissions/{found.submission.number}"

    done = browser.post(f"{address}/support", headers=headers)
    assert done.status_code == 200
    assert "เลิกทำ" in words(done)
    undone = browser.post(f"{address}/unsupport", headers=headers)
    assert "สนับสนุนเรื่องนี้แทน" in words(undone)
