"""Every route answers every role as declared; a route that nobody declared fails."""

import pytest
from flask import Flask

from tests.guards import asking, cases, expectations, roles, world
from tests.guards.asking import undone
from tests.guards.cases import Case

_UNTOLD = {"HEAD", "OPTIONS"}


def declared() -> set[tuple[str, str]]:
    return {(case.endpoint, case.method) for case in expectations.cases()}


def real(app: Flask) -> set[tuple[str, str]]:
    return {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - _UNTOLD
    }


def test_every_route_is_declared(app):
    missing = real(app) - declared()
    assert not missing, f"say in expectations.py who may use these: {sorted(missing)}"


def test_every_declared_route_exists(app):
    gone = declared() - real(app)
    assert not gone, f"take these out of expectations.py: {sorted(gone)}"


def test_every_case_speaks_of_every_role():
    silent = [
        (case.endpoint, case.method, case.given)
        for case in expectations.cases()
        if case.outcomes.keys() != set(roles.ROLES)
    ]
    assert not silent


@pytest.mark.parametrize("role", roles.ROLES)
def test_answers(role, app, make):
    """All of one role in one test: the world is built once, and each case is undone."""
    visits = asking.Visits(app, world.build(make), role)
    wrong = []
    for case in expectations.cases():
        got = _answer(visits, case)
        if got != case.outcomes[role]:
            wrong.append(f"{_name(case)}: {got}, not {case.outcomes[role]}")
    assert not wrong, f"as {role}:\n" + "\n".join(wrong)


def _answer(visits: asking.Visits, case: Case) -> cases.Outcome:
    with undone():
        return asking.outcome(visits.app, visits.ask(case))


def _name(case: Case) -> str:
    given = f" ({case.given})" if case.given else ""
    return f"{case.method} {case.endpoint}{given}"
