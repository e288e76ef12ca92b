"""The trace as a graph: what came of what. Pure functions over what others have loaded.

Everything grows out of exactly one thing before it, up to the theme, which many voices grow into;
beside that a need cites voices and statements, and a challenge names needs.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ideation.core.registry import Ref

THEME: Final = "theme"
SUBMISSION: Final = "submission"
# What the line goes on with from each kind; of these one child stands on the line.
ONWARD: Final[Mapping[str, str]] = {
    THEME: "challenge",
    "challenge": "idea",
    "idea": "poc",
    "poc": "dossier",
}
# Children of these kinds all stand on the line, one after the other.
IN_FILE: Final = ("decision", "outcome_step")


@dataclass(frozen=True)
class Node:
    """An object of a trace.

    Args:
        ref: its kind and id.
        weight: how much it counts among its siblings, where they got equally far.
    """

    ref: Ref
    weight: int = 0


@dataclass(frozen=True)
class Edge:
    """That one object came of another.

    Args:
        above: the earlier one.
        below: the later one.
        cites: whether the later one only names the earlier one, and grew out of another.
    """

    above: Ref
    below: Ref
    cites: bool = False


@dataclass(frozen=True)
class Graph:
    """The objects of a trace and what came of what.

    Args:
        nodes: every object, in the order in which siblings are shown.
        edges: between these objects.

    Raises:
        ValueError: an edge names an object that is not there, or something grew out of two.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    _weights: dict[Ref, int] = field(init=False, repr=False, compare=False)
    _parents: dict[Ref, Ref] = field(init=False, repr=False, compare=False)
    _children: dict[Ref, list[Ref]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        weights = {node.ref: node.weight for node in self.nodes}
        parents: dict[Ref, Ref] = {}
        children: dict[Ref, list[Ref]] = {ref: [] for ref in weights}
        for edge in self.edges:
            if edge.above not in weights or edge.below not in weights:
                raise ValueError(f"{edge} names something that is not in the trace")
            if edge.cites:
                continue
            # A theme has as many above it as there are voices; it is the root all the same.
            if edge.below[0] != THEME:
                if edge.below in parents:
                    raise ValueError(f"{edge.below} grew out of two")
                parents[edge.below] = edge.above
            children[edge.above].append(edge.below)
        order = {ref: place for place, ref in enumerate(weights)}
        for below in children.values():
            below.sort(key=order.__getitem__)
        object.__setattr__(self, "_weights", weights)
        object.__setattr__(self, "_parents", parents)
        object.__setattr__(self, "_children", children)

    def __contains__(self, ref: object) -> bool:
        return ref in self._weights

    def parent(self, ref: Ref) -> Ref | None:
        """Return what an object grew out of; None for a theme and for a voice."""
        return self._parents.get(ref)

    def children(self, ref: Ref, kind: str = "") -> list[Ref]:
        """Return what grew out of an object, all of it or only one kind, in order."""
        return [each for each in self._children[ref] if not kind or each[0] == kind]

    def cited_by(self, ref: Ref, kind: str = "") -> list[Ref]:
        """Return what an object cites, all of it or only one kind."""
        above = (edge.above for edge in self.edges if edge.cites and edge.below == ref)
        return [each for each in above if not kind or each[0] == kind]

    def citing(self, ref: Ref) -> list[Ref]:
        """Return what cites an object."""
        return [edge.below for edge in self.edges if edge.cites and edge.above == ref]

    def weight(self, ref: Ref) -> int:
        """Return how much an object counts among its siblings."""
        return self._weights[ref]


def up(graph: Graph, ref: Ref) -> list[Ref]:
    """Return the way from the theme down to an object, the object itself included.

    A voice stands above its theme; its way is the voice alone.
    """
    way = [ref]
    while (above := graph.parent(way[-1])) is not None:
        way.append(above)
    return way[::-1]


def down(graph: Graph, ref: Ref) -> Iterator[Ref]:
    """Yield everything that came of an object, each branch to its end before the next."""
    for child in graph.children(ref):
        yield child
        yield from down(graph, child)


def reach(graph: Graph, ref: Ref) -> int:
    """Return how many steps the longest branch below an object has."""
    return max((1 + reach(graph, child) for child in graph.children(ref)), default=0)


def furthest(graph: Graph, refs: Iterable[Ref]) -> Ref | None:
    """Return which of some siblings got furthest, the weightiest of those that got equally far."""
    return max(refs, key=lambda ref: (reach(graph, ref), graph.weight(ref), -ref[1]), default=None)


@dataclass(frozen=True)
class Line:
    """One way through a trace, from the theme to the last thing that came of it.

    Args:
        stops: the objects on it, in order.
        beside: for an object on it, its children of the same kind as the next stop that are not.
    """

    stops: tuple[Ref, ...]
    beside: Mapping[Ref, tuple[Ref, ...]]


def line(graph: Graph, start: Ref) -> Line:
    """Return the way through an object: from its theme to it, and on to what got furthest.

    Args:
        graph: the trace.
        start: where the reader came from; from a voice the way begins at its theme.
    """
    way = list(_began(graph, start))
    while way and (below := _next(graph, way[-1], start)) is not None:
        way.append(below)
    stops = way + [each for last in way[-1:] for each in _file(graph, last)]
    on_it = set(stops)
    beside = {
        ref: tuple(each for each in graph.children(ref, kind) if each not in on_it)
        for ref in stops
        if (kind := ONWARD.get(ref[0]))
    }
    return Line(tuple(stops), beside)


def _began(graph: Graph, start: Ref) -> Sequence[Ref]:
    """Return the line as far as the start fixes it; ends where a choice begins."""
    if start[0] == SUBMISSION:
        return graph.children(start, THEME)
    return [ref for ref in up(graph, start) if ref[0] == THEME or ref[0] in ONWARD.values()]


def _next(graph: Graph, last: Ref, start: Ref) -> Ref | None:
    kind = ONWARD.get(last[0])
    if kind is None:
        return None
    below: Sequence[Ref] = graph.children(last, kind)
    if last[0] == THEME:
        below = _answering(graph, below, start)
    return furthest(graph, below)


def _answering(graph: Graph, challenges: Sequence[Ref], start: Ref) -> Sequence[Ref]:
    """Return the challenges that may follow: those that a need led to, where one was asked for.

    From a need the line goes on only to a challenge that names it. From a voice or a statement
    it rather goes to one whose needs cite it.
    """
    if start[0] == "need":
        return [each for each in challenges if start in graph.cited_by(each)]
    proven = set(graph.citing(start))
    nearer = [each for each in challenges if proven.intersection(graph.cited_by(each))]
    return nearer or challenges


def _file(graph: Graph, last: Ref) -> Iterator[Ref]:
    for each in graph.children(last):
        if each[0] in IN_FILE:
            yield each
            yield from _file(graph, each)
