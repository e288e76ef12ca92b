"""The living example is loaded whole through the services, and a second time adds nothing."""

import pytest
from sqlalchemy import func, select

from ideation.agencies.models import Agency
from ideation.core import clock
from ideation.core.models import WorkItem
from ideation.demo import loader
from ideation.diagnose.models import Submission, Support, Theme, ThemeState
from ideation.notify.models import Message
from ideation.rounds.models import Round
from tests.helpers import Browser, words


def how_many(session) -> dict[str, int]:
    kinds = (Agency, Round, Submission, Support, Theme, Message)
    return {
        kind.__tablename__: session.scalar(select(func.count()).select_from(kind)) for kind in kinds
    }


@pytest.mark.committed
def test_the_demo_is_loaded_once_and_whole(app, session):
    steps: list[str] = []
    loader.load(steps.append, now=clock.now())

    loaded = how_many(session)
    assert loaded["submission"] > 400
    assert loaded["support"] > 100
    left = select(WorkItem.kind, WorkItem.state).where(WorkItem.state != "done")
    assert session.execute(left).all() == []
    decided = session.scalars(
        select(Theme).where(Theme.state.in_([ThemeState.SELECTED, ThemeState.REJECTED]))
    ).all()
    assert len(decided) >= 5
    visitor = Browser(app)
    for theme in decided:
        assert theme.reason[:30] in words(visitor.get(f"/themes/{theme.id}")), theme.label

    loader.load(steps.append, now=clock.now())
    assert how_many(session) == loaded
