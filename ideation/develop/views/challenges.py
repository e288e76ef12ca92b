"""The pages about challenges: everybody reads them, officers write them."""

import csv
import io
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_security import auth_required, current_user

from ideation.core import clock
from ideation.core.errors import Conflict, DomainError, InvalidInput
from ideation.core.formats import number
from ideation.core.i18n import _
from ideation.core.page_cache import public_page
from ideation.core.pagination import page_number
from ideation.core.spreadsheets import harmless
from ideation.core.web import done, drawn
from ideation.develop import policy, words
from ideation.develop.forms import challenges as forms
from ideation.develop.service import challenges as service
from ideation.develop.service import listing

blueprint = Blueprint("challenges", __name__)

CSV_COLUMNS = (
    "id", "title", "author", "state", "support", "comments", "mean_score", "assessors",
    "version", "proposed_at", "reason", "body",
)  # fmt: skip


@blueprint.record
def _equip_templates(state: BlueprintSetupState) -> None:
    """Give every template the words of challenges and ideas."""
    state.app.jinja_env.globals.update(
        IDEA_STATES=words.IDEA_STATES,
        STANCES=words.STANCES,
        SCORE_WORDS=words.SCORE_WORDS,
        challenge_standing=lambda challenge: policy.standing(challenge, clock.now()).value,
    )


@blueprint.get("/rounds/<slug>/challenges")
@public_page
def index(slug: str) -> ResponseReturnValue:
    """List the challenges of a round."""
    found = listing.challenges_of(slug, page_number(request.args.get("page")), viewer=current_user)
    return render_template(
        "challenges/index.html",
        found=found,
        round=found.round,
        page_url=lambda number: url_for("challenges.index", slug=slug, page=number),
    )


@blueprint.get("/challenges/<int:challenge_id>")
@public_page
def show(challenge_id: int) -> ResponseReturnValue:
    """Show a challenge with its ideas."""
    wish = listing.Wish.read(request.args)
    page = listing.show_challenge(
        challenge_id,
        wish,
        page_number(request.args.get("page")),
        viewer=current_user,
        now=clock.now(),
    )
    common = {"challenge": page.challenge, "round": page.challenge.theme.round}
    return render_template(
        "challenges/show.html",
        page=page,
        wish=wish,
        chips=_chips(challenge_id, wish),
        state_options=state_options(page.counts),
        panels=drawn(page.panels, **common),
        page_url=lambda number: url_for(
            "challenges.show", challenge_id=challenge_id, page=number, **wish.arguments()
        ),
        **common,
    )


@blueprint.route("/themes/<int:theme_id>/challenges/new", methods=["GET", "POST"])
@auth_required()
def new(theme_id: int) -> ResponseReturnValue:
    """Write a challenge as a draft."""
    desk = service.prepare_new(theme_id, actor=current_user)
    form = forms.challenge_form(desk, request.form)

    def save() -> Any:
        return service.draft(
            theme_id,
            form.content(),
            submit_token=form.submit_token.data,
            actor=current_user,
            now=clock.now(),
        )

    return _form_page(form, desk, save)


@blueprint.route("/challenges/<int:challenge_id>/edit", methods=["GET", "POST"])
@auth_required()
def edit(challenge_id: int) -> ResponseReturnValue:
    """Change a challenge."""
    desk = service.prepare_edit(challenge_id, actor=current_user)
    form = forms.challenge_form(desk, request.form)

    def save() -> Any:
        return service.edit(
            challenge_id,
            form.content(),
            version=form.version.data or "",
            actor=current_user,
            now=clock.now(),
        )

    return _form_page(form, desk, save)


def _form_page(
    form: forms.ChallengeForm, desk: service.Desk, save: Callable[[], Any]
) -> ResponseReturnValue:
    if request.form.get("act") == forms.SAVE and form.validate_on_submit():
        try:
            challenge = save()
        except Conflict as error:
            form.show(error)
            # Having been told, the officer may replace what is there now.
            form.version.data = desk.version
        except DomainError as error:
            form.show(error)
        else:
            message = (
                _("The challenge is saved.")
                if desk.challenge
                else _("The draft is saved. Only staff of your agency see it until you open it.")
            )
            return done(message, "challenges.show", challenge_id=challenge.id, saved=_saved(desk))
    page = render_template(
        "challenges/form.html",
        form=form,
        desk=desk,
        round=desk.theme.round,
        acts=forms,
        most_criteria=service.MOST_CRITERIA,
        preview=request.form.get("act") == forms.PREVIEW,
    )
    return page, 422 if form.errors else 200


def _saved(desk: service.Desk) -> str | None:
    """Return by which word the next page lets the browser forget its draft."""
    return None if desk.challenge else "challenge"


@blueprint.post("/challenges/<int:challenge_id>/<any(open, close, reopen):act>")
@auth_required()
def change(challenge_id: int, act: str) -> ResponseReturnValue:
    """Open, close or reopen a challenge."""
    try:
        service.change_state(challenge_id, act, actor=current_user, now=clock.now())
    except InvalidInput as error:
        flash(str(error), "warning")
        return redirect(url_for("challenges.edit", challenge_id=challenge_id))
    messages = {
        "open": _("The challenge is open. Everybody can propose ideas."),
        "close": _("The challenge is closed. Its ideas stay readable."),
        "reopen": _("The challenge is open again."),
    }
    return done(messages[act], "challenges.show", challenge_id=challenge_id)


@blueprint.get("/challenges/<int:challenge_id>/assessments")
@auth_required()
def table(challenge_id: int) -> ResponseReturnValue:
    """Show all ideas with their scores to those who assess and decide."""
    asked = {name: request.args.get(name, "") for name in ("sort", "state")}
    sort = asked["sort"] if asked["sort"].removeprefix("-") in listing.TABLE_SORTS else "-score"
    state = asked["state"] if asked["state"] in words.IDEA_STATES else ""
    challenge, page = listing.table_of(
        challenge_id,
        sort,
        page_number(request.args.get("page")),
        state=state,
        actor=current_user,
    )

    def address(**more: Any) -> str:
        kept = {"sort": sort, "state": state or None}
        return url_for("challenges.table", challenge_id=challenge_id, **{**kept, **more})

    return render_template(
        "challenges/table.html",
        challenge=challenge,
        round=challenge.theme.round,
        page=page,
        sort=sort,
        state=state,
        state_options=state_options(),
        sort_url=lambda key: address(sort=key),
        page_url=lambda number: address(page=number),
    )


@blueprint.get("/challenges/<int:challenge_id>/assessments.csv", endpoint="csv")
@auth_required()
def csv_file(challenge_id: int) -> ResponseReturnValue:
    """Send the same as a table."""
    state = request.args.get("state", "")
    _challenge, rows = listing.rows_of(
        challenge_id, state=state if state in words.IDEA_STATES else "", actor=current_user
    )
    buffer = io.StringIO()
    buffer.write("\ufeff")  # Without it Excel reads Thai as Latin letters.
    writer = csv.writer(buffer)
    writer.writerow(CSV_COLUMNS)
    writer.writerows([harmless(cell) for cell in _cells(row)] for row in rows)
    response = Response(buffer.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = (
        f'attachment; filename="challenge-{challenge_id}-ideas.csv"'
    )
    return response


def _cells(row: listing.Row) -> list[str]:
    idea = row.idea
    return [
        str(idea.id),
        idea.title,
        idea.author.public_name if idea.author else "",
        idea.state,
        str(idea.support_count),
        str(idea.comment_count),
        "" if row.score is None else f"{row.score:.2f}",
        str(row.assessors),
        str(idea.version_number),
        idea.created_at.isoformat(),
        idea.reason,
        idea.body,
    ]


def state_options(counts: dict[str, int] | None = None) -> list[tuple[str, str]]:
    """Return the states by which ideas can be filtered, with their numbers where given."""
    named = [
        (state.value, str(label)) for state, (label, _tone, _icon) in words.IDEA_STATES.items()
    ]
    if counts is not None:
        named = [
            (state, _("%(status)s (%(number)s)", status=label, number=number(counts.get(state, 0))))
            for state, label in named
        ]
    return [("", _("All that were not withdrawn")), *named]


def _chips(challenge_id: int, wish: listing.Wish) -> list[dict[str, str]]:
    labels = {
        "q": _("Search: %(words)s", words=wish.q),
        "state": str(words.IDEA_STATES[wish.state][0]) if wish.state else "",
    }
    return [
        {
            "label": label,
            "url": url_for("challenges.show", challenge_id=challenge_id, **wish.without(name)),
        }
        for name, label in labels.items()
        if getattr(wish, name)
    ]
