"""The page of what the signed-in account gave."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import auth_required

from ideation.core.pagination import page_number
from ideation.diagnose.views.submissions import visitor
from ideation.trace import service
from ideation.trace.views.blueprint import blueprint
from ideation.trace.words import GIFTS


@blueprint.get("/account/traces")
@auth_required()
def mine() -> ResponseReturnValue:
    """List what the account gave, with how far each thing has got."""
    gifts = service.given_by(
        visitor.actor(), request.args.get("kind", ""), page_number(request.args.get("page"))
    )
    kind = gifts.kind or None
    return render_template(
        "trace/mine.html",
        gifts=gifts,
        GIFTS=GIFTS,
        page_url=lambda number: url_for("trace.mine", kind=kind, page=number),
    )
