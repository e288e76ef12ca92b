"""One idea as somebody sees it, and its versions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ideation.accounts.models import Account
from ideation.core.errors import NotFound
from ideation.core.i18n import _l
from ideation.core.registry import Panel, registry
from ideation.develop import differences, policy
from ideation.develop.models import (
    Assessment,
    Comment,
    Idea,
    IdeaState,
    IdeaVersion,
    Stance,
)
from ideation.develop.service import assessments, finding
from ideation.develop.service.support import supported_by
from ideation.extensions import db
from ideation.notify.service import is_following

MOST_COMMENTS: Final = 500
DECIDED: Final = (IdeaState.PROMOTED, IdeaState.DECLINED)


@dataclass(frozen=True)
class IdeaPage:
    """An idea as somebody sees it.

    Args:
        idea: with its challenge, criteria and needs.
        comments: by stance, newest first; of very many the newest.
        means: the mean score on each criterion; empty where the public does not read them yet.
        assessors: how many people assessed it.
        assessed: every assessment, for staff; empty for others.
        own: the viewer's own assessment.
        supports: whether the viewer supports it.
        follows: whether the viewer follows it; None for visitors.
        viewer_id: of the viewer's account; None for visitors.
        may: the names of what the viewer may do now: revise, withdraw, support, comment, assess,
            work, decide, reconsider.
        blocked: why officers cannot take a decision back; None where nothing is in the way.
        panels: what later rooms add.
    """

    idea: Idea
    comments: dict[str, list[Comment]]
    means: list[assessments.Mean]
    assessors: int
    assessed: list[Assessment]
    own: Assessment | None
    supports: bool
    follows: bool | None
    viewer_id: int | None
    may: set[str]
    blocked: Any
    panels: list[Panel]

    @property
    def is_own(self) -> bool:
        """Whether the viewer proposed it."""
        return self.viewer_id is not None and self.idea.author_id == self.viewer_id


@dataclass(frozen=True)
class VersionPage:
    """One version of an idea, and what changed since another one.

    Args:
        idea: the idea with its versions, newest first.
        version: the version that is read.
        before: the one it is compared with; None where there is none.
        title: what became of the title.
        body: what became of the text.
    """

    idea: Idea
    version: IdeaVersion
    before: IdeaVersion | None
    title: list[differences.Piece]
    body: list[differences.Piece]


def show_idea(
    idea_id: int, *, viewer: Account | None, visitor_key: str | None, now: datetime
) -> IdeaPage:
    """Return an idea as somebody sees it.

    Raises:
        NotFound: there is no such idea for this person.
    """
    idea = finding.idea(idea_id, viewer)
    given = assessments.all_of(idea.id)
    is_reader = policy.can_read_table(viewer, idea.challenge)
    is_shown = is_reader or idea.state in DECIDED or len(given) >= assessments.FEWEST_SHOWN
    viewer_id = viewer.id if viewer else None
    blocked = _blocked(viewer, idea)
    return IdeaPage(
        idea=idea,
        comments=_comments(idea.id),
        means=assessments.means(idea, given) if given and is_shown else [],
        assessors=len(given),
        assessed=given if is_reader else [],
        own=next((each for each in given if each.assessor_id == viewer_id), None),
        supports=bool(supported_by([idea.id], actor=viewer, visitor_key=visitor_key)),
        follows=is_following(viewer, ("idea", idea.id)),
        viewer_id=viewer_id,
        may=_may(viewer, idea, now, is_blocked=blocked is not None),
        blocked=blocked,
        panels=registry.panels_of("idea", idea, now),
    )


def show_version(
    idea_id: int, number: int, *, since: int | None = None, viewer: Account | None
) -> VersionPage:
    """Return one version of an idea, compared with another.

    Args:
        idea_id: the idea.
        number: of the version that is read.
        since: number of the version it is compared with; by default the one before.
        viewer: who looks, or None.

    Raises:
        NotFound: there is no such idea or version for this person, or it was withdrawn.
    """
    idea = finding.idea(idea_id, viewer)
    versions = {version.number: version for version in idea.versions}
    version = versions.get(number)
    if version is None or idea.state == IdeaState.WITHDRAWN:
        raise NotFound(_l("There is no such version of this idea."))
    before = versions.get(number - 1 if since is None else since)
    return VersionPage(
        idea=idea,
        version=version,
        before=before,
        title=differences.pieces(before.title, version.title) if before else [],
        body=differences.pieces(before.body, version.body) if before else [],
    )


def _comments(idea_id: int) -> dict[str, list[Comment]]:
    query = (
        select(Comment)
        .where(Comment.idea_id == idea_id)
        .order_by(Comment.id.desc())
        .limit(MOST_COMMENTS)
        .options(joinedload(Comment.author))
    )
    sides: dict[str, list[Comment]] = {stance.value: [] for stance in Stance}
    for comment in db.session.scalars(query):
        sides[comment.stance].append(comment)
    return sides


def _blocked(viewer: Account | None, idea: Idea) -> Any:
    if idea.state not in DECIDED or not policy.can_work(viewer, idea.challenge):
        return None
    return registry.blocked("idea", idea.id)


def _may(viewer: Account | None, idea: Idea, now: datetime, *, is_blocked: bool) -> set[str]:
    works = policy.can_work(viewer, idea.challenge)
    proposed = idea.state == IdeaState.PROPOSED
    allowed = {
        "revise": policy.can_revise(viewer, idea, now),
        "withdraw": proposed and policy.is_author(viewer, idea),
        "support": policy.can_support(viewer, idea, now),
        "comment": policy.can_comment(idea, now),
        "assess": policy.can_assess(viewer, idea),
        "work": works,
        "decide": works and proposed,
        "reconsider": works and idea.state in DECIDED and not is_blocked,
    }
    return {name for name, is_allowed in allowed.items() if is_allowed}
