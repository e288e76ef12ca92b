"""Develop of a round: the challenge, ideas in versions, what people say of them, and decisions."""

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from ideation.demo.story import EVENING, OFFICE, Story
from ideation.develop.models import Challenge, ChallengeState, Idea
from ideation.develop.service import assessments, challenges, comments, ideas, support
from ideation.extensions import db

Content = Mapping[str, Any]
Deed = tuple[datetime, Callable[[], object]]

TODAY = 0
LAST_HOUR = 22
"""Up to this hour of its last day a challenge takes ideas."""


def develop(story: Story, theme_id: int, content: Content, said: Sequence[Content]) -> None:
    """Load a challenge with its ideas; one that is there already stays as it is.

    Args:
        story: the round.
        theme_id: of the theme that the challenge comes from.
        content: the challenge and its ideas; decided, unless the challenge has no `closed_day`.
        said: the comments on them.
    """
    described = content["challenge"]
    officer = story.people[described["by"]]
    challenge = _challenge(story, theme_id, described)
    if _is_loaded(challenge, content):
        _find_ideas(story, challenge.id, content["ideas"])
        return
    for _at, do in _in_order(story, challenge.id, content, said):
        do()
    if "closed_day" not in described:
        return
    closed_at = story.at(described["closed_day"], hour=LAST_HOUR)
    challenges.change_state(challenge.id, "close", actor=officer, now=closed_at)
    criteria = [criterion.id for criterion in challenge.criteria]
    for line, row in enumerate(content["ideas"]):
        _assess(story, row, criteria, described["closed_day"] + 2, line)
        _decide(story, row, described["by"], line)


def _is_loaded(challenge: Challenge, content: Content) -> bool:
    if "closed_day" in content["challenge"]:
        return challenge.state == ChallengeState.CLOSED
    number = select(func.count()).where(Idea.challenge_id == challenge.id)
    return (db.session.scalar(number) or 0) >= len(content["ideas"])


def _challenge(story: Story, theme_id: int, described: Content) -> Challenge:
    found = db.session.scalar(
        select(Challenge).where(
            Challenge.theme_id == theme_id, Challenge.title == described["title"]
        )
    )
    if found is not None:
        return found
    officer = story.people[described["by"]]
    draft = challenges.ChallengeDraft(
        title=described["title"],
        body=described["body"],
        opens_at=story.at(described["opens_day"]),
        closes_at=story.at(described["closes_day"], hour=LAST_HOUR + 1),
        criteria=tuple((row["name"], row["description"]) for row in described["criteria"]),
        need_ids=tuple(story.made["need", key] for key in described["needs"]),
    )
    at = story.at(described["drafted_day"])
    made = challenges.draft(theme_id, draft, actor=officer, now=at)
    at = story.at(described["opened_day"])
    return challenges.change_state(made.id, "open", actor=officer, now=at)


def _find_ideas(story: Story, challenge_id: int, rows: Sequence[Content]) -> None:
    titles = {row["title"]: row["key"] for row in rows}
    query = select(Idea.title, Idea.id).where(Idea.challenge_id == challenge_id)
    for title, idea_id in db.session.execute(query):
        if title in titles:
            story.made["idea", titles[title]] = idea_id


def _in_order(
    story: Story, challenge_id: int, content: Content, said: Sequence[Content]
) -> list[Deed]:
    """Return what people do while the challenge is open, in the order of time."""
    last_day = content["challenge"].get("closed_day", TODAY) - 1
    deeds = [
        deed
        for line, row in enumerate(content["ideas"])
        for deed in _of_idea(story, challenge_id, row, line)
    ]
    chance = random.Random(2568)  # noqa: S311  An example, not a secret.
    for row in content["ideas"]:
        until = row.get("withdrawn_day", last_day) - 1
        deeds += [
            _supporting(story, row["key"], number, chance.randint(row["day"] + 1, until))
            for number in range(row["supports"])
        ]
    deeds += [_commenting(story, row, line) for line, row in enumerate(said)]
    return sorted(deeds, key=lambda deed: deed[0])


def _of_idea(story: Story, challenge_id: int, row: Content, line: int) -> list[Deed]:
    author, key = story.people[row["by"]], ("idea", row["key"])
    proposed_at = story.at(row["day"], line, EVENING)

    def propose() -> None:
        story.made[key] = ideas.propose(
            challenge_id,
            title=row["title"],
            body=row["body"],
            actor=author,
            submit_token=story.token("idea", row["key"]),
            now=proposed_at,
        ).id

    deeds: list[Deed] = [(proposed_at, propose)]
    if later := row.get("revised"):
        revised_at = story.at(later["day"], line, OFFICE)
        words = {name: later[name] for name in ("title", "body", "note")}
        deeds.append(
            (
                revised_at,
                lambda: ideas.revise(story.made[key], **words, actor=author, now=revised_at),
            )
        )
    if "withdrawn_day" in row:
        at = story.at(row["withdrawn_day"], line)
        deeds.append((at, lambda: ideas.withdraw(story.made[key], actor=author, now=at)))
    return deeds


def _supporting(story: Story, key: str, number: int, day: int) -> Deed:
    at = story.at(day, number, EVENING + 1)

    def do() -> None:
        visitor = f"demo-voter-{number}"
        support.support(story.made["idea", key], actor=None, visitor_key=visitor, now=at)

    return at, do


def _commenting(story: Story, row: Content, line: int) -> Deed:
    at = story.at(int(row["day"]), line, EVENING + 2)

    def do() -> None:
        comments.post(
            story.made["idea", row["idea"]],
            stance=row["stance"],
            text=row["text"],
            actor=story.people[row["author"]],
            submit_token=story.token("comment", line),
            now=at,
        )

    return at, do


def _assess(story: Story, row: Content, criteria: Sequence[int], day: int, line: int) -> None:
    for email, scores in row.get("scores", {}).items():
        # The note is the evaluator's, who is named first.
        note = row.get("note", "") if email == next(iter(row["scores"])) else ""
        assessments.assess(
            story.made["idea", row["key"]],
            dict(zip(criteria, scores, strict=True)),
            note,
            actor=story.people[email],
            now=story.at(day, line),
        )


def _decide(story: Story, row: Content, officer: str, line: int) -> None:
    if "decided_day" not in row:
        return
    act = "promote" if "promoted" in row else "decline"
    reason = row["promoted" if act == "promote" else "declined"]
    idea_id, at = story.made["idea", row["key"]], story.at(row["decided_day"], line)
    ideas.decide(idea_id, act, reason, actor=story.people[officer], now=at)
