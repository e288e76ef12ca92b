"""The living example is loaded whole through the services, and every page of it opens."""

import re

import pytest
from sqlalchemy import func, select

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
from ideation.extensions import db
from ideation.notify.models import InboxItem, Message, News
from ideation.rounds.models import Round
from tests.conftest import empty
from tests.demo.walking import walk
from tests.factories import sign_in
from tests.helpers import Browser, words

pytestmark = pytest.mark.xdist_group("demo")

DECIDED = "community-internet-2568"
KINDS = (
    Account, Agency, Assessment, Challenge, Comment, Committee, CommitteeVote, Decision, Dossier,
    Event, Feedback, FieldNote, Idea, IdeaSupport, InboxItem, Measurement, Meeting, Message, Need,
    News, OutcomeStep, Poc, PocEntry, Round, Statement, StatementVote, Submission, Support, Theme,
    deliver.Tester,
)  # fmt: skip
# Whoever has a first page of their own.
VIEWERS = (
    "citizen", "officer.yoso", "evaluator", "committee", "secretary", "auditor", "admin",
)  # fmt: skip
MOST_QUERIES = 15
# A whole account as one file is no page.
NO_PAGES = {"accounts.export"}
CARRYING = {
    "site.home", "rounds.show", "themes.show", "submissions.show", "statements.show", "needs.show",
    "challenges.show", "ideas.show", "pocs.show", "dossiers.show", "committees.show",
    "meetings.show", "decisions.show", "trace.show",
}  # fmt: skip
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


@pytest.fixture(scope="module", autouse=True)
def _demo(app):
    """The demo, really committed, for all tests of this file."""
    with app.app_context():
        loader.load(lambda _step: None, now=clock.now())
        db.session.remove()
    try:
        yield
    finally:
        with app.app_context():
            empty(db.engine)


def test_nothing_waits_that_a_worker_should_have_done(session):
    left = select(WorkItem.kind, WorkItem.state).where(WorkItem.state != "done")
    assert session.execute(left).all() == []


def test_loading_again_adds_nothing(session):
    loaded = how_many(session)
    assert loaded["submission"] > 600
    assert loaded["support"] > 100
    loader.load(lambda _step: None, now=clock.now())
    assert how_many(session) == loaded


def test_every_decided_theme_says_why(app, session):
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


def test_the_chain_of_the_decided_round_is_whole(session):
    loaded = how_many(session)
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
    assert states(session, Idea) == {"promoted": 3, "declined": 11, "proposed": 5, "withdrawn": 1}
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


def test_officers_and_the_committee_have_work(session):
    """Discover of the open round waits for officers, and a dossier for the committee."""
    waiting = session.scalar(
        select(func.count()).select_from(Statement).where(Statement.state == "suggested")
    )
    assert waiting == 4
    assert states(session, Need)[NeedState.DRAFT] == 1
    assert states(session, Dossier) == {DossierState.APPROVED: 1, DossierState.SCHEDULED: 1}
    assert states(session, Poc) == {PocState.FINISHED: 2, PocState.RUNNING: 1}
    assert states(session, Meeting) == {MeetingState.CLOSED: 1, MeetingState.CALLED: 1}


def test_the_story_of_the_decided_round_is_two_clicks_from_home(app, session):
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


@pytest.mark.parametrize("email", [None, *(f"{name}@demo.example.org" for name in VIEWERS)])
def test_every_page_that_links_lead_to_opens_and_asks_little(app, session, queries, email):
    """Must show 5 of the second half: at most 15 queries, on real content, whoever looks."""
    browser = Browser(app)
    if email:
        sign_in(browser, session.scalars(select(Account).where(Account.email == email)).one())
    broken, greedy, seen = [], [], set()
    for path, page, asked in walk(browser, queries):
        endpoint, _values = app.url_map.bind("localhost").match(path.partition("?")[0])
        seen.add(endpoint)
        if page.status_code >= 400:
            broken.append((path, page.status_code))
        if asked > MOST_QUERIES and endpoint not in NO_PAGES:
            greedy.append((path, asked))
    assert broken == []
    assert greedy == []
    assert seen >= CARRYING, "the walk came too short"
