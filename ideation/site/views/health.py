"""Whether the process lives, and whether it can serve: for load balancers and supervisors."""

from typing import Any

from flask import jsonify

from ideation.core import health
from ideation.core.web import rate_limit_exempt
from ideation.site.views.blueprint import site

# Posting and reading go on without Redis: its state is told, but traffic need not stay away.
_DISPENSABLE = {"Redis"}


@site.get("/healthz")
@rate_limit_exempt
def healthz() -> Any:
    """Say that the process answers; asks no server."""
    return jsonify(status="ok")


@site.get("/readyz")
@rate_limit_exempt
def readyz() -> Any:
    """Say whether requests can be served; details are for `ideation doctor`, not for everybody."""
    found = health.readiness()
    ready = all(check.ok for check in found if check.name not in _DISPENSABLE)
    parts = {check.name: check.ok for check in found}
    return jsonify(ready=ready, parts=parts), 200 if ready else 503
