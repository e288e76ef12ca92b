"""A finished trial with everything before it, told once for the tests of dossiers."""

from datetime import timedelta
from typing import Any

from ideation.accounts.models import Role
from ideation.core import clock
from ideation.deliver.models import Dossier, Feedback, Poc, PocEntry
from ideation.deliver.models import Tester as Taker
from ideation.deliver.service import dossiers
from ideation.diagnose.models import Kind

NOW = clock.now()
DAY = timedelta(days=1)
WRITTEN = {
    "proposal": "ให้ทุกหมู่บ้านมีจุดกระจายสัญญาณภายในสองปี",
    "budget": "ปีละ 12 ล้านบาท จากงบประมาณของหน่วยงาน",
    "risks": "ไฟดับบ่อย แก้ด้วยแผงแสงอาทิตย์",
}


def finished_trial(make: Any, **values: Any) -> Poc:
    """A trial that went through every stage before it ended well."""
    round = values.pop("round", None) or make.round()
    voices = [
        make.submission(round, "เน็ตล่มทุกเย็น", province="50", support_count=4),
        make.submission(round, "ราคา [แพง](x) | มาก", province="57"),
        make.submission(round, "เจ้าหน้าที่เรียกเงินค่าติดตั้ง", kind=Kind.TIP_OFF, province="57"),
    ]
    theme = make.theme(
        round, members=voices, provinces=2, state="selected", decided_at=NOW,
        reason="ทำได้ในปีนี้",
    )  # fmt: skip
    need = make.need(theme, evidence=(voices[0], voices[2]))
    make.need(theme, who="ร้านค้า", state="draft", published_at=None)
    make.statement(theme, agree_count=8, disagree_count=2)
    make.statement(theme, "ควรเก็บค่าบริการ", agree_count=3, disagree_count=4, pass_count=1)
    make.statement(theme, "ยังไม่มีใครตอบ")
    challenge = make.challenge(theme, (need,))
    idea = make.promoted_idea(challenge, support_count=4, comment_count=2)
    make.idea(challenge, title="ใช้ดาวเทียม", state="declined", reason="แพงเกินไป", decided_at=NOW)
    make.idea(challenge, title="ขอถอน", state="withdrawn")
    poc = make.finished_poc(idea, **values)
    make._add(Taker(poc_id=poc.id, account_id=make.account().id, joined_at=NOW))
    make._add(PocEntry(poc_id=poc.id, kind="adjust", text="ย้ายเสา", reason="สัญญาณอ่อน", at=NOW))
    for number, hidden in enumerate((None, NOW)):
        make._add(
            Feedback(
                poc_id=poc.id, submit_key=f"f{number}", verdict="works", sector="people",
                text="ซ่อนแล้ว" if hidden else "ใช้ได้ดีมาก", created_at=NOW,
                hidden_at=hidden, hidden_reason="หยาบคาย" if hidden else "",
            )
        )  # fmt: skip
    return poc


def begun(make: Any, officer: Any, **values: Any) -> Dossier:
    """A dossier that an officer has just put together."""
    return dossiers.start(finished_trial(make, **values).id, actor=officer, now=NOW)


def complete(make: Any, officer: Any, **values: Any) -> Dossier:
    """A dossier in which nothing is missing."""
    dossier = begun(make, officer, **values)
    for key, body in WRITTEN.items():
        dossiers.write_section(dossier.id, key, body, actor=officer, now=NOW)
    return dossier


def handed_in(make: Any, officer: Any, **values: Any) -> Dossier:
    """A dossier before the committee."""
    dossier = complete(make, officer, **values)
    dossiers.submit(dossier.id, actor=officer, now=NOW)
    return dossier


def on_agenda(make: Any, dossier: Dossier, state: str = "called") -> Any:
    """The item of an agenda on which a dossier stands."""
    committee = make.committee()
    return make.meeting_item(make.meeting(committee, state=state), dossier)


def returned(make: Any, officer: Any) -> Dossier:
    """A dossier that the committee returned with points."""
    dossier = handed_in(make, officer)
    item = on_agenda(make, dossier, state="closed")
    make.decision(item, ruling="returned", points="ขอแผนงบประมาณสามปี")
    return dossier


def body_of(dossier: Dossier, key: str) -> str:
    """The text of a section."""
    return next(section.body for section in dossier.sections if section.key == key)


def committee_people(make: Any) -> list[Any]:
    """Those of the agency who read what was handed in."""
    return [make.member(Role.COMMITTEE_MEMBER), make.member(Role.COMMITTEE_SECRETARY)]
