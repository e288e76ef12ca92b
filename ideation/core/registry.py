"""What late rooms tell early ones at start: links to objects, work kinds, personal data."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from ideation.core.work import Kind

# A part of a round's page: which template draws it, and with which values.
Panel = tuple[str, dict[str, Any]]


class Mailer(Protocol):
    """Adds an e-mail to the caller's transaction; see `notify.service.send_later`."""

    def __call__(
        self,
        *,
        key: str,
        recipient: str,
        language: str,
        template: str,
        context: dict[str, Any],
        now: datetime,
    ) -> None:
        """Add one e-mail."""


class Eraser(Protocol):
    """Takes an account's personal data out of a room, in the caller's transaction."""

    def __call__(self, account_id: int, *, now: datetime) -> None:
        """Erase what the room knows of the account."""


@dataclass
class Registry:
    """The tables that rooms fill in their `register` function; read-only once serving."""

    links: dict[str, Callable[[Any], str]] = field(default_factory=dict)
    kinds: dict[str, Kind] = field(default_factory=dict)
    exporters: dict[str, Callable[[int], Any]] = field(default_factory=dict)
    erasers: dict[str, Eraser] = field(default_factory=dict)
    finders: dict[str, Callable[[Any], Any]] = field(default_factory=dict)
    mailer: Mailer | None = None
    round_panels: dict[str, Callable[[Any, datetime], Panel | None]] = field(default_factory=dict)

    def link(self, subject_kind: str, build: Callable[[Any], str]) -> None:
        """Register how the path of an object is built from its id, such as `/themes/7`."""
        self.links[subject_kind] = build

    def kind(self, kind: Kind) -> None:
        """Register what is done for a kind of work item."""
        self.kinds[kind.name] = kind

    def exporter(self, name: str, build: Callable[[int], Any]) -> None:
        """Register what a room knows of an account, as data that can be written as JSON."""
        self.exporters[name] = build

    def eraser(self, name: str, erase: Eraser) -> None:
        """Register what a room does when an account is closed; it does not commit."""
        self.erasers[name] = erase

    def finder(self, name: str, find: Callable[[Any], Any]) -> None:
        """Register how an early room finds an object of a late one, by its slug or id."""
        self.finders[name] = find

    def send(
        self,
        *,
        key: str,
        recipient: str,
        language: str,
        template: str,
        context: dict[str, Any],
        now: datetime,
    ) -> None:
        """Send an e-mail from a room that the way out does not come after.

        Raises:
            LookupError: no room has registered a mailer.
        """
        if self.mailer is None:
            raise LookupError("no room has registered a mailer")
        self.mailer(
            key=key,
            recipient=recipient,
            language=language,
            template=template,
            context=context,
            now=now,
        )

    def round_panel(self, name: str, build: Callable[[Any, datetime], Panel | None]) -> None:
        """Register a part of every round's page, in the order of registration.

        Args:
            name: of the part, such as `themes`; registering again replaces it.
            build: given the round and the present moment, returns the template and its values,
                or None where there is nothing to show.
        """
        self.round_panels[name] = build


registry = Registry()
