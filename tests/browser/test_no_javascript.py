"""Everything that people need works in a browser without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.seed import RICH

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def page(browse):
    return browse(java_script_enabled=False, viewport=PHONE)


def test_posting_receipt_and_track(page):
    page.goto(f"/rounds/{RICH}/speak")
    page.locator("textarea[name=text]").fill("ที่หมู่บ้านไม่มีสัญญาณเลยเวลาฝนตก")
    page.locator("input[name=consent]").check()
    page.locator("main form button[type=submit]").first.click()
    expect(page).to_have_url(re.compile("/receipt$"))
    number = page.locator("#receipt-number").inner_text()
    secret = page.locator("#receipt-secret").inner_text()

    # Another browser knows nothing but number and secret.
    page.context.clear_cookies()
    page.goto("/track")
    page.locator("input[name=number]").fill(number.lower())
    page.locator("input[name=secret]").fill(secret)
    page.locator("main form button[type=submit]").first.click()
    expect(page).to_have_url(re.compile(f"/submissions/{number}/status"))
    expect(page.locator("main")).to_contain_text("ที่หมู่บ้านไม่มีสัญญาณเลยเวลาฝนตก")


def test_mistakes_are_listed_above_the_form(page):
    page.goto(f"/rounds/{RICH}/speak")
    page.locator("main form button[type=submit]").first.click()
    summary = page.locator(".error-summary")
    expect(summary.locator("a[href='#text']")).to_be_visible()
    expect(summary.locator("a[href='#consent']")).to_be_visible()


def test_support_and_back(page):
    page.goto(f"/rounds/{RICH}/submissions")
    page.locator("main a[href^='/submissions/']").first.click()
    page.locator("form[action$='/support'] button").click()
    expect(page.locator("form[action$='/unsupport'] button").first).to_be_visible()
    page.locator("form[action$='/unsupport'] button").first.click()
    expect(page.locator("form[action$='/support'] button")).to_be_visible()


def test_language(page):
    page.goto("/about")
    expect(page.locator("html")).to_have_attribute("lang", "th")
    page.locator("summary", has_text="เมนู").click()
    page.locator("button[name=locale]:visible").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_url(re.compile("/about"))


def test_search(page):
    page.goto("/search")
    page.locator("main input[name=q]").fill("อินเทอร์เน็ต")
    page.locator("main form button[type=submit]").first.click()
    expect(page).to_have_url(re.compile("q="))
    expect(page.locator("main a[href^='/submissions/']").first).to_be_visible()
