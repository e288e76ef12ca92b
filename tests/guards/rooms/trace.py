"""The routes of Trace, and what they are about."""

from typing import Any

from tests.guards.cases import MISSING, OK, Case, everybody, get, signed_in, staff_of_agency
from tests.trace.way import whole_way

# A trace can begin at any of these; each is public here.
KINDS = (
    "submission", "theme", "statement", "need", "challenge", "idea", "poc", "dossier",
    "decision", "outcome_step",
)  # fmt: skip
ENDPOINTS = ("trace.show", "trace.data")

CASES: tuple[Case, ...] = (
    get("trace.mine", signed_in(OK)),
    *(
        get(endpoint, everybody(OK), f"from a {kind}", kind=kind, id=f"{{traced_{kind}}}")
        for endpoint in ENDPOINTS
        for kind in KINDS
    ),
    *(
        case
        for endpoint in ENDPOINTS
        for case in (
            get(
                endpoint, staff_of_agency(OK, MISSING), "in a draft round",
                kind="theme", id="{hidden_theme}",
            ),
            get(endpoint, everybody(MISSING), "no such kind", kind="account", id="1"),
            get(
                endpoint, staff_of_agency(OK, MISSING), "a need that is not published",
                kind="need", id="{traced_draft}",
            ),
        )
    ),
)  # fmt: skip


def furnish(make: Any, world: Any) -> None:
    """Add one whole way, and a need that is not published, to the small world."""
    way = whole_way(make, round=make.round(title="รอบที่ตามรอยได้"))
    draft = make.need(way.theme, state="draft", published_at=None)
    world.names |= {f"traced_{kind}": getattr(way, kind).id for kind in KINDS}
    world.names["traced_draft"] = draft.id
