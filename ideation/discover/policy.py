"""Who may do what in Discover, and when."""

from datetime import datetime
from typing import Any

from ideation.accounts.models import STAFF_ROLES
from ideation.accounts.policy import has_role, is_runner, require_role
from ideation.core import formats
from ideation.core.errors import Conflict, StageClosed
from ideation.core.i18n import _l
from ideation.diagnose.models import Theme, ThemeState
from ideation.discover.models import Statement, StatementState
from ideation.rounds.models import RoundState, Stage
from ideation.rounds.policy import RUNNERS


def takes_part(theme: Theme) -> bool:
    """Tell whether a theme is one of those that Discover is about: selected, and not merged."""
    return theme.state == ThemeState.SELECTED and theme.merged_into_id is None


def can_answer(theme: Theme, now: datetime) -> bool:
    """Tell whether anybody may answer and suggest statements of a theme now."""
    return takes_part(theme) and theme.round.is_open(Stage.DISCOVER, now)


def can_work(actor: Any, theme: Theme) -> bool:
    """Tell whether a person works on a theme: officers and administrators of its agency."""
    return is_runner(actor, theme.round.agency_id)


def works_in(account: Any, agency_id: int) -> bool:
    """Tell whether an account holds any role of staff in an agency."""
    return has_role(account, agency_id, *STAFF_ROLES)


def can_read_notes(actor: Any, theme: Theme) -> bool:
    """Tell whether a person reads all field notes: everybody who works for the agency."""
    return works_in(actor, theme.round.agency_id)


def can_read_drafts(actor: Any, theme: Theme) -> bool:
    """Tell whether a person sees needs that are not published: the agency's staff."""
    return can_read_notes(actor, theme)


def can_read_statement(statement: Statement, actor: Any, suggester: str) -> bool:
    """Tell whether a person may read a statement: the public reads approved ones.

    Args:
        statement: the one in question.
        actor: who is signed in, or None.
        suggester: the name under which this account or browser suggests and votes; may be empty.
    """
    return (
        statement.state == StatementState.APPROVED
        or can_work(actor, statement.theme)
        or is_own(statement, actor, suggester)
    )


def is_own(statement: Statement, actor: Any, suggester: str) -> bool:
    """Tell whether a person suggested a statement, with or without an account."""
    if actor is not None and statement.author_id is not None and statement.author_id == actor.id:
        return True
    return bool(suggester) and statement.suggester == suggester


def sees_every_count(actor: Any, theme: Theme, now: datetime) -> bool:
    """Tell whether a person sees how others answered before answering: nobody is led by others.

    Officers always do, and everybody does once answers are not taken any more.
    """
    return not can_answer(theme, now) or can_work(actor, theme)


def require_work(actor: Any, theme: Theme) -> None:
    """Refuse unless the person is an officer or administrator of the theme's agency.

    Raises:
        SignInNeeded: a visitor asked.
        NotAllowed: the account is neither.
    """
    require_role(actor, theme.round.agency_id, *RUNNERS)


def require_staff(actor: Any, theme: Theme) -> None:
    """Refuse unless the person works for the theme's agency.

    Raises:
        SignInNeeded: a visitor asked.
        NotAllowed: the account has no role there.
    """
    require_role(actor, theme.round.agency_id, *STAFF_ROLES)


def require_part(theme: Theme) -> None:
    """Refuse where a theme takes no part in Discover, and say why not.

    Raises:
        Conflict: the theme is not selected, or was merged into another.
    """
    if not takes_part(theme):
        raise Conflict(why_not(theme))


def why_not(theme: Theme) -> Any:
    """Return why a theme takes no part in Discover, as a sentence for the public."""
    if theme.merged_into_id is not None:
        return _l("This theme was merged into another. Go on there.")
    if theme.state == ThemeState.REJECTED:
        return _l("This theme was not selected for development. Its page gives the reason.")
    return _l(
        "The agency has not yet selected this theme for development. "
        "We look for the needs behind selected themes only."
    )


def require_open(theme: Theme, now: datetime) -> None:
    """Refuse where the public cannot take part now, and name the day from or until which it can.

    Raises:
        StageClosed: the Discover stage is not open.
    """
    round_ = theme.round
    if round_.is_open(Stage.DISCOVER, now):
        return
    windows = [window for window in round_.windows if window.stage == Stage.DISCOVER]
    ahead = [window.opens_at for window in windows if window.opens_at > now]
    behind = [
        window.closes_at for window in windows if window.closes_at and window.closes_at <= now
    ]
    if round_.state == RoundState.PUBLISHED and ahead:
        day = formats.date_words(min(ahead))
        raise StageClosed(_l("Answers and suggestions are taken from %(day)s.", day=day))
    if round_.closed_at or behind:
        day = formats.date_words(round_.closed_at or max(behind))
        raise StageClosed(
            _l("Answers and suggestions were taken until %(day)s. Read the results.", day=day)
        )
    raise StageClosed(_l("This round does not take answers and suggestions now."))
