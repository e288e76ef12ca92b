"""The whole path: a voice from a phone, a file, themes, a decision, and the answer back."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import factories
from tests.browser.conftest import PHONE
from tests.browser.doing import form_themes
from tests.browser.seed import OFFICER, PATH
from tests.browser.stack import Stack
from tests.processes import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

CITIZEN = "citizen-of-the-path@example.org"
WORDS = "สัญญาณโทรศัพท์ที่หมู่บ้านบนดอยไม่มีเลย ต้องปีนขึ้นเขาไปโทรหาหมอ"
LABEL = "ไม่มีสัญญาณโทรศัพท์ในหมู่บ้านบนดอย"
REASON = "มีผู้เดือดร้อนหลายหมู่บ้าน และเริ่มทำได้ภายในปีนี้"
ANSWER = "เราจะตั้งเสาสัญญาณเพิ่มสามแห่งภายในเดือนมีนาคม"
TABLE = (
    "ข้อความ,จังหวัด\n"
    "เสาสัญญาณใกล้บ้านดับทุกครั้งที่ไฟตก,เชียงราย\n"
    ",น่าน\n"
    "โทรเรียกรถพยาบาลไม่ได้เพราะไม่มีสัญญาณ,แม่ฮ่องสอน\n"
    "สัญญาณหายตอนฝนตก,ดาวอังคาร\n"
)


def test_from_a_voice_to_its_answer(browse, stack):
    phone = browse(viewport=PHONE, has_touch=True, is_mobile=True)
    number, secret = post(phone)
    wait_for("the receipt of the post is in the mail", lambda: written_to(stack, number), 60)

    desk = browse()
    sign_in(desk, stack)
    bring_in_a_file(desk)
    form_themes(desk, PATH)
    theme = theme_of(phone, number)
    work_on(desk, theme, number)

    stranger = browse(viewport=PHONE, has_touch=True, is_mobile=True)
    track(stranger, number, secret)
    for words in (LABEL, REASON, ANSWER):
        expect(stranger.locator("main")).to_contain_text(words)
    wait_for("decision and answer are in the mail", lambda: told(stack, number), 90)


def post(phone: Page) -> tuple[str, str]:
    """Post without an account, and return number and secret of the receipt."""
    phone.goto(f"/rounds/{PATH}")
    phone.locator("main a[href$='/speak']").first.tap()
    phone.locator("textarea[name=text]").press_sequentially(WORDS)
    expect(phone.locator("#similar li").first).to_be_visible()
    phone.locator("main form details summary").first.tap()
    phone.locator("input[name=contact_email]").fill(CITIZEN)
    phone.locator("input[name=consent]").check()
    phone.locator("main form:has(textarea) button[type=submit]").tap()
    expect(phone).to_have_url(re.compile("/receipt$"))
    number = phone.locator("#receipt-number").inner_text()
    return number, phone.locator("#receipt-secret").inner_text()


def sign_in(page: Page, stack: Stack) -> None:
    """Sign in with password and the code of an authenticator app."""
    page.goto("/account/login")
    page.locator("input[name=email]").fill(OFFICER)
    page.locator("main input[name=password]").fill(factories.PASSWORD)
    page.locator("main form button[type=submit]").click()
    page.locator("input[name=code]").fill(stack.code())
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator(".staff-bar")).to_be_visible()


def bring_in_a_file(page: Page) -> None:
    """Load a file with bad rows through the pages, and get the bad rows back."""
    page.goto(f"/rounds/{PATH}/imports")
    page.locator("main a[href$='/imports/new']").first.click()
    file = {"name": "voices.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}
    page.locator("input[type=file]").set_input_files(file)
    page.locator("main form:has(input[type=file]) button[type=submit]").click()
    expect(page).to_have_url(re.compile("/columns$"))
    page.locator("button[name=start]").click()
    link = page.locator("a[href$='/bad-rows.csv']")
    expect(link).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        link.click()
    lines = download.value.path().read_text("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert "น่าน" in lines[1]
    assert "ดาวอังคาร" in lines[2]


def theme_of(phone: Page, number: str) -> str:
    """Return the path of the theme that a voice belongs to, from its holder's page."""
    phone.goto(f"/submissions/{number}/status")
    return phone.locator("main a[href^='/themes/']").first.get_attribute("href")


def work_on(page: Page, theme: str, number: str) -> None:
    """Rename, merge, move and take that back, then decide and answer."""
    page.goto(f"{theme}/work")
    page.locator("form[action$='/rename'] input[name=label]").fill(LABEL)
    act(page, "rename")
    expect(page.locator("h1")).to_have_text(LABEL)

    page.locator("form[action$='/merge'] select").select_option(index=1)
    act(page, "merge")
    other = page.locator(".voice-row").filter(has_not_text=number).first
    moved = other.locator("input").get_attribute("id")
    page.locator(f"#{moved}").check()
    page.locator("select[name=target]").select_option(index=1)
    act(page, "move")
    expect(page.locator(f"#{moved}")).to_have_count(0)
    undo = page.locator("#toasts form[action$='/undo'] button")
    undo.click()
    expect(page.locator(f"#{moved}")).to_be_visible()

    page.locator("textarea[name=reason]").fill(REASON)
    page.locator("form[action$='/select'] button").first.click()
    expect(page.locator("main")).to_contain_text(REASON)
    page.locator("textarea[name=answer]").fill(ANSWER)
    act(page, "answer")
    page.goto(theme)
    expect(page.locator("main")).to_contain_text(ANSWER)


def act(page: Page, name: str) -> None:
    """Send a form of the board, and wait for the toast that offers to undo it."""
    first_button(page.locator(f"form[action$='/{name}']")).click()
    expect(page.locator("#toasts form[action$='/undo']")).to_be_visible()


def first_button(form: Locator) -> Locator:
    return form.locator("button[type=submit]").first


def track(page: Page, number: str, secret: str) -> None:
    """Find a voice by number and secret in a browser that knows nothing."""
    page.goto("/track")
    page.locator("input[name=number]").fill(number)
    page.locator("input[name=secret]").fill(secret)
    page.locator("main form button[type=submit]").first.tap()
    expect(page).to_have_url(re.compile(f"/submissions/{number}/status$"))


def written_to(stack: Stack, number: str) -> list[str]:
    """Return the letters to the citizen about a voice."""
    texts = [letter.get_content() for letter in stack.letters() if letter["To"] == CITIZEN]
    return [text for text in texts if number in text]


def told(stack: Stack, number: str) -> bool:
    texts = written_to(stack, number)
    return any(REASON in text for text in texts) and any(ANSWER in text for text in texts)
