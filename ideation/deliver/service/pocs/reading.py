"""What people look at: one trial with all that stands on its page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from ideation.core.clock import day_of
from ideation.core.filters import Filters, one_of, query_words
from ideation.core.pagination import Page, paginate
from ideation.core.registry import Panel, registry
from ideation.core.sectors import Sector
from ideation.deliver.findings import Finding
from ideation.deliver.models import (
    Feedback,
    Indicator,
    Measurement,
    Milestone,
    Poc,
    Tester,
    Verdict,
)
from ideation.deliver.policy import pocs as policy
from ideation.deliver.service.pocs import access, charts, measuring, taking_part
from ideation.deliver.states import POC
from ideation.extensions import db
from ideation.notify.service import is_following
from ideation.rounds.models import Round


@dataclass(frozen=True)
class MilestoneLine:
    """A milestone as the line shows it.

    Args:
        milestone: its title and days.
        late_days: how many days it is late and not done; 0 where it is not.
    """

    milestone: Milestone
    late_days: int


@dataclass(frozen=True)
class DiaryLine:
    """One line of the diary.

    Args:
        kind: a word of `EntryKind`, or `plan` or `start`.
        at: when it happened.
        text: what happened; empty where the kind says it all.
        reason: why; empty where the text says it.
    """

    kind: str
    at: datetime
    text: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Wish(Filters):
    """What part of the feedback is asked for.

    Args:
        q: words that it holds.
        verdict: a word of `Verdict`, or nothing for all.
        sector: a word of `Sector`, or nothing for all.
    """

    q: str = ""
    verdict: str = ""
    sector: str = ""

    @classmethod
    def read(cls, typed: Mapping[str, str]) -> "Wish":
        """Read the wish of an address; what makes no sense there is left out."""
        return cls(
            q=query_words(typed.get("q", "")),
            verdict=one_of(Verdict, typed, "verdict"),
            sector=one_of(Sector, typed, "sector"),
        )

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return what it asks of the rows of feedback."""
        found: list[ColumnElement[bool]] = []
        if self.q:  # What is hidden is not found by its words.
            found.append(Feedback.text.icontains(self.q, autoescape=True))
            found.append(Feedback.hidden_at.is_(None))
        if self.verdict:
            found.append(Feedback.verdict == self.verdict)
        if self.sector:
            found.append(Feedback.sector == self.sector)
        return found


@dataclass(frozen=True)
class PocPage:
    """Everything on a trial's page.

    Args:
        poc: the trial with its plan.
        round: the round it belongs to.
        idea_path: address of the idea that is tried.
        charts: one for each indicator.
        milestones: in the order of their days.
        diary: what happened, newest first.
        testers: how many people have joined.
        is_tester: whether the one who looks has.
        following: whether the one who looks hears of it; None for a visitor.
        verdicts: how people find it.
        wish: which of the feedback is asked for.
        feedback: one page of it, newest first.
        can_join: whether people can join now.
        can_give_feedback: whether people can say how they find it now.
        panels: what later rooms, and later steps, add.
    """

    poc: Poc
    round: Round
    idea_path: str
    charts: list[charts.Chart]
    milestones: list[MilestoneLine]
    diary: list[DiaryLine]
    testers: int
    is_tester: bool
    following: bool | None
    verdicts: taking_part.Verdicts
    wish: Wish
    feedback: Page[Feedback]
    can_join: bool
    can_give_feedback: bool
    panels: list[Panel]

    @property
    def findings(self) -> list[Finding]:
        """What each indicator shows."""
        return [chart.finding for chart in self.charts]


@dataclass(frozen=True)
class Result:
    """What a trial showed: its indicators, and how people find it."""

    poc: Poc
    charts: list[charts.Chart]
    verdicts: taking_part.Verdicts


def show(poc_id: int, wish: Wish, number: int, *, actor: Any, now: datetime) -> PocPage:
    """Return all that a trial's page shows.

    Raises:
        NotFound: there is none, or its round is a draft and they are not of its agency.
    """
    poc = access.visible(poc_id, actor)
    account_id = actor.id if actor is not None and actor.is_authenticated else None
    asked_for = (Feedback.poc_id == poc.id, *wish.conditions())
    # One question for the three, since this is the page that asks the most.
    testers, is_tester, total = db.session.execute(
        select(
            func.count(),
            func.bool_or(Tester.account_id == account_id),
            select(func.count()).select_from(Feedback).where(*asked_for).scalar_subquery(),
        ).where(Tester.poc_id == poc.id)
    ).one()
    feedback = (
        select(Feedback)
        .where(*asked_for)
        .order_by(Feedback.id.desc())
        .options(joinedload(Feedback.author))
    )
    return PocPage(
        poc=poc,
        round=poc.round,
        idea_path=registry.links["idea"](poc.idea_id),
        charts=[charts.chart_of(each, poc) for each in _indicators(poc)],
        milestones=_milestones(poc, day_of(now)),
        diary=_diary(poc),
        testers=testers,
        is_tester=bool(is_tester),
        following=is_following(actor, ("poc", poc.id)),
        verdicts=taking_part.verdicts_of(poc.id),
        wish=wish,
        feedback=paginate(db.session, feedback, number, total=total),
        can_join=policy.can_join(poc, now),
        can_give_feedback=policy.can_give_feedback(poc, now),
        panels=registry.panels_of("poc", poc, now),
    )


def prepare_end(poc_id: int, act: str, *, actor: Any) -> Result:
    """Return what a trial showed, for whoever brings it to its end.

    Args:
        poc_id: the trial.
        act: `go` or `stop`.
        actor: the officer.

    Raises:
        NotFound: there is no such trial for this account.
        SignInNeeded, NotAllowed: the account does not run rounds of its agency.
        Conflict: its state does not allow it.
    """
    poc = access.visible(poc_id, actor)
    policy.require_runner(actor, poc)
    POC.find(act, poc.state)
    return Result(
        poc,
        [charts.chart_of(each, poc) for each in _indicators(poc)],
        taking_part.verdicts_of(poc.id),
    )


def show_indicator(indicator_id: int, *, actor: Any) -> charts.Chart:
    """Return the chart of an indicator for whoever enters its values.

    Raises:
        NotFound: there is no such indicator for this account.
        SignInNeeded, NotAllowed: the account does not run rounds of its agency.
    """
    indicator = measuring.indicator_to_measure(indicator_id, actor=actor)
    return charts.chart_of(indicator, access.visible(indicator.poc_id, actor))


def all_measurements(poc_id: int, *, actor: Any) -> Iterator[tuple[Indicator, Measurement]]:
    """Return every measurement of a trial with its indicator, in order.

    Raises:
        NotFound: there is no such trial for this person.
    """
    poc = access.visible(poc_id, actor)
    query = (
        select(Measurement, Indicator)
        .join(Indicator, Indicator.id == Measurement.indicator_id)
        .where(Indicator.poc_id == poc.id)
        .order_by(Indicator.position, Measurement.measured_on)
    )
    rows = db.session.execute(query).all()
    return ((indicator, measurement) for measurement, indicator in rows)


def _indicators(poc: Poc) -> list[Indicator]:
    query = (
        select(Indicator)
        .where(Indicator.poc_id == poc.id)
        .order_by(Indicator.position)
        .options(joinedload(Indicator.measurements))
    )
    return list(db.session.scalars(query).unique())


def _milestones(poc: Poc, today: date) -> list[MilestoneLine]:
    under_way = poc.state in policy.UNDER_WAY
    return [
        MilestoneLine(
            each,
            (today - each.due_on).days
            if under_way and each.done_on is None and each.due_on < today
            else 0,
        )
        for each in poc.milestones
    ]


def _diary(poc: Poc) -> list[DiaryLine]:
    lines = [
        DiaryLine(each.kind, each.at, each.text, each.reason if each.reason != each.text else "")
        for each in poc.entries
    ]
    if poc.started_at:
        lines.append(DiaryLine("start", poc.started_at))
    lines.append(DiaryLine("plan", poc.created_at))
    return sorted(lines, key=lambda line: line.at, reverse=True)
