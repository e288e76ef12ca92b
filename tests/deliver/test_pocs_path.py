"""The path of an idea through its trial, as people and officers go it on the pages."""

import re

from ideation.core import ids
from ideation.core.sectors import Sector
from ideation.deliver.models import Poc
from tests.deliver.trials import DAY, TODAY, days_ago, promoted
from tests.factories import sign_in
from tests.helpers import post, words


def test_o4_an_idea_is_tried_by_all_sectors_adjusted_measured_and_completed(app, make, session):
    idea = promoted(make)
    officer = sign_in(app.test_client(), make.officer(language="en"))
    citizen = sign_in(app.test_client(), make.account(language="en"))
    trial = _planned_and_started(officer, make, idea, session)
    url = f"/trials/{trial}"

    joined = post(citizen, f"{url}/join", page=url, follow=True)
    assert "1 person takes part." in words(joined)
    for sector in Sector:
        _says(app, url, sector, "partly", f"ช้าตอนสองทุ่ม ({sector})")
    page = words(citizen.get(url))
    assert "0 of 4 people say that it works" in page
    for sector in ("Citizens", "State bodies", "Businesses", "Other stakeholders"):
        assert f"It works in part {sector} ช้าตอนสองทุ่ม" in page

    _measured(officer, url, days_ago(3), "48")
    assert "48 of ร้อยละ 80: above the baseline, not yet at the target" in words(citizen.get(url))

    _adjusted(officer, url, make)
    page = words(citizen.get(url))
    assert "เพิ่มจุดที่โรงเรียน" in page
    assert "Why: สองทุ่มคนใช้พร้อมกันมาก" in page

    for sector in Sector:
        _says(app, url, sector, "works", f"เร็วขึ้นแล้ว ({sector})")
    _measured(officer, url, TODAY, "82")
    page = words(citizen.get(url))
    assert "82: the target of ร้อยละ 80 is reached" in page
    assert "1 of 1 indicators has reached its target" in page
    assert "4 of 8 people say that it works" in page

    asked = officer.get(f"{url}/go")
    assert "82: the target of ร้อยละ 80 is reached" in words(asked)
    assert "Not every target is reached" not in words(asked)
    post(officer, f"{url}/go", reason="ถึงเป้าหมายและทุกภาคส่วนใช้ได้")
    page = words(citizen.get(url))
    assert "Tried out, it goes on" in page
    assert "ถึงเป้าหมายและทุกภาคส่วนใช้ได้" in page
    assert "Say how you find it" not in page


def _planned_and_started(officer, make, idea, session) -> int:
    said = post(
        officer, f"/ideas/{idea.id}/trial/new", follow=True,
        title="ทดลองเน็ตช่วงค่ำ", hypothesis="เราเชื่อว่านักเรียนจะส่งการบ้านได้",
        where_tried="บ้านดอยสูง", unit_id=make.agency.units[0].id,
        starts_on=days_ago(10).isoformat(), ends_on=(TODAY + 30 * DAY).isoformat(),
        indicator_rows="1", indicator_0_name="ครัวเรือนที่ใช้ได้ช่วงค่ำ",
        indicator_0_unit="ร้อยละ", indicator_0_baseline="20", indicator_0_target="80",
        milestone_rows="1", milestone_0_title="ติดตั้งเสร็จ",
        milestone_0_due_on=TODAY.isoformat(), act="save",
    )  # fmt: skip
    assert "The trial is planned." in words(said)
    trial = session.query(Poc).filter_by(idea_id=idea.id).one().id
    said = post(officer, f"/trials/{trial}/start", page=f"/trials/{trial}", follow=True)
    assert "The trial has begun." in words(said)
    return trial


def _says(app, url, sector, verdict, text) -> None:
    visitor = app.test_client()
    said = post(
        visitor, f"{url}/feedback", page=url,
        verdict=verdict, text=text, sector=sector.value, submit_token=ids.new_token(),
    )  # fmt: skip
    assert said.status_code == 302


def _measured(officer, url, day, value) -> None:
    link = re.search(r"/trials/indicators/\d+", officer.get(url).text).group()
    said = post(officer, link, measured_on=day.isoformat(), value=value, note="นับช่วงค่ำ")
    assert said.status_code == 302


def _adjusted(officer, url, make) -> None:
    page = officer.get(f"{url}/adjust").text
    names = re.findall(r'<input[^>]*?\bname="([^"]+)"[^>]*?\bvalue="([^"]*)"', page)
    form = dict(names) | {
        "hypothesis": "เราเชื่อว่านักเรียนจะส่งการบ้านได้ทุกคืน",
        "unit_id": make.agency.units[0].id,
        "text": "เพิ่มจุดที่โรงเรียน",
        "reason": "สองทุ่มคนใช้พร้อมกันมาก",
        "act": "save",
    }
    form = {name: value for name, value in form.items() if not name.endswith("_remove")}
    form.pop("csrf_token")
    said = post(officer, f"{url}/adjust", follow=True, **form)
    assert "The trial is adjusted" in words(said)
