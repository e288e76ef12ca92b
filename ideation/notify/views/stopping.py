"""Stopping letters from a link in them, without signing in.

Opening the link changes nothing, because programs that look letters through open every link; the
button does, and so does a mail program that offers it with one click (RFC 8058).
"""

from flask import render_template
from flask.typing import ResponseReturnValue

from ideation.core import clock
from ideation.core.web import csrf_exempt, rate_limit
from ideation.notify import service
from ideation.notify.views.blueprint import blueprint


@blueprint.get("/mail/stop/<token>", endpoint="stop")
@rate_limit("60 per minute")
def ask_to_stop(token: str) -> ResponseReturnValue:
    """Show what will stop, with the button that does it."""
    letters = service.letters_of(token)
    return render_template("notify/stop.html", letters=letters, stopped=False)


@blueprint.post("/mail/stop/<token>", endpoint="stop_now")
@csrf_exempt
@rate_limit("60 per minute")
def stop(token: str) -> ResponseReturnValue:
    """Stop the letters."""
    letters = service.stop_letters(token, now=clock.now())
    return render_template("notify/stop.html", letters=letters, stopped=True)
