"""One whole way from voices to an outcome, for tests of the trace."""

from types import SimpleNamespace
from typing import Any

from ideation.core import clock
from ideation.develop.models import IdeaSupport

KINDS = (
    "submission", "theme", "statement", "need", "challenge", "idea", "poc", "dossier",
    "decision", "outcome_step",
)  # fmt: skip
COMMITTEE = "คณะกรรมการเน็ต"


def whole_way(
    make: Any, *, round: Any = None, committee: str = COMMITTEE, **theme: Any
) -> SimpleNamespace:
    """Make one object of every kind, each grown out of the one before it."""
    now = clock.now()
    number = "3/2569" if committee == COMMITTEE else "4/2569"
    round = round or make.round(title="เน็ตหมู่บ้าน")
    voices = [
        make.submission(round, text, province=province)
        for text, province in (
            ("เน็ตล่มทุกเย็นตอนลูกทำการบ้าน", "50"),
            ("สัญญาณไม่ถึงหมู่บ้านบนดอย", "57"),
            ("อยากได้ไวไฟที่ศาลากลางบ้าน", "50"),
        )
    ]
    values = {
        "state": "selected", "reason": "แก้ได้ในปีนี้", "decided_at": now, "provinces": 2,
        "central_ids": [voices[1].id],
    }  # fmt: skip
    way = SimpleNamespace(round=round, voices=voices, submission=voices[0])
    way.theme = make.theme(round, "เน็ตล่มช่วงค่ำ", voices, **{**values, **theme})
    way.statement = make.statement(way.theme, "ควรมีไวไฟที่วัด", agree_count=3, disagree_count=1)
    way.need = make.need(way.theme, (voices[0], voices[1]))
    way.challenge = make.challenge(way.theme, (way.need,), title="เน็ตช่วงค่ำต้องใช้ได้")
    way.idea = make.promoted_idea(way.challenge, make.account(), title="เสาสัญญาณที่วัด")
    way.poc = make.finished_poc(way.idea, title="ทดลองที่สามหมู่บ้าน", where_tried="3 ตำบล")
    way.dossier = make.submitted_dossier(way.poc, title="ข้อเสนอเน็ตช่วงค่ำ")
    way.committee = make.committee(name=committee)
    way.meeting = make.meeting(way.committee, state="open", opened_at=now)
    way.item = make.meeting_item(way.meeting, way.dossier)
    way.decision = make.decision(way.item, number=number)
    way.outcome_step = make.outcome_step(way.decision, title="ขยายไปอีก 20 หมู่บ้าน")
    make.session.flush()
    return way


def support(make: Any, idea: Any, *supporters: str) -> None:
    """Let people support an idea, by the names they are stored under."""
    for supporter in supporters:
        make.session.add(IdeaSupport(idea_id=idea.id, supporter=supporter, created_at=clock.now()))
    idea.support_count += len(supporters)
    make.session.flush()
