"""Deliver of a round, second half: the committee, its meeting, the decision, and what follows."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from ideation.deliver.models import (
    CommitteeMember,
    Decision,
    Meeting,
    MeetingItem,
    MeetingState,
    OutcomeState,
)
from ideation.deliver.service import committees, meetings, outcomes
from ideation.demo.story import Story
from ideation.extensions import db

Content = Mapping[str, Any]


def found_committee(story: Story, content: Content) -> int:
    """Load a committee with its members, and return it."""
    secretary = story.people[content["by"]]
    at = story.at(content["founded_day"])
    committee_id = committees.found(
        story.agency.slug,
        name=content["name"],
        mandate=content["mandate"],
        quorum=content["quorum"],
        actor=secretary,
        now=at,
        submit_token=story.token("committee"),
    ).id
    for email, seat, sector in content["members"]:
        committees.seat(
            committee_id,
            story.people[email].id,
            seat=seat,
            sector=sector,
            starts_on=story.day(content["starts_day"]),
            ends_on=story.day(content["ends_day"]),
            actor=secretary,
            now=at,
        )
    return committee_id


def meet(story: Story, committee_id: int, dossier_id: int, content: Content) -> None:
    """Load a meeting about a dossier: called, and held with its decision if the votes are told."""
    secretary, planned_at = story.people[content["by"]], story.at(content["planned_day"])
    meeting = meetings.plan(
        committee_id,
        title=content["title"],
        held_at=story.at(content["held_day"]),
        place=content["place"],
        actor=secretary,
        now=planned_at,
        submit_token=story.token("meeting", dossier_id),
    )
    if meeting.state != MeetingState.PLANNED:
        return
    meeting_id = meeting.id
    item = meetings.add_item(meeting_id, dossier_id, actor=secretary, now=planned_at)
    called_at = story.at(content["called_day"])
    meetings.change(meeting_id, "call", actor=secretary, now=called_at)
    if "votes" in content:
        _hold(story, meeting, item.id, content)


def has_decided(committee_id: int) -> bool:
    """Tell whether a committee has decided anything."""
    query = (
        select(Decision.id)
        .join(MeetingItem, MeetingItem.id == Decision.item_id)
        .join(Meeting, Meeting.id == MeetingItem.meeting_id)
        .where(Meeting.committee_id == committee_id)
    )
    return db.session.scalar(query.limit(1)) is not None


def decision_on(dossier_id: int) -> int:
    """Return the decision on a dossier."""
    return db.session.scalars(select(Decision.id).where(Decision.dossier_id == dossier_id)).one()


def _hold(story: Story, meeting: Meeting, item_id: int, content: Content) -> None:
    secretary, meeting_id = story.people[content["by"]], meeting.id
    for row in content["conflicts"]:
        meetings.declare(
            item_id,
            statement=row["statement"],
            recused=row["recused"],
            actor=story.people[row["by"]],
            now=story.at(row["day"]),
        )
    session = {"actor": secretary, "now": story.at(content["held_day"], 1)}
    meetings.change(meeting_id, "open", **session)
    members = select(CommitteeMember.id).where(CommitteeMember.committee_id == meeting.committee_id)
    meetings.mark_present(meeting_id, db.session.scalars(members).all(), **session)
    meetings.change_item(item_id, "discuss", motion=content["motion"], **session)
    meetings.write_discussion(item_id, content["discussion"], **session)
    meetings.change_item(item_id, "open_vote", **session)
    for line, row in enumerate(content["votes"], start=2):
        meetings.vote(
            item_id,
            row["ballot"],
            row["reason"],
            actor=story.people[row["by"]],
            now=story.at(content["held_day"], line),
        )
    session["now"] = story.at(content["held_day"], 8)
    meetings.decide(
        item_id, reasons=content["reasons"], forwarded_to=content["forwarded_to"], **session
    )
    meetings.change(meeting_id, "close", **session)


def carry_out(story: Story, decision_id: int, rows: list[Content]) -> None:
    """Load what follows a decision, each step as far as it has come."""
    for line, row in enumerate(rows):
        officer = story.people[row["by"]]
        step = outcomes.add(
            decision_id,
            title=row["title"],
            body=row["body"],
            unit_id=story.unit_id(row["unit"]),
            due_on=story.day(row["due_day"]),
            actor=officer,
            now=story.at(row["day"], line),
            submit_token=story.token("outcome", line),
        )
        step_id = step.id
        if step.state == OutcomeState.PLANNED and "begun_day" in row:
            at = story.at(row["begun_day"], line)
            step = outcomes.change(step_id, "begin", actor=officer, now=at)
        if step.state == OutcomeState.IN_PROGRESS and "done_day" in row:
            at = story.at(row["done_day"], line)
            outcomes.change(step_id, "finish", evidence=row["evidence"], actor=officer, now=at)
