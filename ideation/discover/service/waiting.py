"""What waits for officers: suggested statements, by round."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select

from ideation.accounts.policy import RUNNERS, agency_ids_of
from ideation.core.i18n import ngettext
from ideation.core.waiting import Waiting
from ideation.diagnose.models import Theme
from ideation.discover.models import Statement, StatementState
from ideation.extensions import db
from ideation.rounds.models import Round

MOST_ROUNDS: Final = 5


def waiting_for(actor: Any, _now: datetime) -> list[Waiting]:
    """Return a line for each round of a person's agencies in which statements wait for a decision.

    Only officers and administrators decide; for others nothing waits.
    """
    runs = agency_ids_of(actor, *RUNNERS)
    if not runs:
        return []
    query = (
        select(Round.slug, Round.title, func.count())
        .join(Theme, Theme.round_id == Round.id)
        .join(Statement, Statement.theme_id == Theme.id)
        .where(Round.agency_id.in_(runs), Statement.state == StatementState.SUGGESTED)
        .group_by(Round.id)
        .order_by(func.count().desc(), Round.id)
        .limit(MOST_ROUNDS)
    )
    return [
        Waiting(
            kind="statement.suggested",
            sentence=ngettext(
                "%(num)s suggested statement waits for your decision in “%(round)s”",
                "%(num)s suggested statements wait for your decision in “%(round)s”",
                number,
                round=title,
            ),
            path=f"/rounds/{slug}/statements/desk",
            number=number,
        )
        for slug, title, number in db.session.execute(query)
    ]
