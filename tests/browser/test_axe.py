"""No page breaks WCAG 2.2 A or AA as axe sees it, scrolls sideways, or complains."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser import pages
from tests.browser.conftest import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
EVERYTHING = {"runOnly": {"type": "tag", "values": STANDARDS}}
# What another colour scheme can change.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


# Words in Thai letters that a screen reader would read with an English voice (WCAG 3.1.2).
THAI_READ_AS_ENGLISH = """() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (texts.nextNode()) {
        const words = texts.currentNode.data.trim();
        const holder = texts.currentNode.parentElement;
        if (!/[\\u0e01-\\u0e5b]/.test(words) || holder.closest("script, textarea")) continue;
        const language = holder.closest("[lang]").getAttribute("lang");
        if (language !== "th") found.push(`${holder.tagName}: ${words}`);
    }
    return found;
}"""


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("role", pages.ROLES)
def test_pages(role, language, app, browse, stack):
    page = browse(role, language)
    broken: list[str] = []
    for address in pages.addresses(app, stack, role):
        answer = page.goto(address)
        assert answer.status in (200, 404), f"{address}: {answer.status}"
        assert "/account/login" not in page.url or address == "/account/login", address
        broken += [f"{address} {fault}" for fault in faults(page)]
        if language == "en":
            broken += [f"{address} no lang: {each}" for each in page.evaluate(THAI_READ_AS_ENGLISH)]
    assert not broken, "\n".join(broken)


def faults(page: Page) -> list[str]:
    """Return what is wrong with a page on a desk and on a phone, in light and in dark."""
    found = []
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        found += [f"({size['width']}) {fault}" for fault in violations(page, EVERYTHING)]
        found += sideways(page)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        found += [f"({size['width']}, dark) {fault}" for fault in violations(page, COLOURS)]
    return found


def violations(page: Page, options: dict) -> list[str]:
    report = Axe().run(page, options=options).response
    return [
        f"{violation['id']}: {node['target']} {node['html'][:160]}"
        for violation in report["violations"]
        for node in violation["nodes"]
    ]


def sideways(page: Page) -> list[str]:
    """Return a fault if the page is wider than its window."""
    width, seen = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    return [f"scrolls sideways: {width} px in {seen} px"] if width > seen else []


def test_planted_faults_are_seen(browse):
    """Were axe or the measuring broken, the tests above would pass for nothing."""
    page = browse()
    page.goto("/about")
    assert faults(page) == []
    page.evaluate(
        """() => {
            const main = document.querySelector("main");
            const image = new Image(2000, 10);
            image.src = document.querySelector(".brand img").src;
            const pale = document.createElement("p");
            pale.textContent = "pale";
            pale.style.color = "rgba(128, 128, 128, 0.4)";
            main.append(image, pale);
        }"""
    )
    found = "\n".join(faults(page))
    for fault in ("image-alt", "color-contrast", "(390, dark) color-contrast", "sideways"):
        assert fault in found
