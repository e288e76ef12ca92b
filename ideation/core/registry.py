"""What late rooms tell early ones at start: links to objects, work kinds, personal data."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from ideation.core.waiting import Waiting, in_order
from ideation.core.work import Kind

# What waits for an account in a room: the account, and the present moment.
WaitingFor = Callable[[Any, datetime], Iterable[Waiting]]
# An object by its kind (the name of its table) and its id.
Ref = tuple[str, int]


class Door(NamedTuple):
    """Where people can take part now.

    Args:
        label: what the button says (a verb, such as "Answer 12 statements").
        path: where it leads.
    """

    label: Any
    path: str


class Panel(NamedTuple):
    """A part that a later room adds to an object's page.

    Args:
        template: which template draws it.
        values: what the template is given.
        door: what the part offers people to do now; the page of a round shows it at its top.
    """

    template: str
    values: dict[str, Any]
    door: Door | None = None


PanelBuilder = Callable[[Any, datetime], Panel | None]


class Reach(StrEnum):
    """How far news of an object go.

    Followers of the object itself are told in any case.
    """

    SELF = "self"  # Nobody else.
    NEAR = "near"  # Also followers of what it directly belongs to.
    FAR = "far"  # Also followers of everything above it, and the people whose voices began it.


@dataclass(frozen=True)
class NewsKind:
    """What people are told of a kind of event.

    Args:
        event: the verb of the event, such as `idea.promoted`.
        line: the news in one sentence; `%(title)s` stands for what the object is called.
        reach: how far it goes.
    """

    event: str
    line: Any
    reach: Reach


@dataclass(frozen=True)
class Contact:
    """Somebody to be told because their voice began a thing.

    Args:
        number: of the submission that they sent.
        language: to write in.
        account_id: whose voice it is, if they have an account.
        email: the address they gave, if they gave one.
    """

    number: str
    language: str
    account_id: int | None = None
    email: str | None = None


@dataclass(frozen=True)
class Step:
    """One step of a trace: an object, or something that happened to it.

    Args:
        ref: the object.
        title: what happened, as a short sentence in the reader's language.
        stage: of the 4D process; empty for what stands between.
        icon: name of an icon; the stage's own if empty.
        at: when; a day where no hour is known.
        who: the office that did it.
        people: how many people stood at this step; None where nobody counts.
        quote: words of the object itself, such as a person's text or a decision's reasons.
        lang: of the quote.
        text: one or two sentences more.
        path: address of its page; empty if it has none.
        state: done, now or next.
        here: whether this is the object that the reader came from.
        status: where the object stands, in words; empty if the title says it all.
        tone: of the status: quiet, info, success, warning or danger.
        branches: what else came of the step before, each folded under one sentence.
    """

    ref: Ref
    title: Any
    stage: str = ""
    icon: str = ""
    at: datetime | date | None = None
    who: str = ""
    people: int | None = None
    quote: str = ""
    lang: str = "th"
    text: Any = ""
    path: str = ""
    state: str = "done"
    here: bool = False
    status: Any = ""
    tone: str = "quiet"
    branches: tuple["Branch", ...] = ()


@dataclass(frozen=True)
class Branch:
    """Steps that stand beside the line of a trace.

    Args:
        title: how many there are of what, such as "11 other ideas".
        steps: the first of them, with all that came of each.
        more: how many are not among the steps.
        path: where the rest can be read.
    """

    title: Any
    steps: tuple[Step, ...]
    more: int = 0
    path: str = ""


class Sequel(Protocol):
    """Tells what came of a theme that was selected; see `trace.service.sequel`."""

    def __call__(
        self, theme_id: int, *, submission_id: int | None, now: datetime
    ) -> Sequence[Step]:
        """Return the steps after the selection, as the public sees them, the last one `next`."""


class Announcer(Protocol):
    """Adds news of an event to the caller's transaction; see `notify.service.announce`."""

    def __call__(
        self,
        event: str,
        subject: Any,
        *,
        title: str,
        now: datetime,
        text: str = "",
        actor: Any = None,
        agency_id: int | None = None,
    ) -> None:
        """Add the news."""


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
    announcer: Announcer | None = None
    panels: dict[str, dict[str, PanelBuilder]] = field(default_factory=dict)
    news_kinds: dict[str, NewsKind] = field(default_factory=dict)
    parents: dict[str, Callable[[int], Sequence[Ref]]] = field(default_factory=dict)
    voices: dict[str, Callable[[int], Iterable[Contact]]] = field(default_factory=dict)
    titles: dict[str, Callable[[Sequence[int]], Mapping[int, str]]] = field(default_factory=dict)
    mail_stoppers: dict[str, Callable[..., None]] = field(default_factory=dict)
    blockers: dict[str, list[Callable[[int], Any]]] = field(default_factory=dict)
    sequel: Sequel | None = None
    waits: dict[str, WaitingFor] = field(default_factory=dict)
    checks: dict[str, Callable[[], Any]] = field(default_factory=dict)

    def link(self, subject_kind: str, build: Callable[[Any], str]) -> None:
        """Register how the path of an object is built from its id, such as `/themes/7`."""
        self.links[subject_kind] = build

    def kind(self, kind: Kind) -> None:
        """Register what is done for a kind of work item."""
        self.kinds[kind.name] = kind

    def check(self, name: str, examine: Callable[[], Any]) -> None:
        """Register what a room finds out about its own health, as `core.health` reports it."""
        self.checks[name] = examine

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

    def announce(
        self,
        event: str,
        subject: Any,
        *,
        title: str,
        now: datetime,
        text: str = "",
        actor: Any = None,
        agency_id: int | None = None,
    ) -> None:
        """Tell the people concerned of an event; kinds that nobody registered are not told.

        Args:
            event: the verb of the event.
            subject: the object it happened to.
            title: what the object is called.
            now: when it happened.
            text: what is quoted, such as the public reason.
            actor: who did it; they are not told.
            agency_id: whose event it is.
        """
        if self.announcer is None or event not in self.news_kinds:
            return
        self.announcer(
            event, subject, title=title, text=text, now=now, actor=actor, agency_id=agency_id
        )

    def news(self, event: str, line: Any, reach: Reach) -> None:
        """Register what people are told of a kind of event, and how far it goes."""
        self.news_kinds[event] = NewsKind(event, line, reach)

    def parent(self, subject_kind: str, find: Callable[[int], Sequence[Ref]]) -> None:
        """Register what an object directly belongs to, nearest first."""
        self.parents[subject_kind] = find

    def voice(self, subject_kind: str, find: Callable[[int], Iterable[Contact]]) -> None:
        """Register the people whose voices began an object."""
        self.voices[subject_kind] = find

    def title(self, subject_kind: str, find: Callable[[Sequence[int]], Mapping[int, str]]) -> None:
        """Register what objects of a kind are called, by their ids; hidden ones are left out."""
        self.titles[subject_kind] = find

    def panel(self, subject_kind: str, name: str, build: PanelBuilder) -> None:
        """Register a part of the page of every object of a kind, in the order of registration.

        Args:
            subject_kind: whose page, such as `round` or `theme`.
            name: of the part, such as `themes`; registering again replaces it.
            build: given the object and the present moment, returns the part, or None where
                there is nothing to show.
        """
        self.panels.setdefault(subject_kind, {})[name] = build

    def panels_of(self, subject_kind: str, subject: Any, now: datetime) -> list[Panel]:
        """Return the parts that later rooms add to an object's page."""
        builders = self.panels.get(subject_kind, {}).values()
        return [panel for build in builders if (panel := build(subject, now)) is not None]

    def blocker(self, subject_kind: str, find: Callable[[int], Any]) -> None:
        """Register why an object must stay as it is because something later is built upon it.

        Args:
            subject_kind: of the object, such as `idea`.
            find: given its id, returns a sentence that says why, or None if nothing is in the way.
        """
        finders = self.blockers.setdefault(subject_kind, [])
        if find not in finders:
            finders.append(find)

    def blocked(self, subject_kind: str, subject_id: int) -> Any:
        """Return why an object must stay as it is, as a sentence, or None."""
        sentences = (find(subject_id) for find in self.blockers.get(subject_kind, []))
        return next((sentence for sentence in sentences if sentence is not None), None)

    def waiting(self, name: str, find: WaitingFor) -> None:
        """Register what waits for an account in a room; registering again replaces it.

        Args:
            name: of the room, such as `deliver`.
            find: given the account and the present moment, returns a line for each kind of thing
                that this account should do; empty for people it has nothing for.
        """
        self.waits[name] = find

    def waiting_for(self, actor: Any, now: datetime) -> list[Waiting]:
        """Return what waits for an account in every room, what is urgent first."""
        return in_order(line for find in self.waits.values() for line in find(actor, now))


registry = Registry()
