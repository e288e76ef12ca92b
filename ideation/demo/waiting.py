"""Doing here and now what the workers would do later, as far as they have not."""

from datetime import datetime

from sqlalchemy import select

from ideation.accounts.models import Account
from ideation.core import work
from ideation.core.errors import Conflict
from ideation.core.models import WorkItem
from ideation.core.perform import perform
from ideation.core.registry import registry
from ideation.diagnose.service import theme_runs
from ideation.extensions import db
from ideation.rounds.models import Round


def do_waiting(name: str) -> None:
    """Do every work item of a kind that waits, if there is such a kind."""
    kind = registry.kinds.get(name)
    if kind is None:
        return
    waiting = select(WorkItem).where(WorkItem.kind == name, WorkItem.state == "waiting")
    while item := db.session.scalar(waiting.order_by(WorkItem.id).limit(1)):
        if not perform(db.session, kind, item.id):
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
        return  # A worker is at it already.
    item_id = work.item_of(db.session, theme_runs.KIND, run.id).id
    perform(db.session, registry.kinds[theme_runs.KIND], item_id)
