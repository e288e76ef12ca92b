"""An item of an agenda: the dossier, conflicts of interest, the motion and the vote."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_security import current_user

from ideation.core import clock
from ideation.core.errors import Conflict, InvalidInput
from ideation.core.i18n import _
from ideation.core.page_cache import public_page
from ideation.core.typed import mark_of
from ideation.core.web import done
from ideation.deliver.forms import meetings as forms
from ideation.deliver.service import meetings as service
from ideation.deliver.views.meetings.blueprint import blueprint


@blueprint.get("/meetings/items/<int:item_id>")
@public_page
def item(item_id: int) -> ResponseReturnValue:
    """Show an item."""
    return _item_page(item_id)


@blueprint.post("/meetings/items/<int:item_id>/change")
def change_item(item_id: int) -> ResponseReturnValue:
    """Take an item up, open the vote, go back to the discussion, or put it off."""
    act = request.form.get("act", "")
    motion, defer = forms.MotionForm(), forms.DeferForm()
    try:
        service.change_item(
            item_id,
            act,
            motion=motion.motion.data,
            reason=defer.reason.data or "",
            without_missing=bool(request.form.get("without_missing")),
            actor=current_user,
            now=clock.now(),
        )
    except (Conflict, InvalidInput) as error:
        name, form = ("defer", defer) if act == "defer" else ("motion", motion)
        form.show(error)
        return _item_page(item_id, form, status=error.status, **{name: form})
    messages = {
        "discuss": _("The item is under discussion."),
        "open_vote": _("The vote is open. The members who are present are told."),
        "close_vote": _("The vote is closed. Nobody votes on this item any more."),
        "reopen_vote": _("The vote is open again. The votes cast so far are kept."),
        "reopen_discussion": _("The vote is withdrawn. The item is under discussion again."),
        "defer": _("The item is put off. The dossier waits for another meeting."),
    }
    next_page = "meetings.decide" if act == "close_vote" else "meetings.item"
    return done(messages[act], next_page, item_id=item_id)


@blueprint.post("/meetings/items/<int:item_id>/declare")
def declare(item_id: int) -> ResponseReturnValue:
    """Declare a conflict of interest, or record a member's."""
    page, _view = service.show_item(item_id, actor=current_user, now=clock.now())
    is_record = "member_id" in request.form
    form: Any = forms.record_form(page, sent=True) if is_record else forms.ConflictForm()
    name = "record" if is_record else "conflict"
    if not form.validate():
        return _item_page(item_id, form, **{name: form})
    try:
        service.declare(
            item_id,
            statement=form.statement.data or "",
            recused=form.recused.data,
            actor=current_user,
            now=clock.now(),
            member_id=form.member_id.data if is_record else None,
        )
    except (Conflict, InvalidInput) as error:
        form.show(error)
        return _item_page(item_id, form, status=error.status, **{name: form})
    return done(_("The declaration is noted."), "meetings.item", item_id=item_id)


@blueprint.post("/meetings/items/<int:item_id>/vote")
def vote(item_id: int) -> ResponseReturnValue:
    """Cast the reader's vote."""
    form = forms.VoteForm()
    try:
        service.vote(
            item_id,
            form.ballot.data or "",
            form.reason.data or "",
            actor=current_user,
            now=clock.now(),
        )
    except (Conflict, InvalidInput) as error:
        form.show(error)
        return _item_page(item_id, form, status=error.status, vote=form)
    message = _("Your vote is cast. You can change it while the vote is open.")
    return done(message, "meetings.item", item_id=item_id)


@blueprint.post("/meetings/items/<int:item_id>/notes")
def write_discussion(item_id: int) -> ResponseReturnValue:
    """Write the notes on an item."""
    form = forms.DiscussionForm()
    try:
        service.write_discussion(
            item_id,
            form.discussion.data or "",
            actor=current_user,
            now=clock.now(),
            seen=form.seen.data,
        )
    except (Conflict, InvalidInput) as error:
        form.show(error)
        _page, view = service.show_item(item_id, actor=current_user, now=clock.now())
        # Having been told, the secretary may replace what is there now.
        form.seen.data = mark_of(view.item.discussion)
        return _item_page(item_id, form, status=error.status, discussion=form)
    return done(_("The notes are saved."), "meetings.item", item_id=item_id)


def _item_page(
    item_id: int, refused: Any = None, *, status: int = 422, **given: Any
) -> tuple[str, int]:
    """Show an item with its forms, one of them as it was sent and refused."""
    page, view = service.show_item(item_id, actor=current_user, now=clock.now())
    shown: dict[str, Any] = {
        "motion": forms.motion_form(view),
        "defer": forms.DeferForm(formdata=None),
        "conflict": forms.conflict_form(view),
        "record": forms.record_form(page) if page.can_run else None,
        "vote": forms.vote_form(view),
        "discussion": forms.discussion_form(view),
        **given,
    }
    body = render_template(
        "meetings/item.html",
        page=page,
        meeting=page.meeting,
        view=view,
        item=view.item,
        refused=refused,
        forms=shown,
    )
    return body, status if refused is not None else 200
