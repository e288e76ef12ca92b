"""The graph of what was loaded: which row came of which."""

from collections.abc import Iterator
from typing import Final

from ideation.core.registry import Ref
from ideation.develop.models import IdeaState
from ideation.trace.service.loading import Chain, Loaded
from ideation.trace.walk import Edge, Graph, Node

# A promoted idea goes before all that are only supported, and those before a declined one.
BEFORE: Final = {IdeaState.PROMOTED: 1_000_000, IdeaState.DECLINED: -1_000_000}


def graph_of(loaded: Loaded) -> Graph:
    """Return what was loaded as a graph; siblings stand in the order they were loaded in."""
    return Graph(tuple(_nodes(loaded)), tuple(_edges(loaded)))


def _nodes(loaded: Loaded) -> Iterator[Node]:
    if loaded.voice is not None:
        yield Node(("submission", loaded.voice.id))
    if loaded.theme is None:
        return
    yield Node(("theme", loaded.theme.id), loaded.theme.size)
    for statement in loaded.statements:
        yield Node(("statement", statement.id), statement.vote_count)
    for need in loaded.needs:
        yield Node(("need", need.id), len(need.evidence))
    for challenge in loaded.challenges:
        ref = ("challenge", challenge.id)
        yield Node(ref, loaded.people.get(ref, 0))
    for chain in loaded.chains:
        yield from _chain_nodes(chain)
    for decision in loaded.decisions:
        yield Node(("decision", decision.id))
        for step in loaded.steps[decision.id]:
            yield Node(("outcome_step", step.id))


def _chain_nodes(chain: Chain) -> Iterator[Node]:
    idea = chain.idea
    yield Node(("idea", idea.id), BEFORE.get(IdeaState(idea.state), 0) + idea.support_count)
    if chain.poc is not None:
        yield Node(("poc", chain.poc.id))
    if chain.dossier is not None:
        yield Node(("dossier", chain.dossier.id))


def _edges(loaded: Loaded) -> Iterator[Edge]:
    if loaded.theme is None:
        return
    theme: Ref = ("theme", loaded.theme.id)
    if loaded.voice is not None:
        yield Edge(("submission", loaded.voice.id), theme)
    for statement in loaded.statements:
        yield Edge(theme, ("statement", statement.id))
    for need in loaded.needs:
        yield Edge(theme, ("need", need.id))
    for challenge in loaded.challenges:
        yield Edge(theme, ("challenge", challenge.id))
    for chain in loaded.chains:
        yield from _chain_edges(chain)
    for decision in loaded.decisions:
        yield Edge(("dossier", decision.dossier_id), ("decision", decision.id))
        for step in loaded.steps[decision.id]:
            yield Edge(("decision", decision.id), ("outcome_step", step.id))
    yield from _citations(loaded)


def _chain_edges(chain: Chain) -> Iterator[Edge]:
    idea: Ref = ("idea", chain.idea.id)
    yield Edge(("challenge", chain.idea.challenge_id), idea)
    if chain.poc is not None:
        yield Edge(idea, ("poc", chain.poc.id))
    if chain.poc is not None and chain.dossier is not None:
        yield Edge(("poc", chain.poc.id), ("dossier", chain.dossier.id))


def _citations(loaded: Loaded) -> Iterator[Edge]:
    """Yield which needs cite a voice or statement that is shown, and which challenge names them."""
    shown = {("statement", each.id) for each in loaded.statements}
    if loaded.voice is not None:
        shown.add(("submission", loaded.voice.id))
    for need in loaded.needs:
        for proof in need.evidence:
            cited = {("submission", proof.submission_id), ("statement", proof.statement_id)}
            for above in shown & cited:
                yield Edge(above, ("need", need.id), cites=True)
    needs = {need.id for need in loaded.needs}
    for challenge in loaded.challenges:
        for need_id in sorted(loaded.named[challenge.id] & needs):
            yield Edge(("need", need_id), ("challenge", challenge.id), cites=True)
