"""Where a person's own voice has got to, on the page of its number."""

import pytest

from ideation.core import clock, ids
from ideation.core.settings import settings
from tests.factories import sign_in
from tests.helpers import post, words
from tests.trace.way import whole_way


@pytest.fixture(autouse=True)
def _english(client):
    with client.session_transaction() as cookie:
        cookie["language"] = "en"


def follow_by_number(client, submission) -> str:
    """Open the page as its holder does, with the number and the secret."""
    secret = ids.new_secret()
    submission.secret_hash = ids.hash_secret(secret, settings().secret_key)
    response = post(client, "/track", number=submission.number, secret=secret, follow=True)
    assert response.request.path.endswith("/status")
    return words(response)


def test_o1_one_line_leads_from_my_words_to_the_decision_and_back(client, make):
    way = whole_way(make)
    page = follow_by_number(client, way.submission)
    order = (
        "We received it", "เน็ตล่มทุกเย็นตอนลูกทำการบ้าน", "It belongs to the theme",
        "The theme was selected for development", "1 statement was put to the vote",
        "These words are cited as evidence for a need", "A challenge was set",
        "An idea was proposed: “ เสาสัญญาณที่วัด", "The idea was taken up for a trial", "It was tried",
        "What the trial showed", "written up for the committee",
        "The committee approved, decision 3/2569", "ขยายไปอีก 20 หมู่บ้าน", "What comes next",
    )  # fmt: skip
    places = [page.find(said) for said in order]
    assert -1 not in places, order[places.index(-1)]
    assert places == sorted(places)


def test_needs_that_do_not_cite_me_are_told_of_as_others(client, make):
    way = whole_way(make)
    page = follow_by_number(client, way.voices[2])
    assert "These words are cited" not in page
    assert "A need was found" in page


def test_how_many_ideas_there_are_is_said(client, make):
    way = whole_way(make)
    for number in range(11):
        make.idea(way.challenge, title=f"แนวคิด {number}")
    assert "11 other ideas" in follow_by_number(client, way.submission)


def test_an_account_sees_the_same_without_number_and_secret(client, make):
    way = whole_way(make)
    me = make.account(language="en")
    way.submission.author_id = me.id
    number = way.submission.number
    sign_in(client, me)
    assert "The committee approved" in words(client.get(f"/submissions/{number}/status"))
    stranger = sign_in(client.application.test_client(), make.account())
    assert stranger.get(f"/submissions/{number}/status").location.startswith("/track")


def test_drafts_of_officers_are_no_part_of_it(client, make):
    way = whole_way(make)
    make.need(way.theme, (way.submission,), who="ร่างผู้ใช้", state="draft", published_at=None)
    make.challenge(way.theme, title="ร่างโจทย์", state="draft", published_at=None)
    page = follow_by_number(client, way.submission)
    assert "ร่างผู้ใช้" not in page
    assert "ร่างโจทย์" not in page


@pytest.mark.parametrize(
    ("values", "says"),
    [
        (None, "A program puts it beside similar voices"),
        ({}, "reads the theme and answers within 15 days"),
        ({"state": "accepted"}, "reads the theme and answers within 15 days"),
        ({"answer": "ซ่อมแล้ว", "answered_at": clock.now()}, "decides next whether"),
        (
            {"state": "rejected", "reason": "นอกอำนาจ", "decided_at": clock.now()},
            "does not go on with this theme. The reason stands above. You can add",
        ),
        (
            {"state": "selected", "reason": "ทำได้", "decided_at": clock.now()},
            "finds out with everybody what people really need",
        ),
    ],
)
def test_the_line_always_ends_with_what_comes_next(client, make, values, says):
    round_ = make.round()
    voice = make.submission(round_)
    if values is not None:
        make.theme(round_, members=[voice], **values)
    page = follow_by_number(client, voice)
    assert page.count("What comes next") == 1
    assert says in page


def test_a_withdrawn_voice_has_no_sequel(client, make):
    way = whole_way(make)
    way.submission.withdrawn_at = clock.now()
    page = follow_by_number(client, way.submission)
    assert "You withdrew it" in page
    assert "What comes next" not in page


def test_the_page_needs_no_more_queries_than_a_page_may_have(client, make, queries):
    way = whole_way(make)
    for _number in range(20):
        make.promoted_idea(way.challenge)
        make.need(way.theme, (way.submission,))
    me = make.account(language="en")
    way.submission.author_id = me.id
    number = way.submission.number
    sign_in(client, me)
    client.get("/about")
    queries.clear()
    assert client.get(f"/submissions/{number}/status").status_code == 200
    assert len(queries) <= 15
