"""What a page says to people, and in which language it says it does."""

from html.parser import HTMLParser

_EMPTY = {"base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
_UNREAD = {"script", "style", "code", "kbd"}
_READ_ATTRIBUTES = ("alt", "aria-label", "placeholder", "title", "data-key-label")


class Reader(HTMLParser):
    """Collects the texts of a page, each with the language of its nearest element with one."""

    def __init__(self) -> None:
        super().__init__()
        self._open: list[tuple[str, str]] = []
        self.texts: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        language = given.get("lang") or (self._open[-1][1] if self._open else "")
        self.texts += [
            (language, given[name]) for name in _READ_ATTRIBUTES if given.get(name) is not None
        ]
        if tag not in _EMPTY:
            self._open.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            continue

    def handle_data(self, data: str) -> None:
        if data.strip() and self._open and self._open[-1][0] not in _UNREAD:
            self.texts.append((self._open[-1][1], " ".join(data.split())))


def texts(html: str) -> list[tuple[str, str]]:
    """Return every text of a page with its language."""
    reader = Reader()
    reader.feed(html)
    return reader.texts
