"""Telling the people concerned what was decided or answered on their theme."""

from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on

from ideation.core.work import Task
from ideation.diagnose.models import Submission, Theme, ThemeEdit, ThemeMember
from ideation.extensions import db
from ideation.notify.service import send_later

KIND: Final = "theme.notify"
PORTION: Final = 500

_TEMPLATES: Final = {"selected": "decision", "rejected": "decision", "answered": "answer"}


def handle(task: Task) -> None:
    """Write one message for each address among a theme's voices; the handler of `theme.notify`.

    Nothing is written for an act that was undone in the meantime.
    """
    edit = db.session.get_one(ThemeEdit, task.subject_id)
    if edit.undone_at is not None:
        return
    theme = db.session.get_one(Theme, edit.theme_ids[0])
    for position, row in enumerate(_recipients(theme.id), 1):
        send_later(
            key=f"theme-decision:{edit.id}:{row.email}",
            recipient=row.email,
            language=row.language,
            template=_TEMPLATES[edit.verb],
            context={"number": row.number, "theme_id": theme.id, **_told(edit.verb, theme)},
            now=task.now,
        )
        if position % PORTION == 0:
            task.renew()


def _told(verb: str, theme: Theme) -> dict[str, Any]:
    if verb == "answered":
        return {"label": theme.label, "answer": theme.answer}
    return {"label": theme.label, "state": theme.state, "reason": theme.reason}


def _recipients(theme_id: int) -> list[Any]:
    """Return each address once, with the number of the first text it was given for."""
    email = func.lower(Submission.contact_email)
    query = (
        select(
            email.label("email"),
            Submission.number,
            Submission.contact_language.label("language"),
        )
        .join(ThemeMember, ThemeMember.submission_id == Submission.id)
        .where(
            ThemeMember.theme_id == theme_id,
            ThemeMember.is_primary,
            Submission.withdrawn_at.is_(None),
            Submission.contact_email.is_not(None),
        )
        .ext(distinct_on(email))
        .order_by(email, Submission.id)
    )
    return list(db.session.execute(query))
