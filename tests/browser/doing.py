"""What people do on pages, in a few words, for tests of whole ways through the product."""

import re

from playwright.sync_api import Locator, Page, expect


def send(form: Locator, button: str | None = None, **fields: str) -> None:
    """Fill a form and send it by its first button, or by the one of a name and value.

    A folded part of the page is opened first. Radios and drop-down lists take the value, check
    boxes any word.
    """
    form.evaluate(
        "form => { for (let at = form; at; at = at.parentElement)"
        " if (at.tagName === 'DETAILS') at.open = true; }"
    )
    for name, value in fields.items():
        put(form, name, value)
    chosen = form.locator(button) if button else form.locator("button[type=submit]:visible").first
    # Otherwise the next page could be asked for before this one was stored.
    with form.page.expect_navigation():
        chosen.click()


def put(form: Locator, name: str, value: str) -> None:
    """Give one control of a form its value."""
    control = form.locator(f"[name='{name}']")
    kind = control.first.evaluate("control => control.type || control.tagName.toLowerCase()")
    if kind == "radio":
        form.locator(f"[name='{name}'][value='{value}']").check()
    elif kind == "checkbox":
        control.first.check()
    elif kind.startswith("select"):
        control.select_option(value)
    else:
        control.fill(value)


def form_of(page: Page, field: str) -> Locator:
    """Return the form that holds a control."""
    return page.locator(f"main form:has([name='{field}'])").first


def form_to(page: Page, ending: str) -> Locator:
    """Return the form that leads to an address with an ending."""
    return page.locator(f"main form[action$='{ending}']").first


def press(page: Page, ending: str) -> None:
    """Press the button of a form that has nothing else, found by where it leads; answer yes."""
    send(form_to(page, ending))


def moved_to(page: Page, pattern: str) -> str:
    """Wait for an address whose path ends with a number, and return the number."""
    whole = re.compile(pattern + r"(?:[?#].*)?$")
    expect(page).to_have_url(whole)
    found = whole.search(page.url)
    assert found
    return found.group(1)


def form_themes(page: Page, slug: str) -> None:
    """Run the engine over a round, and wait until its themes are on the board."""
    page.goto(f"/rounds/{slug}/board")
    start = page.locator("form[action$='/board/run'] button")
    if not start.is_visible():
        page.locator("details:has(form[action$='/board/run']) summary").click()
    start.click()
    expect(page).to_have_url(re.compile(r"/runs/\d+$"))
    page.evaluate("window.sameDocument = true")
    done = page.locator("#run a[href$='/board']")
    expect(done).to_be_visible(timeout=90_000)
    assert page.evaluate("window.sameDocument"), "the page was loaded again"
    done.click()
    expect(page.locator(".board a[href$='/work']").first).to_be_visible()
