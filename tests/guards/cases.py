"""How a case is written: one request, and what each role gets for it.

An outcome is a status (200, 403, …) or, for a redirect, the endpoint that it leads to. Each case
sends what a person would send who means it well, so that a role which may do the thing does it.
`{names}` stand for objects of the small world (`world.py`); a name in an address is the world's
object of that name unless `at` says otherwise.
"""

from dataclasses import dataclass, field

from tests.guards.roles import ROLES

Outcome = int | str
OK, REFUSED, MISSING, CONFLICT, MISTAKE, GONE = 200, 403, 404, 409, 422, 410
SIGN_IN = "security.login"


@dataclass(frozen=True)
class Case:
    """One request, and what each role gets for it."""

    endpoint: str
    method: str
    outcomes: dict[str, Outcome]
    at: dict[str, str] = field(default_factory=dict)
    send: dict[str, str] = field(default_factory=dict)
    given: str = ""


def get(endpoint: str, outcomes: dict, given: str = "", **at: str) -> Case:
    return Case(endpoint, "GET", outcomes, at=at, given=given)


def post(endpoint: str, outcomes: dict, given: str = "", at: dict | None = None, **send) -> Case:
    return Case(endpoint, "POST", outcomes, at=at or {}, send=send, given=given)


def everybody(outcome: Outcome, **but: Outcome) -> dict[str, Outcome]:
    return {**dict.fromkeys(ROLES, outcome), **but}


def signed_in(outcome: Outcome, **but: Outcome) -> dict[str, Outcome]:
    """Whoever has an account; visitors are led to the sign-in."""
    return {**everybody(outcome), "visitor": SIGN_IN, **but}


def only(roles: str, outcome: Outcome, others: Outcome = REFUSED, **but: Outcome) -> dict:
    """Some roles in the object's agency; others are refused, visitors led to the sign-in."""
    return {**signed_in(others), **dict.fromkeys(roles.split(), outcome), **but}


def runners(outcome: Outcome, **but: Outcome) -> dict[str, Outcome]:
    """Those who run rounds: officers and administrators."""
    return only("officer administrator", outcome, **but)


def runners_and_auditor(outcome: Outcome, **but: Outcome) -> dict[str, Outcome]:
    return only("officer administrator auditor", outcome, **but)


def administrators(outcome: Outcome, **but: Outcome) -> dict[str, Outcome]:
    return only("administrator", outcome, **but)


def staff_of_agency(outcome: Outcome, others: Outcome) -> dict[str, Outcome]:
    """Any role in the object's agency, against everybody else."""
    return everybody(outcome, visitor=others, citizen=others, business=others, outsider=others)


def drafters(outcome: Outcome) -> dict[str, Outcome]:
    """Those who run rounds, where a draft is concerned: outsiders do not even learn of it."""
    hidden = dict.fromkeys(("visitor", "citizen", "business", "outsider"), MISSING)
    return runners(outcome, **hidden)
