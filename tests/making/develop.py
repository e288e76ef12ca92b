"""Challenges and ideas for tests."""

from datetime import timedelta
from typing import Any

from ideation.core import clock
from ideation.develop.models import (
    Assessment,
    AssessmentScore,
    Challenge,
    ChallengeNeed,
    Comment,
    Criterion,
    Idea,
    IdeaVersion,
)
from ideation.diagnose.models import Theme
from ideation.discover.models import Need


class DevelopMake:
    """Makes objects of Develop."""

    def challenge(self, theme: Theme, needs: tuple[Need, ...] = (), **values: Any) -> Challenge:
        now = clock.now()
        challenge = self._add(
            Challenge(
                **{
                    "theme_id": theme.id,
                    "submit_key": f"challenge-{next(self.count)}",
                    "title": "เราจะทำให้ทุกหมู่บ้านมีอินเทอร์เน็ตใช้ช่วงค่ำได้อย่างไร",
                    "body": "เสนอแนวคิดที่เริ่มได้ภายในหกเดือน",
                    "state": "open",
                    "opens_at": now - timedelta(days=1),
                    "closes_at": now + timedelta(days=30),
                    "created_at": now,
                    "updated_at": now,
                    "published_at": now,
                    **values,
                }
            )
        )
        for need in needs:
            self._add(ChallengeNeed(challenge_id=challenge.id, need_id=need.id))
        for position, name in enumerate(("ตรงความต้องการ", "ทำได้จริง"), 1):
            self._add(Criterion(challenge_id=challenge.id, position=position, name=name))
        self.session.refresh(challenge)
        return challenge

    def idea(self, challenge: Challenge, author: Any = None, **values: Any) -> Idea:
        now = clock.now()
        idea = self._add(
            Idea(
                **{
                    "challenge_id": challenge.id,
                    "author_id": author.id if author else None,
                    "submit_key": f"idea-{next(self.count)}",
                    "title": "ตั้งจุดกระจายสัญญาณที่วัดและโรงเรียน",
                    "body": "ใช้เสาเดิมของหมู่บ้านและไฟจากแสงอาทิตย์",
                    "created_at": now,
                    "updated_at": now,
                    **values,
                }
            )
        )
        self._add(
            IdeaVersion(idea_id=idea.id, number=1, title=idea.title, body=idea.body, created_at=now)
        )
        return idea

    def idea_version(self, idea: Idea, number: int, body: str, note: str = "") -> IdeaVersion:
        """A later version of an idea, which is the latest then."""
        idea.body, idea.version_number = body, number
        return self._add(
            IdeaVersion(
                idea_id=idea.id, number=number, title=idea.title, body=body, note=note,
                created_at=clock.now(),
            )
        )  # fmt: skip

    def assessment(self, idea: Idea, assessor: Any, *scores: int, note: str = "") -> Assessment:
        """What somebody gave an idea, in the order of its criteria; 4 where nothing is said."""
        now = clock.now()
        given = self._add(
            Assessment(
                idea_id=idea.id, assessor_id=assessor.id, note=note, created_at=now, updated_at=now
            )
        )
        for row, criterion in enumerate(idea.challenge.criteria):
            score = scores[row] if row < len(scores) else 4
            self._add(
                AssessmentScore(assessment_id=given.id, criterion_id=criterion.id, score=score)
            )
        return given

    def promoted_idea(self, challenge: Challenge, author: Any = None, **values: Any) -> Idea:
        """An idea that officers have promoted to a trial."""
        decided = {"state": "promoted", "reason": "ทำได้จริงในหกเดือน", "decided_at": clock.now()}
        return self.idea(challenge, author, **{**decided, **values})

    def comment(self, idea: Idea, author: Any = None, **values: Any) -> Comment:
        return self._add(
            Comment(
                **{
                    "idea_id": idea.id,
                    "author_id": author.id if author else None,
                    "submit_key": f"comment-{next(self.count)}",
                    "stance": "for",
                    "text": "เห็นด้วย เพราะใช้เสาเดิมได้",
                    "created_at": clock.now(),
                    **values,
                }
            )
        )
