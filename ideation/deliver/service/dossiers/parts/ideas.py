"""The section about the challenge, the ideas that came, and why this one was tried."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import lazyload

from ideation.core.formats import date_words, number
from ideation.core.i18n import _
from ideation.deliver.service.dossiers.parts.markdown import (
    block,
    bullets,
    heading,
    link,
    plain,
    table,
    together,
)
from ideation.deliver.service.dossiers.parts.root import Root
from ideation.develop.models import (
    SCORES,
    Assessment,
    AssessmentScore,
    Challenge,
    Criterion,
    Idea,
    IdeaState,
)
from ideation.extensions import db
from ideation.notify import links

MOST: Final = 20


@dataclass(frozen=True)
class Score:
    """What evaluators found of an idea on one criterion, on average."""

    criterion: str
    average: float
    assessors: int


@dataclass(frozen=True)
class Ideas:
    """The ideas of a challenge that their authors did not take back, most supported first."""

    all: Sequence[Idea]
    scores: Sequence[Score]

    @property
    def supports(self) -> int:
        """How often somebody supported one of them."""
        return sum(idea.support_count for idea in self.all)

    def in_state(self, state: IdeaState) -> list[Idea]:
        """Return those that stand there."""
        return [idea for idea in self.all if idea.state == state]


def facts(challenge: Challenge, chosen: Idea) -> Ideas:
    """Return the ideas of a challenge, and how the chosen one was assessed."""
    query = (
        select(Idea)
        .where(Idea.challenge_id == challenge.id, Idea.state != IdeaState.WITHDRAWN)
        .order_by(Idea.support_count.desc(), Idea.id)
        .options(lazyload(Idea.author))
    )
    return Ideas(list(db.session.scalars(query)), _scores(chosen))


def write(root: Root) -> str:
    """Write the section."""
    known = facts(root.challenge, root.idea)
    return together(
        _opening(root.challenge, known),
        *_chosen(root.idea, known.scores),
        *_declined(known.in_state(IdeaState.DECLINED)),
        _open_ones(root.idea, known),
    )


def _opening(challenge: Challenge, known: Ideas) -> str:
    return together(
        _(
            "Challenge: %(title)s. Ideas were taken from %(start)s to %(end)s.",
            title=link(challenge.title, links.to("challenge", challenge.id)),
            start=date_words(challenge.opens_at),
            end=date_words(challenge.closes_at),
        ),
        _(
            "Ideas proposed: %(ideas)s. Supports: %(supports)s. Comments: %(comments)s.",
            ideas=number(len(known.all)),
            supports=number(known.supports),
            comments=number(sum(idea.comment_count for idea in known.all)),
        ),
    )


def _chosen(idea: Idea, scores: Sequence[Score]) -> list[str]:
    pieces = [
        heading(_("The idea that was tried")),
        _(
            "%(title)s. Supports: %(supports)s. Comments: %(comments)s.",
            title=link(idea.title, links.to("idea", idea.id)),
            supports=number(idea.support_count),
            comments=number(idea.comment_count),
        ),
    ]
    if idea.reason:
        pieces += [_("Why this one:"), block(idea.reason)]
    if scores:
        heads = [_("Criterion"), _("Average of %(most)s", most=max(SCORES)), _("Evaluators")]
        rows = [
            [plain(each.criterion), number(round(each.average, 1)), number(each.assessors)]
            for each in scores
        ]
        pieces.append(table(heads, rows))
    return pieces


def _declined(declined: Sequence[Idea]) -> list[str]:
    if not declined:
        return []
    lines = [
        _(
            "%(title)s. Reason: %(reason)s",
            title=link(idea.title, links.to("idea", idea.id)),
            reason=plain(idea.reason),
        )
        for idea in declined[:MOST]
    ]
    more = len(declined) - MOST
    if more > 0:
        lines.append(_("Further ideas that were not taken up: %(number)s", number=number(more)))
    return [heading(_("Ideas that were not taken up, and why")), bullets(lines)]


def _open_ones(chosen: Idea, known: Ideas) -> str:
    others = [idea for idea in known.in_state(IdeaState.PROMOTED) if idea.id != chosen.id]
    waiting = known.in_state(IdeaState.PROPOSED)
    lines = [
        _("Other ideas taken up for trials of their own: %(number)s.", number=number(len(others)))
        if others
        else "",
        _("Ideas that are not decided on yet: %(number)s.", number=number(len(waiting)))
        if waiting
        else "",
    ]
    return together(*lines)


def _scores(idea: Idea) -> list[Score]:
    query = (
        select(
            Criterion.name,
            func.avg(AssessmentScore.score),
            func.count(),
        )
        .join(AssessmentScore, AssessmentScore.criterion_id == Criterion.id)
        .join(Assessment, Assessment.id == AssessmentScore.assessment_id)
        .where(Assessment.idea_id == idea.id)
        .group_by(Criterion.id, Criterion.name, Criterion.position)
        .order_by(Criterion.position)
    )
    return [
        Score(name, float(average), count) for name, average, count in db.session.execute(query)
    ]
