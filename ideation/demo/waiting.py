"""Doing here and now what the workers would do later, as far as they have not."""

import time
from datetime import datetime
from typing import Final

from sqlalchemy import select

from ideation.accounts.models import Account
from ideation.core import work
from ideation.core.errors import Conflict
from ideation.core.models import WorkItem
from ideation.core.perform import perform
from ideation.core.registry import registry
from ideation.diagnose.models import ThemeRun
from ideation.diagnose.service import theme_runs
from ideation.extensions import db
from ideation.rounds.models import Round

MOST_LOOKS: Final = 600
BETWEEN_LOOKS: Final = 0.5  # seconds


def do_waiting(name: str) -> None:
    """Do every work item of a kind that waits, if there is such a kind."""
    kind = registry.kinds.get(name)
    if kind is None:
        return
    waiting = select(WorkItem.id).where(WorkItem.kind == name, WorkItem.state == "waiting")
    while item_ids := db.session.scalars(waiting.order_by(WorkItem.id)).all():
        # Where the product runs already, its workers take some of it.
        if not sum(perform(db.session, kind, item_id) for item_id in item_ids[:: kind.batch]):
            break


def run_themes(round: Round, owner: Account, at: datetime) -> None:
    """Form the themes of a round, or describe those that officers made.

    Args:
        round: the round.
        owner: the officer who asks.
        at: when they ask; themes are as old as that.
    """
    try:
        run = theme_runs.request_run(round, actor=owner, now=at)
    except Conflict:
        return  # Somebody else has asked for one, and its worker is at it.
    run_id = run.id
    item_id = work.item_of(db.session, theme_runs.KIND, run_id).id
    perform(db.session, registry.kinds[theme_runs.KIND], item_id)
    # Where the product runs already, a worker may have been faster.
    for _time in range(MOST_LOOKS):
        if db.session.get_one(ThemeRun, run_id, populate_existing=True).finished_at is not None:
            return
        db.session.commit()
        time.sleep(BETWEEN_LOOKS)
