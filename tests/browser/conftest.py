"""A real browser before the real product."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.browser.seed import AGENT
from tests.browser.stack import Stack, fill
from tests.conftest import PROCESSES
from tests.processes import Processes
from tests.smtp import serving

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
PATIENCE = 20_000  # milliseconds


@pytest.fixture(scope="session")
def stack(
    tmp_path_factory: pytest.TempPathFactory,
    new_database: Callable[[str], str],
    redis_database: Callable[[int], str],
) -> Iterator[Stack]:
    """Web, worker and reconciler as processes, with a database of their own, filled."""
    home = tmp_path_factory.mktemp("stack")
    with serving() as smtp:
        processes = Processes(
            home,
            database_url=new_database("browser"),
            redis_url=redis_database(PROCESSES),
            SMTP_URL=smtp.url,
        )
        try:
            yield fill(processes, home, smtp)
        finally:
            processes.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, or Playwright's own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture
def browse(chromium: Browser, stack: Stack) -> Iterator[Callable[..., Page]]:
    """Open a browser of its own; what it complains of on its console fails the test."""
    contexts = []
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        where = message.location.get("url", "")
        # Chromium also complains of a page that is itself an error page; that is no fault of it.
        of_the_page = message.text.startswith("Failed to load resource") and "/static/" not in where
        # A page that is left while htmx still asks something for it.
        given_up = "htmx:sendAbort" in message.text or "htmx:afterRequest" in message.text
        if message.type == "error" and not of_the_page and not given_up:
            complaints.append(f"{where}: {message.text}")

    def open_page(role: str = "visitor", language: str = "th", **options: object) -> Page:
        settings = {"viewport": DESK, "user_agent": AGENT, "base_url": stack.url, **options}
        context = chromium.new_context(**settings)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        cookie = stack.cookies[f"{role} {language}"]
        context.add_cookies([{"name": "session", "value": cookie, "url": stack.url}])
        page = context.new_page()
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)
