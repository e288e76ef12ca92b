"""Agencies from their profiles, and the pages about them."""

import pytest
import yaml
from sqlalchemy import event, func, select

from ideation.agencies import service
from ideation.agencies.models import Agency, MissionArea, Responsibility, Unit
from ideation.core import clock
from ideation.core.errors import NotFound
from ideation.core.models import Event
from ideation.extensions import db
from ideation.paths import ROOT
from tests import factories
from tests.helpers import words

PROFILE = ROOT / "ideation" / "agencies" / "profiles" / "onde.yaml"


@pytest.fixture
def onde(app):
    return service.load_profile("onde", now=clock.now())


def numbers(session):
    return [
        session.scalar(select(func.count()).select_from(model))
        for model in (Agency, Unit, MissionArea, Responsibility, Event)
    ]


def test_o5_a_matter_reaches_the_responsible_units_by_its_mission_area(client, onde):
    profile = yaml.safe_load(PROFILE.read_text(encoding="utf-8"))
    reached = {
        area.slug: [unit.abbr for unit in service.responsible_units(area)]
        for area in service.get_agency("onde").mission_areas
    }
    assert reached == {area["slug"]: area["units"] for area in profile["mission_areas"]}
    assert list(reached) == ["economy", "society", "infrastructure", "space", "fund"]

    page = words(client.get("/agencies/onde"))
    for area in profile["mission_areas"]:
        start = page.index(area["name_th"])
        places = [page.index(abbr, start) for abbr in area["units"]]
        assert places == sorted(places)


def test_loading_again_changes_nothing(session, onde):
    before = numbers(session)
    service.load_profile("onde", now=clock.now())
    assert numbers(session) == before


def test_loading_mends_what_differs_and_keeps_what_an_administrator_filled_in(session, onde):
    area = onde.mission_areas[0]
    area.name_th = "เปลี่ยนไป"
    area.responsibilities.pop(0)
    unit = session.scalar(select(Unit).where(Unit.abbr == "คท."))
    unit.name_th = "กองโครงสร้างพื้นฐาน"
    session.commit()
    service.load_profile("onde", now=clock.now())
    agency = service.get_agency("onde")
    assert agency.mission_areas[0].name_th == "ด้านเศรษฐกิจดิจิทัล"
    assert [unit.abbr for unit in agency.mission_areas[0].units] == ["ศก.", "พน.", "ยศ.", "ชศ."]
    assert unit.name_th == "กองโครงสร้างพื้นฐาน"
    verbs = session.scalars(select(Event.verb).order_by(Event.id)).all()
    assert verbs == ["agency.loaded", "agency.profile_changed"]


@pytest.mark.parametrize("slug", ["nowhere", "../onde", "onde.yaml", ""])
def test_a_profile_that_is_not_there_is_refused(app, slug):
    with pytest.raises(NotFound):
        service.load_profile(slug, now=clock.now())


def test_agencies_live_side_by_side(client, make, onde):
    other = make.new_agency()
    page = words(client.get("/agencies"))
    assert onde.name_th in page
    assert other.name_th in page
    assert onde.name_th not in words(client.get(f"/agencies/{other.slug}"))


def test_without_agencies_the_list_says_so(client):
    page = client.get("/agencies")
    assert page.status_code == 200
    assert "empty-state" in page.get_data(as_text=True)


def test_an_agency_that_is_not_there_is_a_404(client):
    assert client.get("/agencies/nowhere").status_code == 404


def test_the_page_says_how_people_take_part(client, onde):
    page = client.get("/agencies/onde").get_data(as_text=True)
    assert "Big Data Analytics" in page
    assert "รายไตรมาส" in page
    assert "ดศ ๐๔๐๕/๔๕๙" in page
    assert "/rounds?agency=onde" in page


def test_only_those_who_may_see_people_are_shown_the_way(client, make):
    url = f"/agencies/{make.agency.slug}"
    way = f"{url}/people"
    assert way not in client.get(url).get_data(as_text=True)
    factories.sign_in(client, make.member(factories.Role.AUDITOR))
    assert way in client.get(url).get_data(as_text=True)


def test_the_pages_take_few_queries(client, onde):
    statements = []

    def note(_connection, _cursor, statement, *_more):
        statements.append(statement)

    client.get("/agencies/onde")
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        client.get("/agencies/onde")
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert len([s for s in statements if s.startswith("SELECT")]) <= 6


@pytest.mark.committed
def test_the_commands_load_and_list(app, command):
    assert "5" in command("agencies", "load", "onde").stdout
    assert command("agencies", "list").stdout.startswith("onde\t")
    refused = command("agencies", "load", "nowhere", check=False)
    assert refused.returncode == 1
