"""The theme that everything in Discover is about, found for whoever asks."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ideation.core.errors import NotFound
from ideation.core.i18n import _l
from ideation.diagnose.models import Theme
from ideation.discover import policy
from ideation.extensions import db
from ideation.rounds import policy as rounds_policy
from ideation.rounds.models import Round


def visible(theme_id: int, viewer: Any) -> Theme:
    """Return a theme that a person may see, with its round.

    Raises:
        NotFound: there is none, or its round is a draft of another agency.
    """
    query = (
        select(Theme)
        .where(Theme.id == theme_id)
        .options(joinedload(Theme.round).selectinload(Round.windows))
    )
    return seen(db.session.scalar(query), viewer)


def seen(theme: Theme | None, viewer: Any) -> Theme:
    """Return a theme that was found, unless it is hidden from a person.

    Raises:
        NotFound: there is none, or its round is a draft of another agency.
    """
    if theme is None or not rounds_policy.can_see(viewer, theme.round):
        raise NotFound(_l("There is no such theme, or it is not public yet."))
    return theme


def worked_on(theme_id: int, actor: Any) -> Theme:
    """Return a selected theme for an officer who works on it.

    Raises:
        NotFound: there is no such theme for this person.
        SignInNeeded, NotAllowed: the person does not run the agency's rounds.
        Conflict: the theme takes no part in Discover.
    """
    theme = visible(theme_id, actor)
    policy.require_work(actor, theme)
    policy.require_part(theme)
    return theme
