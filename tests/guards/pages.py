"""All pages that a role can open, for guards that look at every one of them."""

from collections.abc import Iterator

from flask import Flask
from werkzeug.test import TestResponse

from tests.guards import asking, expectations
from tests.guards.asking import undone
from tests.guards.cases import OK, Case
from tests.guards.world import World

OPENED_BY = (
    "visitor",
    "officer",
    "administrator",
    "citizen",
    "evaluator",
    "committee_secretary",
    "committee_member",
)


def crawl(app: Flask, world: World, role: str, language: str) -> Iterator[tuple[str, TestResponse]]:
    """Yield the answer to every GET that a role may do, in a language, with its name."""
    visits = asking.Visits(app, world, role, language)
    for case in expectations.cases():
        if case.method == "GET" and case.outcomes[role] == OK:
            with undone():
                yield _name(case), visits.ask(case)


def crawl_mistakes(
    app: Flask, world: World, role: str, language: str
) -> Iterator[tuple[str, TestResponse]]:
    """Yield the answer to every form that a role may send, sent empty."""
    visits = asking.Visits(app, world, role, language)
    for case in expectations.cases():
        if case.method == "POST":
            with undone():
                empty = Case(case.endpoint, "POST", case.outcomes, at=case.at)
                yield f"{_name(case)}, empty", visits.ask(empty)


def _name(case: Case) -> str:
    return f"{case.endpoint} {case.given}".strip()
