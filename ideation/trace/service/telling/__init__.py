"""A trace as the steps of one vertical line, each with what stands folded beside it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ideation.core.i18n import ngettext
from ideation.core.registry import Branch, Ref, Step
from ideation.discover.models import Need
from ideation.trace.service.loading import Loaded
from ideation.trace.service.telling import early, late
from ideation.trace.service.telling.common import path_of
from ideation.trace.walk import THEME, Graph, Line, line

__all__ = ["beginning", "sequel", "whole"]


def whole(loaded: Loaded, graph: Graph, start: Ref) -> list[Step]:
    """Return all steps of the line through an object, up to the last thing that happened.

    Args:
        loaded: what the trace is drawn from.
        graph: the same as a graph.
        start: the object that the reader comes from; its step is marked.
    """
    steps = [*beginning(loaded), *sequel(loaded, graph, start)]
    return [replace(step, here=step.ref == start) for step in steps]


def beginning(loaded: Loaded) -> list[Step]:
    """Return the steps of Diagnose: the voices, the theme, and what was decided of it."""
    steps = [early.voice_step(loaded.voice, loaded.also)] if loaded.voice else []
    if loaded.theme is None:
        return steps
    if loaded.voice is None:
        steps.append(early.voices_step(loaded.theme, loaded.quote, loaded.counts))
    from_voice = loaded.voice is not None
    return [*steps, *early.theme_steps(loaded, loaded.theme, from_voice=from_voice)]


def sequel(loaded: Loaded, graph: Graph, start: Ref) -> list[Step]:
    """Return the steps after Diagnose, on the line through an object."""
    if loaded.theme is None:
        return []
    way = line(graph, start)
    on_line, others = _needs(loaded, graph, way, start)
    return [
        *early.statement_steps(loaded, loaded.theme, start),
        *early.notes_step(loaded, loaded.theme),
        *early.need_steps(loaded, on_line, others, loaded.voice),
        *_further(loaded, graph, way),
    ]


def _needs(loaded: Loaded, graph: Graph, way: Line, start: Ref) -> tuple[list[Need], list[Need]]:
    """Return the needs that stand on the line, and those that are folded beside it.

    On it stand the one the reader comes from, those that cite what the reader comes from, and
    those that the line's challenge names, up to a few.
    """
    challenge = next((ref for ref in way.stops if ref[0] == "challenge"), None)
    named = set(graph.cited_by(challenge, "need")) if challenge else set()
    nearest = {start, *graph.citing(start)}
    ranked = sorted(
        loaded.needs,
        key=lambda need: (("need", need.id) not in nearest, ("need", need.id) not in named),
    )
    chosen = [
        need
        for place, need in enumerate(ranked)
        if ("need", need.id) in nearest
        or (place < early.NEEDS_ON_LINE and (not named or ("need", need.id) in named))
    ]
    return chosen, [need for need in ranked if need not in chosen]


def _further(loaded: Loaded, graph: Graph, way: Line) -> Iterator[Step]:
    """Yield the steps from the challenge on; siblings are folded beside the one on the line."""
    kinds = {ref[0] for ref in way.stops}
    beside = {ref: others for ref, others in way.beside.items() if others}
    for ref in way.stops:
        above = graph.parent(ref)
        others = beside.get(above, ()) if above else ()
        folded = _folded(loaded, graph, ref[0], others) if ref[0] in ("challenge", "idea") else ()
        yield from _with_branches(_told(loaded, ref), folded)
    if "challenge" not in kinds and loaded.theme is not None:
        others = beside.get((THEME, loaded.theme.id), ())
        yield from _only_folded(loaded, graph, "challenge", others)
    last = way.stops[-1]
    if last[0] == "challenge":
        yield from _only_folded(loaded, graph, "idea", beside.get(last, ()))


def _with_branches(steps: Iterable[Step], folded: tuple[Branch, ...]) -> Iterator[Step]:
    """Yield the steps of one object, the first with what stands beside it."""
    for place, step in enumerate(steps):
        yield replace(step, branches=folded) if place == 0 else step


def _only_folded(
    loaded: Loaded, graph: Graph, kind: str, others: tuple[Ref, ...]
) -> Iterator[Step]:
    branches = _folded(loaded, graph, kind, others)
    if branches:
        yield Step(
            ref=(f"{kind}s", others[0][1]),
            title=branches[0].title,
            stage="develop",
            branches=branches,
        )


def _folded(loaded: Loaded, graph: Graph, kind: str, others: tuple[Ref, ...]) -> tuple[Branch, ...]:
    """Return siblings with all that came of each, under one sentence with their number."""
    if not others:
        return ()
    steps = [step for ref in others for step in _alone(loaded, graph, ref)]
    if kind == "challenge":
        title = ngettext("%(num)s other challenge", "%(num)s other challenges", len(others))
        return (Branch(title, tuple(steps)),)
    challenge = graph.parent(others[0])
    key = challenge[1] if challenge else 0
    shown = sum(1 for chain in loaded.chains if chain.idea.challenge_id == key)
    more = loaded.ideas.get(key, shown) - shown
    title = ngettext("%(num)s other idea", "%(num)s other ideas", len(others) + more)
    return (Branch(title, tuple(steps), more=more, path=path_of(("challenge", key))),)


def _alone(loaded: Loaded, graph: Graph, ref: Ref) -> Iterator[Step]:
    """Yield the line from one object on, without anything beside it."""
    stops = line(graph, ref).stops
    for each in stops[stops.index(ref) :]:
        yield from _told(loaded, each)


def _told(loaded: Loaded, ref: Ref) -> list[Step]:
    kind, key = ref
    if kind == "challenge":
        return [
            step
            for challenge in loaded.challenges
            if challenge.id == key
            for step in late.challenge_steps(loaded, challenge)
        ]
    if kind in ("idea", "poc", "dossier"):
        return _of_chain(loaded, kind, key)
    if kind in ("decision", "outcome_step"):
        return _of_decision(loaded, kind, key)
    return []


def _of_chain(loaded: Loaded, kind: str, key: int) -> list[Step]:
    for chain in loaded.chains:
        if kind == "idea" and chain.idea.id == key:
            return list(late.idea_steps(loaded, chain.idea))
        if chain.poc is None:
            continue
        if kind == "poc" and chain.poc.id == key:
            return list(late.poc_steps(loaded, chain.poc))
        if kind == "dossier" and chain.dossier is not None and chain.dossier.id == key:
            return list(late.dossier_steps(loaded, chain.dossier, chain.poc))
    return []


def _of_decision(loaded: Loaded, kind: str, key: int) -> list[Step]:
    for decision in loaded.decisions:
        if kind == "decision" and decision.id == key:
            return list(late.decision_steps(loaded, decision))
        for step in loaded.steps[decision.id]:
            if kind == "outcome_step" and step.id == key:
                return list(late.outcome_steps(loaded, step))
    return []
