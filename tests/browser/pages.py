"""The pages that a real browser looks at: every page there is, and the rich ones beside them."""

from collections.abc import Iterator

from flask import Flask, url_for

from tests.browser.seed import PATH, RICH
from tests.browser.stack import Stack
from tests.guards import asking, expectations
from tests.guards.cases import OK, Case
from tests.guards.world import World

# What is no page: files, and a part that only stands inside a page.
NO_PAGES = {
    "challenges.csv",
    "pocs.csv",
    "statements.csv",
    "accounts.export",
    "dossiers.download",
    "imports.bad_rows",
    "prometheus_metrics",
    "site.healthz",
    "site.readyz",
    "site.robots",
    "static",
    "submissions.csv",
    "submissions.similar",
    "trace.data",
}
# What is looked at as the first role that may see it.
ROLES = (
    "visitor",
    "citizen",
    "officer",
    "administrator",
    "evaluator",
    "committee_secretary",
    "committee_member",
)
RICH_PAGES = {
    "visitor": (
        f"/rounds/{RICH}",
        f"/rounds/{RICH}/themes",
        f"/rounds/{RICH}/themes?q=เน็ต",
        f"/rounds/{RICH}/submissions",
        f"/rounds/{RICH}/submissions?q=เน็ต&kind=issue&page=1",
        f"/rounds/{RICH}/submissions?q=ไม่มีคำนี้แน่นอน",
        f"/rounds/{RICH}/speak",
        f"/rounds/{PATH}/themes",
        "/search?q=เน็ต",
        "/search?q=ไม่มีคำนี้แน่นอน",
        "/no/such/page",
    ),
    "citizen": (),
    "officer": ("/", f"/rounds/{RICH}", f"/rounds/{RICH}/board", f"/rounds/{RICH}/board?q=เน็ต"),
    "administrator": (),
    "evaluator": ("/",),
    "committee_secretary": ("/",),
    "committee_member": ("/",),
}


def addresses(app: Flask, stack: Stack, role: str) -> list[str]:
    """Return the addresses of the pages that are looked at as a role."""
    world = World({}, stack.names)
    declared = [asking.address(app, case, world) for case in _cases() if _seen_as(case) == role]
    return [*dict.fromkeys([*declared, *RICH_PAGES[role], *_themes(app, stack, role)])]


def _cases() -> Iterator[Case]:
    for case in expectations.cases():
        if case.method == "GET" and case.endpoint not in NO_PAGES:
            yield case


def _seen_as(case: Case) -> str | None:
    return next((role for role in ROLES if case.outcomes[role] == OK), None)


def _themes(app: Flask, stack: Stack, role: str) -> list[str]:
    """Return the pages of a theme that carries a decision and an answer."""
    endpoint = {"visitor": "themes.show", "officer": "board.theme"}.get(role)
    if endpoint is None:
        return []
    with app.test_request_context():
        decided = url_for(endpoint, theme_id=stack.names["other_theme"])
    return [decided, f"{decided}?suggest=split"] if role == "officer" else [decided]
