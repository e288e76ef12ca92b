"""The living example is loaded whole through the services, and a second time adds nothing."""

import dataclasses
import re

import pytest
from sqlalchemy import func, select

from ideation.accounts import service
from ideation.accounts.models import Account
from ideation.agencies.models import Agency
from ideation.core import clock
from ideation.core.models import Event, WorkItem
from ideation.deliver import models as deliver
from ideation.deliver.models import (
    Committee,
    CommitteeVote,
    Decision,
    Dossier,
    DossierState,
    Feedback,
    Measurement,
    Meeting,
    MeetingState,
    OutcomeStep,
    Poc,
    PocEntry,
    PocState,
    Ruling,
)
from ideation.demo import loader
from ideation.develop.models import Assessment, Challenge, Comment, Idea, IdeaSupport
from ideation.diagnose.models import Submission, Support, Theme, ThemeState
from ideation.discover.models import FieldNote, Need, NeedState, Statement, StatementVote
from ideation.notify.models import InboxItem, Message, News
from ideation.rounds.models import Round
from tests.helpers import Browser, words

DECIDED = "community-internet-2568"
KINDS = (
    Account, Agency, Assessment, Challenge, Comment, Committee, CommitteeVote, Decision, Dossier,
    Event, Feedback, FieldNote, Idea, IdeaSupport, InboxItem, Measurement, Meeting, Message, Need,
    News, OutcomeStep, Poc, PocEntry, Round, Statement, StatementVote, Submission, Support, Theme,
    deliver.Tester,
)  # fmt: skip
LINK = re.compile(r'href="(/[^"#?]*)"')


def how_many(session) -> dict[str, int]:
    return {
        kind.__tablename__: session.scalar(select(func.count()).select_from(kind)) for kind in KINDS
    }


def states(session, kind) -> dict[str, int]:
    counted = select(kind.state, func.count()).group_by(kind.state)
    return dict(session.execute(counted).all())


def links_of(page) -> list[str]:
    main = page.get_data(as_text=True).partition("<main")[2]
    return list(dict.fromkeys(LINK.findall(main)))


@pytest.mark.committed
def test_the_demo_is_loaded_once_and_whole(app, session):
    steps: list[str] = []
    loader.load(steps.append, now=clock.now())

    loaded = how_many(session)
    assert loaded["submission"] > 600
    assert loaded["support"] > 100
    left = select(WorkItem.kind, WorkItem.state).where(WorkItem.state != "done")
    assert session.execute(left).all() == []
    the_themes_are_decided(app, session)
    the_chain_is_whole(session, loaded)
    officers_have_work(session)
    the_way_is_two_clicks_from_home(app, session)

    loader.load(steps.append, now=clock.now())
    assert how_many(session) == loaded


def the_themes_are_decided(app, session):
    decided = session.scalars(
        select(Theme).where(Theme.state.in_([ThemeState.SELECTED, ThemeState.REJECTED]))
    ).all()
    assert len(decided) >= 11
    visitor = Browser(app)
    for theme in decided:
        assert theme.reason[:30] in words(visitor.get(f"/themes/{theme.id}")), theme.label
    ours = [theme for theme in decided if theme.round.slug == DECIDED]
    in_round = select(func.count()).select_from(Submission).join(Round)
    assert sum(theme.size for theme in ours) == session.scalar(
        in_round.where(Round.slug == DECIDED)
    ), "nobody of the decided round is left without an answer"
    assert all(theme.created_at < theme.decided_at for theme in decided)


def the_chain_is_whole(session, loaded):
    decision = session.scalars(select(Decision)).one()
    assert decision.ruling == Ruling.APPROVED
    assert decision.forwarded_to
    poc = decision.dossier.poc
    theme = poc.idea.challenge.theme
    assert theme.round.slug == DECIDED
    assert theme.size > 50
    assert decision.decided_at < clock.now()
    assert [step.state for step in decision.outcomes] == ["done", "in_progress", "planned"]
    assert [len(indicator.measurements) for indicator in poc.indicators] == [6, 6, 6]
    assert (
        session.scalar(
            select(func.count()).where(PocEntry.poc_id == poc.id, PocEntry.kind == "adjust")
        )
        == 1
    )
    assert states(session, Idea) == {"promoted": 3, "declined": 9, "proposed": 2, "withdrawn": 1}
    assert loaded["comment"] > 50
    assert loaded["committee_vote"] == 6
    first = session.execute(
        select(func.count(StatementVote.voter.distinct()), StatementVote.sector)
        .join(Statement)
        .where(Statement.theme_id == theme.id)
        .group_by(StatementVote.sector)
    ).all()
    assert len(first) == 4
    assert sum(number for number, _sector in first) > 300
    for statement in session.scalars(select(Statement)):
        votes = select(func.count()).where(StatementVote.statement_id == statement.id)
        assert statement.vote_count == session.scalar(votes)


def officers_have_work(session):
    """Discover of the open round waits for officers, and a dossier for the committee."""
    waiting = session.scalar(
        select(func.count()).select_from(Statement).where(Statement.state == "suggested")
    )
    assert waiting == 4
    assert states(session, Need)[NeedState.DRAFT] == 1
    assert states(session, Dossier) == {DossierState.APPROVED: 1, DossierState.SCHEDULED: 1}
    assert states(session, Poc) == {PocState.FINISHED: 2, PocState.RUNNING: 1}
    assert states(session, Meeting) == {MeetingState.CLOSED: 1, MeetingState.CALLED: 1}


def the_way_is_two_clicks_from_home(app, session):
    """From home one comes to the story of the decided theme, from voices to what followed."""
    decision = session.scalars(select(Decision)).one()
    theme = decision.dossier.poc.idea.challenge.theme
    told = [theme.reason[:40], decision.outcomes[0].title]
    visitor = Browser(app)
    first = [path for path in links_of(visitor.get("/")) if path.startswith(("/trace", "/rounds"))]
    second = {link for path in first for link in links_of(visitor.get(path))}
    stories = [path for path in {*first, *second} if path.startswith("/trace/")]
    assert stories
    assert any(all(line in words(visitor.get(path)) for line in told) for path in stories)


def test_the_accounts_that_fill_the_example_are_not_offered(app, session, monkeypatch):
    settings = dataclasses.replace(app.config["IDEATION"], demo=True)
    monkeypatch.setitem(app.config, "IDEATION", settings)
    for email in ("citizen@demo.example.org", "citizen+kru@demo.example.org"):
        service.add_demo_account(email=email, display_name="ตัวอย่าง", now=clock.now())
    assert [account.email for account in service.demo_accounts()] == ["citizen@demo.example.org"]
