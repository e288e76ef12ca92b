"""Deliver of a round, first half: the trial of the promoted idea, and the dossier about it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from ideation.accounts.models import Account
from ideation.deliver.models import DossierState, Poc
from ideation.deliver.service import dossiers, pocs
from ideation.demo.story import EVENING, Story
from ideation.extensions import db

Content = Mapping[str, Any]
Deed = tuple[datetime, Callable[[], object]]


def try_idea(story: Story, content: Content, said: Sequence[Content]) -> int:
    """Load the trial of an idea, day by day, and return it; one that is there stays as it is.

    Args:
        story: the round.
        content: the trial.
        said: the feedback of those who tried it.
    """
    idea_id = story.made["idea", content["idea"]]
    found = db.session.scalar(select(Poc.id).where(Poc.idea_id == idea_id))
    if found is not None:
        return found
    officer = story.people[content["by"]]
    planned_at = story.at(content["planned_day"])
    poc = pocs.plan(idea_id, _plan(story, content), actor=officer, now=planned_at)
    poc_id = poc.id
    pocs.change(poc_id, "start", actor=officer, now=story.at(content["started_day"]))
    deeds = [
        *_measuring(story, poc, content, officer),
        *_milestones(story, poc, content, officer),
        *_diary(story, poc_id, content, officer),
        *_joining(story, poc_id, content),
        *_feedback(story, poc_id, said),
    ]
    for _at, do in sorted(deeds, key=lambda deed: deed[0]):
        do()
    if "finished_day" in content:
        pocs.change(
            poc_id,
            "go",
            text=content["conclusion"],
            reason=content["finished"],
            actor=officer,
            now=story.at(content["finished_day"]),
        )
    return poc_id


def write_dossier(story: Story, poc_id: int, content: Content) -> int:
    """Load the dossier about a trial, handed in, and return it."""
    officer = story.people[content["by"]]
    dossier = dossiers.start(poc_id, actor=officer, now=story.at(content["started_day"]))
    dossier_id = dossier.id
    if dossier.state != DossierState.DRAFTING:
        return dossier_id
    at = story.at(content["written_day"])
    dossiers.rename(dossier_id, content["title"], actor=officer, now=at)
    for key, body in content["sections"].items():
        dossiers.write_section(dossier_id, key, body, actor=officer, now=at)
    dossiers.submit(dossier_id, actor=officer, now=story.at(content["submitted_day"]))
    return dossier_id


def _plan(story: Story, content: Content) -> pocs.PocPlan:
    return pocs.PocPlan(
        title=content["title"],
        hypothesis=content["hypothesis"],
        where_tried=content["where_tried"],
        unit_id=story.unit_id(content["unit"]),
        starts_on=story.day(content["starts_day"]),
        ends_on=story.day(content["ends_day"]),
        indicators=tuple(
            pocs.IndicatorPlan(row["name"], row["unit"], row["baseline"], row["target"])
            for row in content["indicators"]
        ),
        milestones=tuple(
            pocs.MilestonePlan(row["title"], story.day(row["due_day"]))
            for row in content["milestones"]
        ),
    )


def _measuring(story: Story, poc: Poc, content: Content, officer: Account) -> list[Deed]:
    ids = {indicator.name: indicator.id for indicator in poc.indicators}

    def measuring(row: Content, number: int, day: int) -> Deed:
        at = story.at(day, number, EVENING)
        return at, lambda: pocs.measure(
            ids[row["name"]],
            story.day(day),
            row["values"][number],
            row["notes"].get(number, ""),
            actor=officer,
            now=at,
        )

    return [
        measuring(row, number, day)
        for row in content["indicators"]
        for number, day in enumerate(content["measured_days"])
    ]


def _milestones(story: Story, poc: Poc, content: Content, officer: Account) -> list[Deed]:
    ids = {milestone.title: milestone.id for milestone in poc.milestones}

    def completing(row: Content) -> Deed:
        at = story.at(row["done_day"], hour=EVENING)
        done_on = story.day(row["done_day"])
        return at, lambda: pocs.complete_milestone(
            ids[row["title"]], done_on, actor=officer, now=at
        )

    return [completing(row) for row in content["milestones"] if "done_day" in row]


def _diary(story: Story, poc_id: int, content: Content, officer: Account) -> list[Deed]:
    def writing(row: Content) -> Deed:
        at = story.at(row["day"])
        by = {"submit_token": story.token("diary", row["day"]), "actor": officer, "now": at}
        if "adjust" in row:
            words = {"text": row["adjust"], "reason": row["reason"]}
            return at, lambda: pocs.change(poc_id, "adjust", **words, **by)
        return at, lambda: pocs.note(poc_id, row["text"], **by)

    return [writing(row) for row in content["diary"]]


def _joining(story: Story, poc_id: int, content: Content) -> list[Deed]:
    def joining(email: str, day: int) -> Deed:
        at = story.at(day, hour=EVENING)
        return at, lambda: pocs.join(poc_id, actor=story.people[email], now=at)

    return [joining(email, day) for email, day in content["testers"]]


def _feedback(story: Story, poc_id: int, said: Sequence[Content]) -> list[Deed]:
    def giving(line: int, row: Content) -> Deed:
        at = story.at(int(row["day"]), line, EVENING + 1)
        return at, lambda: pocs.give_feedback(
            poc_id,
            verdict=row["verdict"],
            text=row["text"],
            sector=row["sector"],
            actor=story.people.get(row["author"]),
            visitor_key="" if row["author"] else f"demo-tester-{poc_id}-{line}",
            submit_token=story.token("feedback", line),
            now=at,
        )

    return [giving(line, row) for line, row in enumerate(said)]
