"""A challenge that takes ideas, for tests, with the people around it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from ideation.accounts.models import Account, Role
from ideation.core import clock, ids
from ideation.core.errors import DomainError
from ideation.core.i18n import force_locale
from ideation.develop.models import Challenge, Comment, Idea
from ideation.develop.service import comments, ideas
from ideation.develop.service.challenges import ChallengeDraft
from ideation.diagnose.models import Theme
from ideation.discover.models import Need
from ideation.rounds.models import Round
from tests.factories import Make

NOW = clock.now()
DAY = timedelta(days=1)
TITLE = "ศาลาเน็ตยามค่ำ"
BODY = "เปิดจุดบริการเดิมตั้งแต่ห้าโมงเย็นถึงสามทุ่ม ให้คนในหมู่บ้านดูแล"


def english(error: DomainError) -> str:
    """The sentence of a refusal in the language that it was written in."""
    with force_locale("en"):
        return str(error)


def content(**values: Any) -> ChallengeDraft:
    """A challenge as an officer types it."""
    return ChallengeDraft(
        **{
            "title": "เราจะทำให้ทุกหมู่บ้านใช้อินเทอร์เน็ตช่วงค่ำได้อย่างไร",
            "body": "เสนอแนวคิดที่ **เริ่มได้** ภายในหกเดือน",
            "opens_at": NOW - DAY,
            "closes_at": NOW + 30 * DAY,
            "criteria": (("ตรงความต้องการ", "ช่วยคนที่เดือดร้อนได้จริง"), ("ทำได้จริง", "")),
            "need_ids": (),
            **values,
        }
    )


@dataclass
class Workshop:
    """A selected theme with a need, its open challenge, and those who work on it."""

    make: Make
    round: Round
    theme: Theme
    need: Need
    challenge: Challenge
    officer: Account
    evaluator: Account
    author: Account

    @property
    def path(self) -> str:
        return f"/challenges/{self.challenge.id}"

    def propose(self, actor: Any = None, **values: Any) -> Idea:
        """Propose an idea through the service, by the author unless told otherwise."""
        said = {"title": TITLE, "body": BODY, "submit_token": ids.new_token(), "now": NOW, **values}
        return ideas.propose(self.challenge.id, actor=actor or self.author, **said)

    def comment(self, idea: Idea, actor: Any = None, **values: Any) -> Comment:
        """Say something of an idea through the service, by somebody new unless told otherwise."""
        said = {
            "stance": "for",
            "text": "เห็นด้วย เพราะใช้ของเดิมได้",
            "submit_token": ids.new_token(),
            "now": NOW,
            **values,
        }
        return comments.post(idea.id, actor=actor or self.make.account(), **said)

    def scores(self, *given: int) -> dict[int, int]:
        """Scores in the order of the challenge's criteria."""
        criteria = self.challenge.criteria
        return {each.id: score for each, score in zip(criteria, given, strict=True)}


def workshop(make: Make, stages: tuple[str, ...] = ("develop",), **values: Any) -> Workshop:
    """Set up a challenge that is open now; `values` are those of the challenge."""
    windows = [(stage, NOW - 10 * DAY, NOW + 60 * DAY) for stage in stages]
    round_ = make.round(windows=windows)
    voices = [make.submission(round_), make.submission(round_, "เน็ตช้าตอนเย็น")]
    theme = make.theme(
        round_, members=voices, state="selected", reason="เดือดร้อนหลายตำบล", decided_at=NOW
    )
    need = make.need(theme, (voices[0],))
    return Workshop(
        make=make,
        round=round_,
        theme=theme,
        need=need,
        challenge=make.challenge(
            theme, (need,), **{"opens_at": NOW - DAY, "closes_at": NOW + 30 * DAY, **values}
        ),
        officer=make.officer(),
        evaluator=make.member(Role.EVALUATOR),
        author=make.account(),
    )
