"""The walk through a trace, for any shape that a trace can have."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ideation.trace.walk import IN_FILE, ONWARD, Edge, Graph, Node, down, line, reach, up

THEME = ("theme", 1)
# What can grow out of what.
BELOW = {
    "theme": ("statement", "need", "challenge"),
    "challenge": ("idea",),
    "idea": ("poc",),
    "poc": ("dossier",),
    "dossier": ("decision",),
    "decision": ("outcome_step",),
}


@st.composite
def traces(draw):
    """A theme with voices above it and any number of things below, and any citations."""
    refs, edges = [THEME], []
    for number in range(draw(st.integers(0, 25))):
        above = draw(st.sampled_from([ref for ref in refs if ref[0] in BELOW]))
        ref = (draw(st.sampled_from(BELOW[above[0]])), number + 10)
        refs.append(ref)
        edges.append(Edge(above, ref))
    voices = [("submission", number) for number in range(draw(st.integers(0, 4)))]
    edges += [Edge(voice, THEME) for voice in voices]
    needs = [ref for ref in refs if ref[0] == "need"]
    challenges = [ref for ref in refs if ref[0] == "challenge"]
    for need in needs:
        for voice in draw(st.lists(st.sampled_from(voices), unique=True)) if voices else ():
            edges.append(Edge(voice, need, cites=True))
        for named in draw(st.lists(st.sampled_from(challenges), unique=True)) if challenges else ():
            edges.append(Edge(need, named, cites=True))
    nodes = [Node(ref, draw(st.integers(0, 3))) for ref in draw(st.permutations(refs + voices))]
    return Graph(tuple(nodes), tuple(edges))


@given(traces())
def test_walking_up_from_whatever_is_reached_downward_returns_to_the_theme(graph):
    below = list(down(graph, THEME))
    assert {node.ref for node in graph.nodes if node.ref[0] != "submission"} == {THEME, *below}
    for ref in below:
        way = up(graph, ref)
        assert way[0] == THEME
        assert way[-1] == ref
        assert all(graph.parent(later) == earlier for earlier, later in pairwise(way))


@given(traces())
def test_from_a_voice_everything_is_reached_that_came_of_its_theme(graph):
    for node in graph.nodes:
        if node.ref[0] == "submission":
            assert set(down(graph, node.ref)) == {THEME, *down(graph, THEME)}


@given(traces())
def test_the_line_holds_its_start_and_leaves_nothing_out(graph):
    for node in graph.nodes:
        found = line(graph, node.ref)
        assert found.stops[0] == THEME
        on_line = node.ref[0] in (*ONWARD, *ONWARD.values(), *IN_FILE)
        assert not on_line or node.ref in found.stops
        for ref in found.stops:
            beside = set(found.beside.get(ref, ()))
            kind = ONWARD.get(ref[0], "")
            assert beside | {*found.stops} >= set(graph.children(ref, kind) if kind else ())
            assert not beside & {*found.stops}


@given(traces())
def test_from_the_theme_the_line_takes_the_branch_that_got_furthest(graph):
    stops = line(graph, THEME).stops
    for earlier, later in pairwise(stops):
        if ONWARD.get(earlier[0]) == later[0]:
            siblings = graph.children(earlier, later[0])
            assert reach(graph, later) == max(reach(graph, each) for each in siblings)


def test_from_a_need_the_line_goes_on_only_to_a_challenge_that_names_it():
    named, unnamed = ("need", 2), ("need", 3)
    challenge = ("challenge", 4)
    graph = Graph(
        tuple(Node(ref) for ref in (THEME, named, unnamed, challenge)),
        (
            Edge(THEME, named), Edge(THEME, unnamed), Edge(THEME, challenge),
            Edge(named, challenge, cites=True),
        ),
    )  # fmt: skip
    assert line(graph, named).stops == (THEME, challenge)
    assert line(graph, unnamed).stops == (THEME,)
    assert line(graph, unnamed).beside[THEME] == (challenge,)


@pytest.mark.parametrize(
    "edges",
    [
        (Edge(THEME, ("idea", 9)),),
        (Edge(THEME, ("challenge", 2)), Edge(("challenge", 3), ("challenge", 2))),
    ],
)
def test_a_trace_that_cannot_be_is_refused(edges):
    nodes = (Node(THEME), Node(("challenge", 2)), Node(("challenge", 3)))
    with pytest.raises(ValueError, match=r"trace|two"):
        Graph(nodes, edges)
