"""Search over everything that the public may see."""

import pytest
from sqlalchemy import update

from ideation.develop.models import Idea
from tests.helpers import words
from tests.trace.way import whole_way


@pytest.fixture(autouse=True)
def _english(client):
    with client.session_transaction() as cookie:
        cookie["language"] = "en"


def found(client, q: str, **more) -> str:
    return words(client.get("/search", query_string={"q": q, **more}))


def links(client, q: str) -> str:
    return client.get("/search", query_string={"q": q}).get_data(as_text=True)


@pytest.mark.parametrize(
    ("typed", "heading", "kind"),
    [
        ("เน็ตหมู่บ้าน", "Rounds", "round"),
        ("เน็ตล่มช่วงค่ำ", "Themes", "theme"),
        ("ศาลากลางบ้าน", "Voices", "submission"),
        ("ไวไฟที่วัด", "Statements", "statement"),
        ("หมู่บ้านห่างไกล", "Needs", "need"),
        ("ช่วงค่ำต้องใช้ได้", "Challenges", "challenge"),
        ("เสาสัญญาณ", "Ideas", "idea"),
        ("สามหมู่บ้าน", "Trials", "poc"),
        ("ข้อเสนอเน็ต", "Dossiers", "dossier"),
        ("3/2569", "Decisions", "decision"),
    ],
)
def test_every_kind_is_found_by_its_words(client, make, typed, heading, kind):
    way = whole_way(make)
    assert f"{heading} 1" in found(client, typed)
    assert f"{heading} 1 result" in found(client, typed, kind=kind)
    path = {
        "round": f"/rounds/{way.round.slug}",
        "submission": f"/submissions/{way.voices[2].number}",
        "poc": f"/trials/{way.poc.id}",
    }.get(kind, f"/{kind}s/{way.__dict__.get(kind, way.round).id}")
    assert f'href="{path}"' in links(client, typed)


def test_all_words_must_be_there_in_any_order(client, make):
    whole_way(make)
    assert "Ideas 1" in found(client, "วัด เสาสัญญาณ")
    assert "We found nothing" in found(client, "เสาสัญญาณ ทะเล")


def test_thai_words_are_found_inside_longer_ones(client, make, session):
    way = whole_way(make)
    session.execute(
        update(Idea).where(Idea.id == way.idea.id).values(search="'โรงเรียน':1A 'สัญญาณ':2A")
    )
    assert "Ideas 1" in found(client, "โรงเรียน")


def test_what_is_not_public_is_not_found(client, make):
    whole_way(make, round=make.round(state="draft", published_at=None, title="ลับเฉพาะ"))
    way = whole_way(make, committee="คณะกรรมการสอง")
    make.need(way.theme, who="ลับเฉพาะ", state="draft", published_at=None)
    make.statement(way.theme, "ลับเฉพาะ", state="suggested")
    hidden = make.challenge(way.theme, title="ลับเฉพาะ", state="draft", published_at=None)
    make.idea(hidden, title="ลับเฉพาะ")
    make.idea(way.challenge, title="ลับเฉพาะ", state="withdrawn")
    idea = make.promoted_idea(way.challenge)
    make.submitted_dossier(make.finished_poc(idea), title="ลับเฉพาะ")
    make.submission(way.round, "ลับเฉพาะ", kind="tip_off")
    assert "We found nothing" in found(client, "ลับเฉพาะ")


def test_counts_stand_beside_every_kind_and_the_rest_is_one_click_away(client, make):
    way = whole_way(make)
    for number in range(24):
        make.idea(way.challenge, title=f"เสาสัญญาณต้นที่ {number}")
    page = found(client, "เสาสัญญาณ")
    assert "Ideas 25" in page
    assert "All of these: 25" in page
    assert page.count("เสาสัญญาณต้นที่") < 6
    one = found(client, "เสาสัญญาณ", kind="idea")
    assert "25 results" in one
    assert one.count("เสาสัญญาณต้นที่") >= 19
    second = found(client, "เสาสัญญาณ", kind="idea", page=2)
    assert second.count("เสาสัญญาณต้นที่") >= 4


def test_a_kind_without_finds_says_so_and_leads_back(client, make):
    whole_way(make)
    page = found(client, "เสาสัญญาณ", kind="need")
    assert "Nothing matches" in page
    assert "Show every kind" in page
    assert "Ideas 1" in found(client, "เสาสัญญาณ", kind="nonsense")


@pytest.mark.parametrize("typed", ["%", "_", "\\", "'", "a" * 500, "\x00", "()&|!:*"])
def test_odd_input_finds_nothing_and_breaks_nothing(client, make, typed):
    whole_way(make)
    assert client.get("/search", query_string={"q": typed}).status_code == 200


def test_a_search_needs_the_same_queries_for_few_and_for_many(client, make, queries):
    way = whole_way(make)
    client.get("/about")
    queries.clear()
    assert "Ideas 1" in found(client, "เสาสัญญาณ")
    few = len(queries)
    for number in range(20):
        make.idea(way.challenge, title=f"เสาสัญญาณ {number}")
        make.need(way.theme, who=f"เสาสัญญาณ {number}")
    client.get("/about")
    queries.clear()
    assert "Ideas 21" in found(client, "เสาสัญญาณ")
    assert len(queries) == few <= 15
