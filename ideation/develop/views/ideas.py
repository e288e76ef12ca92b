"""The pages about ideas: reading, proposing, new versions, comments, support, assessment."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import auth_required, current_user

from ideation.core import clock
from ideation.core.errors import DomainError
from ideation.core.i18n import _
from ideation.core.page_cache import public_page
from ideation.core.settings import settings
from ideation.core.web import done, drawn, rate_limit, safe_next
from ideation.develop import policy
from ideation.develop.forms import ideas as forms
from ideation.develop.service import (
    assessments,
    comments,
    finding,
    ideas,
    showing,
    similar,
    support,
)
from ideation.diagnose.views.submissions import visitor

blueprint = Blueprint("ideas", __name__)

MOST_SHOWN = 20_000
"""Of a text that is longer than an idea may be, only so much is previewed."""


@blueprint.get("/ideas/<int:idea_id>")
@public_page
def show(idea_id: int) -> ResponseReturnValue:
    """Show an idea."""
    return _idea_page(idea_id)


def _idea_page(idea_id: int, **sent: Any) -> ResponseReturnValue:
    """Draw an idea's page; `sent` holds forms that were refused, by name."""
    page = showing.show_idea(
        idea_id,
        viewer=visitor.actor(),
        visitor_key=visitor.visitor_key(),
        now=clock.now(),
    )
    challenge = page.idea.challenge
    all_forms = {
        "comment_form": forms.CommentForm(formdata=None),
        "promote_form": forms.ReasonForm(formdata=None, prefix="promote-"),
        "decline_form": forms.ReasonForm(formdata=None, prefix="decline-"),
        "assessment_form": forms.assessment_form(challenge, page.own)
        if "assess" in page.may
        else None,
        **sent,
    }
    common = {"idea": page.idea, "challenge": challenge, "round": challenge.theme.round}
    body = render_template(
        "ideas/show.html",
        page=page,
        panels=drawn(page.panels, **common),
        taken_back=comments.TAKEN_BACK,
        fewest_shown=assessments.FEWEST_SHOWN,
        **all_forms,
        **common,
    )
    return body, 422 if any(form is not None and form.errors for form in sent.values()) else 200


@blueprint.route("/challenges/<int:challenge_id>/ideas/new", methods=["GET", "POST"])
@rate_limit(lambda: settings().posts_limit, methods=["POST"])
def new(challenge_id: int) -> ResponseReturnValue:
    """Propose an idea."""
    actor = visitor.actor()
    challenge = finding.challenge(challenge_id, actor)
    policy.require_account(actor)
    if request.method == "GET":  # What was typed while it closed is shown again with the reason.
        policy.require_open(challenge, clock.now())
    form = forms.IdeaForm()
    if request.form.get("act") != forms.PREVIEW and form.validate_on_submit():
        try:
            idea = ideas.propose(
                challenge_id,
                title=form.title.data,
                body=form.body.data,
                actor=actor,
                submit_token=form.submit_token.data or "",
                now=clock.now(),
            )
        except DomainError as error:
            form.show(error)
        else:
            message = _("Thank you. Everybody can read your idea now, and you follow it.")
            return done(message, "ideas.show", idea_id=idea.id, saved="idea")
    return _form_page(form, challenge, None)


@blueprint.route("/ideas/<int:idea_id>/edit", methods=["GET", "POST"])
@auth_required()
def edit(idea_id: int) -> ResponseReturnValue:
    """Write a new version of one's own idea."""
    actor = visitor.actor()
    idea = finding.idea(idea_id, actor)
    policy.require_author(actor, idea)
    stored = {"title": idea.title, "body": idea.body, "seen": idea.version_number}
    form = forms.VersionForm(data=stored)
    if request.form.get("act") != forms.PREVIEW and form.validate_on_submit():
        try:
            ideas.revise(
                idea_id,
                title=form.title.data,
                body=form.body.data,
                note=form.note.data or "",
                actor=actor,
                now=clock.now(),
                seen=form.seen.data,
            )
        except DomainError as error:
            form.show(error)
            # Having been told, the author may go on from the newer version.
            form.seen.data = idea.version_number
        else:
            return done(_("The new version is saved."), "ideas.show", idea_id=idea_id)
    return _form_page(form, idea.challenge, idea)


def _form_page(form: forms.IdeaForm, challenge: Any, idea: Any) -> ResponseReturnValue:
    preview = request.form.get("act") == forms.PREVIEW
    page = render_template(
        "ideas/form.html",
        form=form,
        challenge=challenge,
        idea=idea,
        round=challenge.theme.round,
        acts=forms,
        preview=preview,
        # Without JavaScript what is like it is shown with the preview.
        found=_similar(challenge, idea.id if idea else None) if preview else [],
    )
    return page, 422 if form.errors else 200


@blueprint.post("/challenges/<int:challenge_id>/ideas/similar")
@rate_limit("1200 per minute")
def show_similar(challenge_id: int) -> ResponseReturnValue:
    """Return the ideas most like what somebody types, as a part of the form's page."""
    challenge = finding.challenge(challenge_id, visitor.actor())
    found = _similar(challenge, request.form.get("besides", type=int))
    return render_template("ideas/_similar.html", found=found)


def _similar(challenge: Any, besides: int | None) -> list[Any]:
    typed = f"{request.form.get('title', '')}\n{request.form.get('body', '')}"
    return similar.similar(challenge.id, typed, besides=besides)


@blueprint.post("/ideas/preview")
@rate_limit("120 per minute")
def preview() -> ResponseReturnValue:
    """Return how a text will look to the public, as a part of the form's page."""
    return render_template("ideas/_preview.html", text=request.form.get("body", "")[:MOST_SHOWN])


@blueprint.get("/ideas/<int:idea_id>/versions/<int:number>")
@rate_limit("120 per minute")
def version(idea_id: int, number: int) -> ResponseReturnValue:
    """Show one version of an idea, and what changed since another one."""
    page = showing.show_version(
        idea_id, number, since=request.args.get("since", type=int), viewer=visitor.actor()
    )
    challenge = page.idea.challenge
    return render_template(
        "ideas/version.html",
        page=page,
        idea=page.idea,
        challenge=challenge,
        round=challenge.theme.round,
        numbers=[each.number for each in page.idea.versions],
    )


@blueprint.post("/ideas/<int:idea_id>/withdraw")
@auth_required()
def withdraw(idea_id: int) -> ResponseReturnValue:
    """Take one's own idea back."""
    ideas.withdraw(idea_id, actor=current_user, now=clock.now())
    return done(_("Your idea is withdrawn. Its words are gone."), "ideas.show", idea_id=idea_id)


@blueprint.post("/ideas/<int:idea_id>/support", endpoint="support")
@rate_limit("60 per minute")
def support_it(idea_id: int) -> ResponseReturnValue:
    """Support an idea."""
    support.support(
        idea_id,
        actor=visitor.actor(),
        visitor_key=visitor.new_visitor_key(),
        now=clock.now(),
    )
    undo = {
        "text": _("You support this idea now."),
        "undo_url": url_for("ideas.unsupport", idea_id=idea_id),
    }
    flash(undo, "undo")
    return _back_to(idea_id)


@blueprint.post("/ideas/<int:idea_id>/unsupport", endpoint="unsupport")
@rate_limit("60 per minute")
def unsupport_it(idea_id: int) -> ResponseReturnValue:
    """Take the support back."""
    support.unsupport(
        idea_id,
        actor=visitor.actor(),
        visitor_key=visitor.new_visitor_key(),
        now=clock.now(),
    )
    return _back_to(idea_id)


def _back_to(idea_id: int) -> ResponseReturnValue:
    fallback = url_for("ideas.show", idea_id=idea_id)
    return redirect(safe_next(request.form.get("next"), fallback))


@blueprint.post("/ideas/<int:idea_id>/comments")
@rate_limit(lambda: settings().posts_limit)
def comment(idea_id: int) -> ResponseReturnValue:
    """Comment on an idea."""
    form = forms.CommentForm()
    policy.require_account(visitor.actor())
    if form.validate_on_submit():
        try:
            comments.post(
                idea_id,
                stance=form.stance.data,
                text=form.text.data,
                actor=visitor.actor(),
                submit_token=form.submit_token.data or "",
                now=clock.now(),
            )
        except DomainError as error:
            form.show(error)
        else:
            return done(
                _("Thank you. Your comment is there, and you follow the idea."),
                "ideas.show",
                idea_id=idea_id,
                saved="comment",
                _anchor="comments",
            )
    return _idea_page(idea_id, comment_form=form)


@blueprint.post("/comments/<int:comment_id>/hide")
@auth_required()
def hide_comment(comment_id: int) -> ResponseReturnValue:
    """Hide a comment with a reason."""
    hidden = comments.hide(
        comment_id, request.form.get("reason", ""), actor=current_user, now=clock.now()
    )
    undo = {
        "text": _("The comment is hidden."),
        "undo_url": url_for("ideas.show_comment", comment_id=comment_id),
    }
    flash(undo, "undo")
    return redirect(url_for("ideas.show", idea_id=hidden.idea_id, _anchor="comments"))


@blueprint.post("/comments/<int:comment_id>/show")
@auth_required()
def show_comment(comment_id: int) -> ResponseReturnValue:
    """Show a hidden comment again."""
    shown = comments.show(comment_id, actor=current_user, now=clock.now())
    return done(
        _("The comment is shown again."), "ideas.show", idea_id=shown.idea_id, _anchor="comments"
    )


@blueprint.post("/comments/<int:comment_id>/take-back")
@auth_required()
def take_back_comment(comment_id: int) -> ResponseReturnValue:
    """Take one's own comment back."""
    gone = comments.take_back(comment_id, actor=current_user, now=clock.now())
    return done(
        _("Your comment is taken back. Its words are gone."),
        "ideas.show",
        idea_id=gone.idea_id,
        _anchor="comments",
    )


@blueprint.post("/ideas/<int:idea_id>/assessment")
@auth_required()
def assess(idea_id: int) -> ResponseReturnValue:
    """Give one's view of an idea on every criterion."""
    idea = finding.idea(idea_id, current_user)
    policy.require_assessor(current_user, idea)
    form = forms.assessment_form(idea.challenge, None)
    if form.validate_on_submit():
        try:
            assessments.assess(
                idea_id,
                form.scores(),
                form.note.data or "",
                actor=current_user,
                now=clock.now(),
            )
        except DomainError as error:
            form.show(error)
        else:
            return done(
                _("Your assessment is saved. You can change it until a decision is made."),
                "ideas.show",
                idea_id=idea_id,
                _anchor="assessment",
            )
    return _idea_page(idea_id, assessment_form=form)


@blueprint.post("/ideas/<int:idea_id>/<any(promote, decline):act>")
@auth_required()
def decide(idea_id: int, act: str) -> ResponseReturnValue:
    """Take an idea up for a trial, or decline it, with a reason that the public reads."""
    form = forms.ReasonForm(prefix=f"{act}-")
    policy.require_work(current_user, finding.idea(idea_id, current_user).challenge)
    if form.validate_on_submit():
        try:
            ideas.decide(idea_id, act, form.reason.data, actor=current_user, now=clock.now())
        except DomainError as error:
            form.show(error)
        else:
            undo = {
                "text": _("The idea is taken up for a trial.")
                if act == "promote"
                else _("The idea is not taken up."),
                "undo_url": url_for("ideas.reconsider", idea_id=idea_id),
            }
            flash(undo, "undo")
            return redirect(url_for("ideas.show", idea_id=idea_id))
    return _idea_page(idea_id, **{f"{act}_form": form})


@blueprint.post("/ideas/<int:idea_id>/reconsider")
@auth_required()
def reconsider(idea_id: int) -> ResponseReturnValue:
    """Look at a decided idea again."""
    ideas.decide(idea_id, "reconsider", actor=current_user, now=clock.now())
    return done(_("The idea is looked at again."), "ideas.show", idea_id=idea_id)
