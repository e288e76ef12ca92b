"""The product can be used by keyboard alone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.seed import RICH

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

FOCUSED = "document.activeElement"
FOCUSABLE = "name => document.activeElement.getAttribute('name') === name"


def tab_to(page: Page, name: str) -> list[str]:
    """Press Tab until the control of a name has the focus; return the names passed."""
    passed = []
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSABLE, name):
            return passed
        passed.append(page.evaluate(f"{FOCUSED}.getAttribute('name') || {FOCUSED}.tagName"))
    raise AssertionError(f"Tab never came to {name}: {passed}")


def test_the_first_tab_offers_to_skip_to_the_content(browse):
    page = browse()
    page.goto("/")
    page.keyboard.press("Tab")
    link = page.locator(".skip-link")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_posting_in_the_order_of_the_page(browse):
    page = browse()
    page.goto(f"/rounds/{RICH}/speak")
    tab_to(page, "text")
    page.keyboard.type("เสาไฟฟ้าหน้าบ้านมีสายสื่อสารพันกัน")
    tab_to(page, "consent")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    assert page.evaluate(f"{FOCUSED}.matches('button[type=submit]')")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/receipt$"))


def test_the_details_open_and_follow_in_order(browse):
    page = browse()
    page.goto(f"/rounds/{RICH}/speak")
    page.locator("main form details summary").first.focus()
    page.keyboard.press("Enter")
    passed = tab_to(page, "consent")
    wanted = ["title", "kind", "province", "name_shown", "pen_name", "contact_email"]
    assert [name for name in passed if name in wanted] == wanted


def test_the_error_summary_has_the_focus_and_leads_to_the_field(browse):
    page = browse()
    page.goto(f"/rounds/{RICH}/speak")
    page.locator("input[name=consent]").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("textarea[name=text]")).to_be_focused()


def test_focus_can_be_seen(browse):
    page = browse()
    page.goto("/track")
    tab_to(page, "number")
    style = page.evaluate(
        f"(({{outlineStyle, boxShadow}}) => outlineStyle + boxShadow)(getComputedStyle({FOCUSED}))"
    )
    assert style != "nonenone"


def test_shortcuts_of_the_board(browse, stack):
    page = browse("officer")
    page.goto(f"/themes/{stack.names['theme']}/work")
    page.keyboard.press("?")
    help_ = page.locator("#key-help")
    expect(help_).to_be_visible()
    expect(help_.locator("kbd", has_text=re.compile("^e$"))).to_be_visible()
    page.keyboard.press("Escape")
    expect(help_).to_be_hidden()
    page.keyboard.press("e")
    expect(page.locator("input[name=label]")).to_be_focused()
    # Inside a field, letters are letters.
    page.keyboard.type("?")
    expect(help_).to_be_hidden()


def test_shortcuts_can_be_turned_off(browse, stack):
    page = browse("officer")
    page.goto(f"/themes/{stack.names['theme']}/work")
    page.keyboard.press("?")
    page.locator("[data-keys-switch]").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    expect(page.locator("input[name=label]")).not_to_be_focused()
    page.reload()
    page.keyboard.press("?")
    expect(page.locator("#key-help")).to_be_hidden()
