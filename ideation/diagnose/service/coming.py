"""What comes next for a voice in Diagnose: who does what, and by when."""

from ideation.core.formats import date_words
from ideation.core.i18n import _, ngettext
from ideation.diagnose.models import Theme, ThemeState
from ideation.diagnose.promises import ANSWER_DAYS
from ideation.rounds.models import Round
from ideation.rounds.words import name_of


def before_selection(round: Round, theme: Theme | None) -> str:
    """Return what comes next in one sentence, until a theme is selected.

    Args:
        round: the round of the voice.
        theme: the theme it belongs to; None while it has none.
    """
    if theme is None:
        return _("A program puts it beside similar voices, within a few minutes.")
    office = name_of(theme.unit or round.agency)
    if theme.state == ThemeState.REJECTED:
        return _(
            "%(office)s does not go on with this theme. The reason stands above.", office=office
        )
    if theme.answer:
        return _(
            "%(office)s has answered and decides next whether the theme goes on. No day is set "
            "yet; followers are told.",
            office=office,
        )
    if theme.due_on is not None:
        return _(
            "%(office)s reads the theme and answers by %(day)s.",
            office=office,
            day=date_words(theme.due_on),
        )
    return ngettext(
        "%(office)s reads the theme and answers within %(num)s day.",
        "%(office)s reads the theme and answers within %(num)s days.",
        ANSWER_DAYS,
        office=office,
    )
