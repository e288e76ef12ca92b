"""A walk through the pages of the living example, from link to link."""

import html
import re
from collections import Counter, deque
from collections.abc import Iterator

from werkzeug.test import TestResponse

from tests.helpers import Browser

# Pages that show the same kind of object; the walk looks at so many of each.
OF_A_KIND = 2
_LINK = re.compile(r'href="(/[^"#]*)')
_NUMBER = re.compile(r"\d+|(?<=/)[0-9A-Z]{4}-[0-9A-Z]{4}|(?<=/rounds/)[^/?]+|(?<==)[^&]+")
_NOT_FOLLOWED = ("/static/", "/language", "/account/logout")


def walk(browser: Browser, queries: list[str]) -> Iterator[tuple[str, TestResponse, int]]:
    """Open the home page and what its links lead to, and so on.

    Args:
        browser: who walks.
        queries: what has reached the database, as the fixture of the name notes it.

    Returns:
        for each page its path, the response and how many queries it took.
    """
    waiting, known, looked_at = deque(["/"]), {"/"}, Counter[str]()
    while waiting:
        path = waiting.popleft()
        kind = _NUMBER.sub("*", path)
        looked_at[kind] += 1
        if looked_at[kind] > OF_A_KIND:
            continue
        queries.clear()
        page = browser.get(path)
        yield path, page, len(queries)
        if page.mimetype != "text/html":
            continue
        for found in _LINK.findall(page.get_data(as_text=True)):
            link = html.unescape(found)
            if link not in known and not link.startswith(_NOT_FOLLOWED):
                known.add(link)
                waiting.append(link)
