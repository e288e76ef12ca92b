"""What an account gave, and how far each thing has got."""

import pytest

from ideation.core import clock
from ideation.deliver import models as deliver
from tests.factories import sign_in
from tests.helpers import words
from tests.trace.way import whole_way

PAGE = "/account/traces"


@pytest.fixture
def me(client, make):
    account = make.account(language="en")
    sign_in(client, account)
    return account


def text_of(client, **query) -> str:
    return words(client.get(PAGE, query_string=query))


def test_visitors_are_asked_to_sign_in(client):
    assert client.get(PAGE).location.startswith("/account/login")


def test_an_empty_page_says_what_to_do(client, me):
    page = text_of(client)
    assert "You have not given anything yet" in page
    assert "See open rounds" in page


def test_everything_is_there_with_how_far_it_has_got(client, make, me, session):
    way = whole_way(make)
    way.submission.author_id = me.id
    way.idea.author_id = me.id
    make.statement(way.theme, "ของฉันเอง", author_id=me.id)
    make.statement(way.theme, "ยังรออยู่", author_id=me.id, state="suggested")
    other = make.idea(way.challenge, title="ของคนอื่น")
    make.comment(other, me, text="เห็นด้วยกับของคนอื่น")
    session.add(
        deliver.Feedback(
            poc_id=way.poc.id, author_id=me.id, submit_key="f", verdict="works", text="ใช้ได้จริง",
            created_at=clock.now(),
        )
    )  # fmt: skip
    page = text_of(client)
    assert "6 results" in page
    for said in ("เน็ตล่มทุกเย็น", "ของฉันเอง", "เสาสัญญาณที่วัด", "เห็นด้วยกับของคนอื่น", "ใช้ได้จริง"):
        assert said in page
    body = client.get(PAGE).get_data(as_text=True)
    for ref in (
        f"submission/{way.submission.id}", f"idea/{way.idea.id}", f"idea/{other.id}",
        f"poc/{way.poc.id}",
    ):  # fmt: skip
        assert f'href="/trace/{ref}"' in body
    assert "Approved" in text_of(client, kind="submission")
    assert "Approved" in text_of(client, kind="feedback")
    assert "Proposed" in text_of(client, kind="comment")
    assert "Waits for approval" in text_of(client, kind="statement")


@pytest.mark.parametrize(
    ("last", "says"),
    [
        ("theme", "Selected"),
        ("need", "Needs were found"),
        ("challenge", "Open for ideas"),
        ("idea", "Taken up for a trial"),
        ("poc", "Tried out, it goes on"),
        ("dossier", "On an agenda"),
        ("decision", "Approved"),
    ],
)
def test_a_voice_has_got_as_far_as_its_theme(client, make, me, last, says):
    round_ = make.round()
    voice = make.submission(round_, author_id=me.id)
    theme = make.theme(
        round_, members=[voice], state="selected", reason="ทำได้", decided_at=clock.now()
    )
    made = {"theme": theme}
    makers = {
        "need": lambda: make.need(theme),
        "challenge": lambda: make.challenge(theme),
        "idea": lambda: make.promoted_idea(made["challenge"]),
        "poc": lambda: make.finished_poc(made["idea"]),
        "dossier": lambda: make.submitted_dossier(made["poc"]),
    }
    for kind, build in makers.items():
        if last in made:
            break
        made[kind] = build()
    if last in ("dossier", "decision"):
        meeting = make.meeting(make.committee(), state="called")
        item = make.meeting_item(meeting, made["dossier"])
        if last == "decision":
            make.decision(item)
    page = text_of(client)
    assert f"Voice {says}" in page


def test_a_dossier_that_is_not_public_is_not_given_away(client, make, me):
    way = whole_way(make)
    idea = make.promoted_idea(way.challenge, me)
    make.submitted_dossier(make.finished_poc(idea))
    assert "Handed in" not in text_of(client)
    assert "Tried out, it goes on" in text_of(client)


def test_only_my_own_is_shown(client, make, me):
    way = whole_way(make)
    way.submission.author_id = make.account().id
    assert "You have not given anything yet" in text_of(client)


def test_a_withdrawn_voice_is_not_listed(client, make, me):
    make.submission(make.round(), author_id=me.id, withdrawn_at=clock.now())
    assert "You have not given anything yet" in text_of(client)


def test_the_list_is_paged_and_filtered_with_the_same_queries(client, make, me, queries):
    way = whole_way(make)
    make.idea(way.challenge, me)
    client.get("/about")
    queries.clear()
    client.get(PAGE)
    few = len(queries)
    for number in range(24):
        make.idea(way.challenge, me, title=f"แนวคิดที่ {number}")
    way.submission.author_id = me.id
    client.get("/about")
    queries.clear()
    assert "26 results" in text_of(client)
    assert len(queries) == few <= 15
    assert "25 results" in text_of(client, kind="idea")
    assert "แนวคิดที่ 23" in text_of(client)
    assert "แนวคิดที่ 23" not in text_of(client, page=2)
    assert "26 results" in text_of(client, kind="nonsense")


def test_the_account_menu_leads_to_it(client, make, me):
    assert f'href="{PAGE}"' in client.get("/").get_data(as_text=True)
