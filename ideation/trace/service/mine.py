"""What an account gave, and how far each thing has got."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, String, Subquery, and_, cast, func, literal, null, select, union_all

from ideation.accounts.models import Account
from ideation.core.i18n import DEFAULT_LANGUAGE
from ideation.core.pagination import PER_PAGE, Page
from ideation.core.registry import Ref, registry
from ideation.core.statuses import status_words
from ideation.deliver.models import Feedback, Poc
from ideation.develop.models import Comment, Idea, IdeaState
from ideation.diagnose.models import Submission, ThemeMember
from ideation.diagnose.words import excerpt
from ideation.discover.models import Statement, StatementState
from ideation.extensions import db
from ideation.trace.service.reached import Reached, furthest
from ideation.trace.words import GIFTS, STATEMENT_STATES

LONGEST_WORDS = 160


@dataclass(frozen=True)
class Gift:
    """One thing that an account gave.

    Args:
        kind: a word of `GIFTS`.
        words: how it begins.
        lang: the language of the words.
        at: when it was given.
        path: its page, as its giver sees it.
        trace: from which object its trace is shown; None while it is not public.
        reached: how far it has got.
    """

    kind: str
    words: str
    lang: str
    at: datetime
    path: str
    trace: Ref | None
    reached: Reached


@dataclass(frozen=True)
class Gifts:
    """One page of what an account gave, newest first.

    Args:
        page: of the gifts asked for.
        kind: what is asked for; empty for everything.
        counts: how many there are of each kind.
    """

    page: Page[Gift]
    kind: str
    counts: Mapping[str, int]


def given_by(actor: Account, kind: str, number: int) -> Gifts:
    """Return one page of what an account gave, in three queries.

    Args:
        actor: whose.
        kind: a word of `GIFTS`; anything else means all of them.
        number: which page, from 1.
    """
    wanted = kind if kind in GIFTS else ""
    given = _given(actor.id)
    found = db.session.execute(select(given.c.kind, func.count()).group_by(given.c.kind))
    counts: dict[str, int] = {row[0]: row[1] for row in found}
    query = select(given).order_by(given.c.at.desc(), given.c.kind, given.c.id.desc())
    if wanted:
        query = query.where(given.c.kind == wanted)
    rows = db.session.execute(query.limit(PER_PAGE).offset((number - 1) * PER_PAGE)).all()
    total = counts.get(wanted, 0) if wanted else sum(counts.values())
    themes, ideas = furthest(
        {row.theme_id for row in rows if row.theme_id}, {row.idea_id for row in rows if row.idea_id}
    )
    gifts = [_gift(row, themes, ideas) for row in rows]
    return Gifts(Page(gifts, number, PER_PAGE, total), wanted, counts)


def _given(account_id: int) -> Subquery:
    """Return everything that an account gave, as rows of one shape."""
    nothing, no_key = literal(""), cast(null(), Submission.id.type)
    language = literal(DEFAULT_LANGUAGE)
    title = func.coalesce(func.nullif(Submission.title, ""), Submission.text)
    return union_all(
        select(
            literal("submission").label("kind"),
            Submission.id.label("id"),
            title.label("words"),
            Submission.language.label("lang"),
            Submission.said_at.label("at"),
            Submission.number.label("key"),
            nothing.label("state"),
            ThemeMember.theme_id.label("theme_id"),
            no_key.label("idea_id"),
            no_key.label("poc_id"),
        )
        .outerjoin(
            ThemeMember,
            and_(ThemeMember.submission_id == Submission.id, ThemeMember.is_primary),
        )
        .where(Submission.author_id == account_id, Submission.withdrawn_at.is_(None)),
        select(
            literal("statement"), Statement.id, Statement.text, language, Statement.created_at,
            cast(Statement.id, String), Statement.state, Statement.theme_id, no_key, no_key,
        ).where(Statement.author_id == account_id),
        select(
            literal("idea"), Idea.id, Idea.title, language, Idea.created_at,
            cast(Idea.id, String), Idea.state, no_key, Idea.id, no_key,
        ).where(Idea.author_id == account_id, Idea.state != IdeaState.WITHDRAWN),
        select(
            literal("comment"), Comment.id, Comment.text, language, Comment.created_at,
            cast(Comment.idea_id, String), nothing, no_key, Comment.idea_id, no_key,
        ).where(Comment.author_id == account_id),
        select(
            literal("feedback"), Feedback.id, Feedback.text, language, Feedback.created_at,
            cast(Feedback.poc_id, String), nothing, no_key, Poc.idea_id, Feedback.poc_id,
        )
        .join(Poc, Poc.id == Feedback.poc_id)
        .where(Feedback.author_id == account_id),
    ).subquery()  # fmt: skip


def _gift(row: Row[Any], themes: dict[int, Reached], ideas: dict[int, Reached]) -> Gift:
    reached = _waiting()
    trace: Ref | None = None
    if row.kind in ("submission", "statement"):
        reached = themes.get(row.theme_id, reached)
        trace = (row.kind, row.id)
    elif row.idea_id:
        reached = ideas.get(row.idea_id, reached)
        trace = ("poc", row.poc_id) if row.poc_id else ("idea", row.idea_id)
    if row.kind == "statement" and row.state != StatementState.APPROVED:
        word = STATEMENT_STATES[row.state]
        reached, trace = Reached(0, word.label, word.tone), None
    return Gift(
        kind=row.kind,
        words=excerpt(row.words, LONGEST_WORDS),
        lang=row.lang,
        at=row.at,
        path=_path(row),
        trace=trace,
        reached=reached,
    )


def _waiting() -> Reached:
    label, tone, _icon = status_words("waiting")
    return Reached(0, label, tone)


def _path(row: Row[Any]) -> str:
    """Return where the giver goes on: the page of the thing, or of what it was given to."""
    kind = {"comment": "idea", "feedback": "poc", "submission": "submission_number"}
    path = registry.links[kind.get(row.kind, row.kind)](row.key)
    return f"{path}/status" if row.kind == "submission" else path
