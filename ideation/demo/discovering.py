"""Discover of a round: statements, the votes of its people, field notes, and needs."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select

from ideation.accounts.models import Account
from ideation.demo.story import Story
from ideation.diagnose.models import Submission, ThemeMember
from ideation.discover.models import (
    Choice,
    NeedState,
    Statement,
    StatementState,
    StatementVote,
)
from ideation.discover.service import field_notes, needs, statements, voting
from ideation.extensions import db

Content = Mapping[str, Any]


@dataclass(frozen=True)
class Voter:
    """Somebody who answers statements.

    Args:
        key: of the browser.
        sector: as whom they speak.
        group: which of the opinion groups they belong to.
        actor: their account, if they have one.
    """

    key: str
    sector: str
    group: int
    actor: Account | None = None


@dataclass(frozen=True)
class Answer:
    """What a voter answers to a statement, and when."""

    at: datetime
    statement_id: int
    choice: Choice
    voter: Voter


def discover(story: Story, theme_id: int, content: Content) -> None:
    """Load what Discover found of a theme; what is there already stays as it is."""
    _statements(story, theme_id, content["statements"])
    _votes(story, theme_id, content)
    _field_notes(story, theme_id, content.get("field_notes", []))
    _needs(story, theme_id, content.get("needs", []))


def _statements(story: Story, theme_id: int, rows: Sequence[Content]) -> None:
    for line, row in enumerate(rows):
        person, at = story.people[row["by"]], story.at(row["day"], line)
        said = {"submit_token": story.token("statement", row["key"]), "actor": person, "now": at}
        if person.memberships:
            made = statements.write(theme_id, row["text"], **said)
        else:
            made = statements.suggest(theme_id, row["text"], visitor_key="", **said)
        if made.state == StatementState.SUGGESTED and "decided_day" in row:
            _decide(story, made, row, line)
        story.made["statement", row["key"]] = made.id


def _decide(story: Story, made: Statement, row: Content, line: int) -> None:
    reason = row.get("declined", "")
    statements.decide(
        made.id,
        "decline" if reason else "approve",
        reason,
        actor=story.people[row["decided_by"]],
        now=story.at(row["decided_day"], line),
    )


def _votes(story: Story, theme_id: int, content: Content) -> None:
    """Let people of several minds answer; always the same ones in the same way."""
    cast = exists().where(
        StatementVote.statement_id == Statement.id, Statement.theme_id == theme_id
    )
    if db.session.scalar(select(cast)):
        return
    asked = {
        story.made["statement", row["key"]]: row["agree"]
        for row in content["statements"]
        if "agree" in row
    }
    chance = random.Random(2568)  # noqa: S311  An example, not a secret.
    answers = [
        answer
        for voter in _voters(story, content, chance)
        for answer in _answers(story, voter, asked, content, chance)
    ]
    for answer in sorted(answers, key=lambda each: each.at):
        voting.vote(
            answer.statement_id,
            answer.choice,
            actor=answer.voter.actor,
            visitor_key=answer.voter.key,
            sector=answer.voter.sector,
            now=answer.at,
        )


def _voters(story: Story, content: Content, chance: random.Random) -> list[Voter]:
    found = [
        Voter("", sector, group, story.people[email])
        for email, (group, sector) in content.get("accounts_voting", {}).items()
    ]
    for sector, kind in content["voters"].items():
        shares = kind["groups"]
        for group in chance.choices(range(len(shares)), shares, k=kind["count"]):
            found.append(Voter(f"demo-voter-{len(found)}", sector, group))
    return found


def _answers(
    story: Story,
    voter: Voter,
    asked: Mapping[int, Sequence[float]],
    content: Content,
    chance: random.Random,
) -> list[Answer]:
    first, last = content["voting_days"]
    at = story.at(chance.randint(first, last), chance.randrange(720), chance.randint(7, 22))
    share = chance.uniform(*content["answered"])
    answered = chance.sample(sorted(asked), max(1, round(share * len(asked))))
    return [
        Answer(at, statement_id, _choice(asked[statement_id][voter.group], content, chance), voter)
        for statement_id in answered
    ]


def _choice(agreeing: float, content: Content, chance: random.Random) -> Choice:
    if chance.random() < content["passing"]:
        return Choice.PASS
    return Choice.AGREE if chance.random() < agreeing else Choice.DISAGREE


def _field_notes(story: Story, theme_id: int, rows: Sequence[Content]) -> None:
    for row in rows:
        made = field_notes.write(
            theme_id,
            method=row["method"],
            held_on=story.day(row["held_day"]),
            place=row["place"],
            participants=row["participants"],
            text=row["text"],
            actor=story.people[row["by"]],
            now=story.at(row["day"]),
            submit_token=story.token("note", row["key"]),
        )
        story.made["field_note", row["key"]] = made.id


def _needs(story: Story, theme_id: int, rows: Sequence[Content]) -> None:
    for line, row in enumerate(rows):
        made = needs.write(
            theme_id,
            who=row["who"],
            what=row["what"],
            why=row["why"],
            submission_ids=[voice_id(theme_id, words) for words in row["voices"]],
            statement_ids=[story.made["statement", key] for key in row.get("statements", [])],
            field_note_ids=[story.made["field_note", key] for key in row.get("notes", [])],
            actor=story.people[row["by"]],
            now=story.at(row["day"], line),
            submit_token=story.token("need", row["key"]),
        )
        story.made["need", row["key"]] = made.id
        if made.state == NeedState.DRAFT and "published_day" in row:
            at = story.at(row["published_day"], line)
            needs.publish(made.id, actor=story.people[row["by"]], now=at)


def voice_id(theme_id: int, words: str) -> int:
    """Return the voice of a theme that begins with some words."""
    query = (
        select(Submission.id)
        .join(ThemeMember, ThemeMember.submission_id == Submission.id)
        .where(
            ThemeMember.theme_id == theme_id,
            ThemeMember.is_primary,
            Submission.text.startswith(words, autoescape=True),
        )
    )
    return db.session.scalars(query).one()
