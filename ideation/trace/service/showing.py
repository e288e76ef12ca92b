"""The trace of one object, as a reader may see it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from ideation.core.errors import NotFound
from ideation.core.i18n import _l
from ideation.core.registry import Ref, Step
from ideation.diagnose.models import Submission, Theme
from ideation.rounds.models import Round
from ideation.trace import policy
from ideation.trace.service import coming, loading, telling
from ideation.trace.service.drawing import graph_of
from ideation.trace.walk import Edge, line

# A trace may begin at any of these.
KINDS: Final = (
    "submission", "theme", "statement", "need", "challenge", "idea", "poc", "dossier",
    "decision", "outcome_step",
)  # fmt: skip


@dataclass(frozen=True)
class Trace:
    """The whole line through an object.

    Args:
        start: the object that the reader comes from.
        round: its round.
        theme: its theme; None for a voice that has found none yet.
        steps: of the line, what comes next last.
        edges: what came of what, also beside the line.
        numbers: how many voices, needs, ideas, trials and decisions there are.
    """

    start: Ref
    round: Round
    theme: Theme | None
    steps: list[Step]
    edges: tuple[Edge, ...]
    numbers: dict[str, int]


def show(kind: str, key: int, *, actor: Any, tracked: Collection[int] = (), now: datetime) -> Trace:
    """Return the trace of an object, from any step of it.

    Args:
        kind: a word of `KINDS`.
        key: the object's id.
        actor: who asks, or None.
        tracked: ids of the submissions whose secret this browser has shown.
        now: the present moment.

    Raises:
        NotFound: there is no such object for this person.
    """
    if kind not in KINDS:
        raise no_trace()
    if kind == "submission":
        return _of_voice(key, actor, tracked, now)
    theme = loading.theme_of((kind, key))
    if theme is None or not policy.can_see_round(actor, theme.round):
        raise no_trace()
    start: Ref = ("theme", theme.id) if kind == "theme" else (kind, key)
    return _of_theme(theme, start, actor, now)


def _of_voice(key: int, actor: Any, tracked: Collection[int], now: datetime) -> Trace:
    found = loading.voice_of(key)
    if found is None or not policy.can_see_round(actor, found[0].round):
        raise no_trace()
    voice, theme_id, also = found
    if not policy.can_see_voice(voice, actor, tracked):
        raise no_trace()
    theme = loading.theme_of(("theme", theme_id)) if theme_id else None
    if theme is not None:
        return _of_theme(theme, ("submission", key), actor, now, voice, also)
    alone = loading.Loaded(round=voice.round, voice=voice, also=also)
    steps = [*telling.beginning(alone), coming.next_step(alone, None, now=now)]
    return Trace(("submission", key), voice.round, None, steps, (), {})


def _of_theme(
    theme: Theme,
    start: Ref,
    actor: Any,
    now: datetime,
    voice: Submission | None = None,
    also: str = "",
) -> Trace:
    sight = policy.sight_of(actor, theme, now)
    loaded = loading.after(theme, sight, start, voice=voice, also=also)
    graph = graph_of(loaded)
    if start not in graph:
        raise no_trace()
    steps = telling.whole(loaded, graph, start)
    following = coming.next_step(loaded, line(graph, start), now=now)
    return Trace(
        start, theme.round, theme, [*steps, following], graph.edges, _numbers(theme, loaded)
    )


def _numbers(theme: Theme, loaded: loading.Loaded) -> dict[str, int]:
    return {
        "voices": theme.size,
        "needs": len(loaded.needs),
        "ideas": sum(loaded.ideas.values()),
        "trials": sum(1 for chain in loaded.chains if chain.poc),
        "decisions": len(loaded.decisions),
    }


def no_trace() -> NotFound:
    """Return what is said of a trace that is not there for somebody."""
    return NotFound(_l("There is nothing to trace here, or it is not public yet."))
