"""State machines as tables: which act leads from which state to which, and who may do it.

Every room keeps the table of each of its objects in one place. `take` is the only way from one
state to another: it refuses what the table does not hold, and writes the event and the news of
the step in the caller's transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from ideation.core import events
from ideation.core.errors import Conflict
from ideation.core.i18n import _l
from ideation.core.registry import registry
from ideation.extensions import AnySession


class Stateful(Protocol):
    """A model with a state."""

    id: Any
    state: Any


@dataclass(frozen=True)
class Transition:
    """One way from a state to another.

    Args:
        act: what somebody does, as a verb such as `promote`.
        sources: the states in which it can be done.
        target: the state it leads to; the same as the source where only the record grows.
        event: what the event record, and the news, call it, such as `idea.promoted`.
        by: who may do it, as a word that the room's policy knows, such as `runner`.
        reason: whether a reason that the public reads must be given.
    """

    act: str
    sources: tuple[str, ...]
    target: str
    event: str
    by: str
    reason: bool = False


@dataclass(frozen=True)
class Machine:
    """All transitions of one kind of object.

    Args:
        subject: the kind, which is the table's name, such as `idea`.
        states: every state there is; the first is where each object begins.
        transitions: every way there is; an act may stand in several rows, for different sources.
    """

    subject: str
    states: tuple[str, ...]
    transitions: tuple[Transition, ...]
    _ways: Mapping[tuple[str, str], Transition] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        ways = {(row.act, source): row for row in self.transitions for source in row.sources}
        object.__setattr__(self, "_ways", ways)

    @property
    def acts(self) -> tuple[str, ...]:
        """Every act there is, in the order of the table."""
        return tuple(dict.fromkeys(row.act for row in self.transitions))

    def from_state(self, state: str) -> tuple[Transition, ...]:
        """Return the ways out of a state, in the order of the table."""
        return tuple(row for row in self.transitions if state in row.sources)

    def find(self, act: str, state: str) -> Transition:
        """Return the way that an act takes from a state.

        Raises:
            Conflict: there is none, for example because somebody else was faster.
        """
        way = self._ways.get((act, state))
        if way is None:
            raise Conflict(
                _l(
                    "This is not possible in the present state. Look at the page again: "
                    "somebody may have been faster."
                )
            )
        return way


def take(
    session: AnySession,
    machine: Machine,
    act: str,
    subject: Stateful,
    *,
    now: datetime,
    actor: Any = None,
    role: str = "",
    agency_id: int | None = None,
    title: str = "",
    text: str = "",
    data: Mapping[str, Any] | None = None,
    related: Sequence[tuple[str, int]] = (),
) -> Transition:
    """Bring an object into its next state, with its event and its news, in one transaction.

    Args:
        session: the session of the change; the caller commits.
        machine: the table.
        act: what is done.
        subject: the object, locked by the caller where others may be faster.
        now: the present moment.
        actor: who does it; None for the system.
        role: as for `events.record`.
        agency_id: whose record it belongs to.
        title: what the object is called in the news.
        text: what the news quote, such as the public reason; empty for nothing.
        data: ids and words of state for the event.
        related: other objects that the event names, as pairs of kind and id.

    Raises:
        Conflict: the table does not hold this way.
    """
    way = machine.find(act, subject.state)
    subject.state = way.target
    named = {f"{kind}_id": key for kind, key in related}
    events.record(
        session,
        way.event,
        subject,
        now=now,
        actor=actor,
        role=role,
        agency_id=agency_id,
        **named,
        **(data or {}),
    )
    registry.announce(
        way.event, subject, title=title, text=text, now=now, actor=actor, agency_id=agency_id
    )
    return way
