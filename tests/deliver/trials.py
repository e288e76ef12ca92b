"""What the tests of trials share."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from ideation.agencies.models import Unit
from ideation.core import clock, ids
from ideation.core.models import Event
from ideation.deliver.models import Poc
from ideation.deliver.service import pocs
from ideation.notify.models import News

NOW = clock.now()
DAY = timedelta(days=1)
TODAY = NOW.astimezone(clock.THAILAND).date()


def deliver_round(make: Any, **values: Any) -> Any:
    """A round whose Deliver stage is open."""
    windows = [("deliver", NOW - 100 * DAY, NOW + 100 * DAY)]
    return make.round(**{"windows": windows, **values})


def promoted(make: Any, round: Any = None, author: Any = None) -> Any:
    """An idea to try, in a round whose Deliver stage is open."""
    round = round or deliver_round(make)
    return make.promoted_idea(make.challenge(make.theme(round)), author)


def unit_id(make: Any) -> int:
    query = select(Unit.id).where(Unit.agency_id == make.agency.id)
    return make.session.scalars(query).first()


def plan_of(make: Any, **values: Any) -> pocs.PocPlan:
    """A plan with one indicator that is to rise and one that is to fall."""
    return pocs.PocPlan(
        **{
            "title": "ทดลองเน็ตช่วงค่ำ 3 หมู่บ้าน",
            "hypothesis": "เราเชื่อว่าถ้ามีจุดกระจายสัญญาณที่วัด นักเรียนจะส่งการบ้านช่วงค่ำได้",
            "where_tried": "บ้านดอยสูง 3 หมู่บ้าน",
            "unit_id": unit_id(make),
            "starts_on": TODAY - 60 * DAY,
            "ends_on": TODAY + 60 * DAY,
            "indicators": (
                pocs.IndicatorPlan("ครัวเรือนที่ใช้ได้ช่วงค่ำ", "ร้อยละ", 20, 80),
                pocs.IndicatorPlan("ครั้งที่สัญญาณขาด", "ครั้ง", 40, 5),
            ),
            "milestones": (
                ("ติดตั้งเสร็จ", TODAY - 30 * DAY),
                ("อบรมอาสาสมัคร", TODAY + 10 * DAY),
            ),
            **values,
        }
    )


def planned(make: Any, officer: Any, **values: Any) -> Poc:
    """A trial that an officer has planned."""
    return pocs.plan(promoted(make).id, plan_of(make, **values), actor=officer, now=NOW)


def running(make: Any, officer: Any, **values: Any) -> Poc:
    """A trial that an officer has planned and started."""
    poc = planned(make, officer, **values)
    return pocs.change(poc.id, "start", actor=officer, now=NOW)


def say(poc: Poc, text: str = "ใช้ได้ดีช่วงค่ำ", **values: Any) -> Any:
    """Feedback through the service, from a browser of its own."""
    given = {
        "verdict": "works",
        "text": text,
        "actor": None,
        "visitor_key": ids.new_token(),
        "submit_token": ids.new_token(),
        "now": NOW,
    }
    return pocs.give_feedback(poc.id, **{**given, **values})


def verbs(session: Any, kind: str) -> list[str]:
    """What happened to things of a kind, oldest first."""
    query = select(Event.verb).where(Event.subject_kind == kind).order_by(Event.id)
    return list(session.scalars(query))


def news(session: Any) -> list[str]:
    """The news that were written, oldest first."""
    return list(session.scalars(select(News.event).order_by(News.id)))


def days_ago(number: int) -> date:
    return TODAY - number * DAY
