"""The failed work of an agency."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_security import current_user

from ideation.core import clock
from ideation.core.i18n import _, ngettext
from ideation.core.pagination import page_number
from ideation.site import service
from ideation.site.views.blueprint import site
from ideation.site.words import KINDS


@site.get("/agencies/<agency_slug>/work")
def work(agency_slug: str) -> str:
    """Show what was given up after five failures, and why."""
    found = service.failed_work(
        agency_slug, page_number(request.args.get("page")), actor=current_user
    )
    return render_template(
        "site/work.html",
        found=found,
        kinds=KINDS,
        page_url=lambda number: url_for("site.work", agency_slug=agency_slug, page=number),
    )


@site.post("/agencies/<agency_slug>/work/retry")
def retry_work(agency_slug: str) -> Any:
    """Have one item, or all of them, tried again."""
    number = service.retry_work(
        agency_slug,
        request.form.get("item_id", type=int),
        actor=current_user,
        now=clock.now(),
    )
    if number:
        flash(
            ngettext("%(num)s item is tried again.", "%(num)s items are tried again.", number),
            "success",
        )
    else:
        flash(_("Somebody else has had it tried again already."), "info")
    return redirect(url_for("site.work", agency_slug=agency_slug))
