"""How everybody takes part in each stage, said where people look for it."""

import pytest

from ideation.core import clock
from ideation.rounds.models import Stage
from tests.helpers import words

WAYS = (
    "Say in your own words what is wrong",
    "Agree or disagree with short statements",
    "Propose an idea for a challenge",
    "Join a trial and say what works",
)


@pytest.fixture(autouse=True)
def _english(client):
    with client.session_transaction() as cookie:
        cookie["language"] = "en"


def test_b2_the_page_of_a_round_says_how_to_take_part_in_every_stage(client, make):
    now = clock.now()
    day = now.replace(microsecond=0)
    round_ = make.round(windows=[(Stage.DISCOVER, day, None)])
    page = words(client.get(f"/rounds/{round_.slug}"))
    places = [page.find(way) for way in WAYS]
    assert -1 not in places
    assert places == sorted(places)
    assert "What you can do in each stage" in page
    assert "How to take part, step by step" in page
    assert "บอกเรื่องของคุณ" in page


def test_b2_the_guide_says_how_to_take_part_in_every_stage(client):
    page = words(client.get("/about"))
    for way in WAYS:
        assert way in page
    assert "The process has four stages" in page


def test_b2_the_ways_are_published_in_thai(client, make):
    with client.session_transaction() as cookie:
        cookie["language"] = "th"
    page = words(client.get(f"/rounds/{make.round().slug}"))
    for way in WAYS:
        assert way not in page
    assert "สิ่งที่คุณทำได้ในแต่ละขั้นตอน" in page
