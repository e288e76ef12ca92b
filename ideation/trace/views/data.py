"""A trace as plain values for JSON."""

from typing import Any

from ideation.core.registry import Branch, Ref, Step
from ideation.trace.service import Trace


def as_data(trace: Trace) -> dict[str, Any]:
    """Return a trace as values that JSON knows; words are in the reader's language."""
    return {
        "start": _named(trace.start),
        "round": trace.round.slug,
        "theme": trace.theme.id if trace.theme else None,
        "numbers": trace.numbers,
        "steps": [_step(step) for step in trace.steps],
        "links": [
            {"from": _named(edge.above), "to": _named(edge.below), "cites": edge.cites}
            for edge in trace.edges
        ],
    }


def _named(ref: Ref) -> dict[str, Any]:
    return {"kind": ref[0], "id": ref[1]}


def _step(step: Step) -> dict[str, Any]:
    return {
        **_named(step.ref),
        "title": str(step.title),
        "stage": step.stage or None,
        "at": step.at.isoformat() if step.at else None,
        "office": step.who or None,
        "people": step.people,
        "quote": step.quote or None,
        "text": str(step.text) or None,
        "status": str(step.status) or None,
        "state": step.state,
        "here": step.here,
        "path": step.path or None,
        "beside": [_branch(branch) for branch in step.branches],
    }


def _branch(branch: Branch) -> dict[str, Any]:
    return {
        "title": str(branch.title),
        "steps": [_step(step) for step in branch.steps],
        "more": branch.more,
        "path": branch.path or None,
    }
