"""What other rooms and lists read of Develop: search, waiting work, the trace, panels, exports."""

import pytest

from ideation.accounts.models import Role
from ideation.core.registry import registry
from ideation.develop.models import IdeaSupport
from ideation.develop.service import (
    assessments,
    challenges,
    ideas,
    listing,
    panels,
    personal,
    references,
    search,
    support,
    waiting,
)
from ideation.develop.service.listing import Wish
from ideation.trace.service.loading.loaded import Chain
from ideation.trace.service.loading.people import people_at
from tests.develop.workshop import DAY, NOW, content, workshop


def ids_of(things) -> list[int]:
    return [each.id for each in things]


def challenges_told(theme) -> list[int]:
    """The challenges that the trace of a theme tells the public of."""
    steps = registry.sequel(theme.id, submission_id=None, now=NOW)
    # A challenge may stand in several steps, such as its opening and its end.
    return list(dict.fromkeys(step.ref[1] for step in steps if step.ref[0] == "challenge"))


def draft_round(shop) -> None:
    shop.round.state, shop.round.published_at = "draft", None
    shop.make.session.flush()


def test_ideas_are_found_by_thai_words_inside_compounds(shop):
    idea = shop.propose(title="ใช้บัตรประชาชนยืม", body="ยืมอุปกรณ์ด้วยบัตรประชาชนที่ห้องสมุด")
    shop.propose(title="อื่น", body="ลดภาษีรถยนต์")
    for typed in ("ประชาชน", "ห้องสมุด ยืม", "บัตรประชาชน"):
        assert ids_of(search.search_ideas(typed, 5)) == [idea.id]
    assert search.search_ideas("", 5) == []
    assert search.search_ideas("\x00", 5) == []
    assert search.search_ideas("ไม่มีคำนี้เลย", 5) == []


def test_challenges_are_found_by_all_their_words(shop):
    assert ids_of(search.search_challenges("หมู่บ้าน อินเทอร์เน็ต", 5)) == [shop.challenge.id]
    assert search.search_challenges("หมู่บ้าน รถยนต์", 5) == []
    assert search.search_challenges("  ", 5) == []
    assert search.search_challenges("100%", 5) == []


def test_search_finds_only_what_is_public(shop):
    kept = shop.propose(title="ห้องสมุดหนึ่ง", body="ห้องสมุด")
    gone = shop.propose(title="ห้องสมุดสอง", body="ห้องสมุด")
    ideas.withdraw(gone.id, actor=shop.author, now=NOW)
    hidden = challenges.draft(
        shop.theme.id, content(title="หมู่บ้านในร่าง"), actor=shop.officer, now=NOW
    )
    assert ids_of(search.search_ideas("ห้องสมุด", 5)) == [kept.id]
    assert hidden.id not in ids_of(search.search_challenges("หมู่บ้าน", 5))
    draft_round(shop)
    assert search.search_ideas("ห้องสมุด", 5) == []
    assert search.search_challenges("หมู่บ้าน", 5) == []


def test_titles_are_told_of_public_things_only(shop):
    idea = shop.propose()
    made = challenges.draft(shop.theme.id, content(), actor=shop.officer, now=NOW)
    both = [shop.challenge.id, made.id]
    assert references.titles_of_challenges(both) == {shop.challenge.id: shop.challenge.title}
    assert references.titles_of_ideas([idea.id, 10**9]) == {idea.id: idea.title}
    draft_round(shop)
    assert references.titles_of_challenges(both) == {}
    assert references.titles_of_ideas([idea.id]) == {}


def test_officers_are_told_of_ideas_to_decide_once_the_challenge_closes(shop):
    for _number in range(3):
        decided = shop.propose()
    ideas.decide(decided.id, "promote", "ทำได้", actor=shop.officer, now=NOW)
    assert waiting.waiting_for(shop.officer, NOW) == []
    (closing,) = waiting.waiting_for(shop.officer, NOW + 28 * DAY)
    assert (closing.number, closing.urgent) == (2, False)
    assert closing.path.startswith(f"/challenges/{shop.challenge.id}/assessments")
    (late,) = waiting.waiting_for(shop.officer, NOW + 61 * DAY)
    assert late.urgent


def test_officers_are_told_of_a_challenge_that_was_closed_early(shop):
    shop.propose()
    challenges.change_state(shop.challenge.id, "close", actor=shop.officer, now=NOW)
    assert [line.number for line in waiting.waiting_for(shop.officer, NOW)] == [1]


def test_evaluators_are_told_of_ideas_that_they_have_not_assessed(shop):
    first, _second = shop.propose(), shop.propose()
    shop.propose(shop.evaluator)
    (line,) = waiting.waiting_for(shop.evaluator, NOW)
    assert line.number == 2
    assessments.assess(first.id, shop.scores(3, 3), "", actor=shop.evaluator, now=NOW)
    (line,) = waiting.waiting_for(shop.evaluator, NOW)
    assert line.number == 1


@pytest.mark.parametrize("role", [None, Role.AUDITOR, Role.COMMITTEE_MEMBER, "outsider"])
def test_for_others_nothing_waits(shop, make, role):
    shop.propose()
    if role == "outsider":
        actor = make.member(Role.OFFICER, agency=make.new_agency())
    else:
        actor = make.member(role) if role else make.account()
    assert waiting.waiting_for(actor, NOW + 40 * DAY) == []


def test_waiting_work_takes_two_queries_at_most(shop, session, make, queries):
    for _number in range(3):
        shop.propose()
    both = make.member(Role.OFFICER)
    session.commit()
    assert both.memberships
    queries.clear()
    waiting.waiting_for(both, NOW + 40 * DAY)
    assert len(queries) <= 2


def test_the_trace_counts_every_person_once(shop, make):
    idea, other = shop.propose(), shop.propose()
    gone = shop.propose()
    ideas.withdraw(gone.id, actor=shop.author, now=NOW)
    busy = make.account()
    for _turn in range(2):
        shop.comment(idea, busy)
    support.support(idea.id, actor=busy, visitor_key="k", now=NOW)
    support.support(other.id, actor=None, visitor_key="browser", now=NOW)
    challenges.draft(shop.theme.id, content(), actor=shop.officer, now=NOW)
    assert challenges_told(shop.theme) == [shop.challenge.id]
    people = people_at([shop.challenge], [Chain(each) for each in (idea, other, gone)])
    assert people == {
        ("idea", idea.id): 2,
        ("idea", other.id): 2,
        # The author, who stands behind both, the one who said most, and the browser.
        ("challenge", shop.challenge.id): 3,
    }
    for each in (idea, other):
        shop.make.session.refresh(each)
    counts = [(each.support_count, each.comment_count) for each in (idea, other)]
    assert counts == [(1, 2), (1, 0)]


def test_themes_without_a_challenge_have_an_empty_trace(shop, make):
    theme = make.theme(shop.round, label="อื่น")
    assert challenges_told(theme) == []
    assert people_at([], []) == {}


def test_the_door_of_the_stage_leads_to_what_can_be_done(make):
    shop = workshop(make)
    assert panels.of_round(shop.round, NOW).door.path == shop.path
    make.challenge(shop.theme)
    assert panels.of_round(shop.round, NOW).door.path == f"/rounds/{shop.round.slug}/challenges"
    assert panels.of_round(shop.round, NOW + 40 * DAY).door is None


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ({}, ["ค", "ข", "ก"]),
        ({"sort": "newest"}, ["ก", "ข", "ค"]),
        ({"sort": "discussed"}, ["ข", "ค", "ก"]),
        ({"state": "declined"}, ["ข"]),
        ({"state": "withdrawn"}, ["ง"]),
        ({"q": "ห้องสมุด"}, ["ค"]),
        ({"q": "ไม่มีใครพูดถึง"}, []),
        ({"q": "🙂"}, ["ก"]),
        ({"state": "nonsense", "sort": "nonsense", "q": "\x00"}, ["ค", "ข", "ก"]),
    ],
)
def test_ideas_are_searched_sorted_and_filtered(shop, make, wish, expected):
    given = {
        "ค": ("ยืมที่ห้องสมุด", {"support_count": 5, "comment_count": 1}, 3),
        "ข": ("ลดภาษี", {"support_count": 3, "comment_count": 4}, 2),
        "ก": ("ยิ้ม 🙂", {"support_count": 1}, 1),
        "ง": ("ถอนแล้ว", {"state": "withdrawn"}, 0),
    }
    for title, (body, values, days) in given.items():
        values = {"created_at": NOW - days * DAY, **values}
        made = make.idea(shop.challenge, title=title, body=body, **values)
        for column, value in ideas.found_by(title, body).items():
            setattr(made, column, value)
        if title == "ข":
            made.state, made.reason, made.decided_at = "declined", "แพง", NOW
    make.session.flush()
    page = listing.show_challenge(shop.challenge.id, Wish.read(wish), 1, viewer=None, now=NOW)
    assert [idea.title for idea in page.page.items] == expected
    assert page.counts == {"proposed": 2, "declined": 1, "withdrawn": 1}


def test_the_data_of_an_account_is_exported(shop, session):
    idea = shop.propose()
    shop.comment(idea, shop.author, text="ขอเพิ่มเติม")
    other = shop.propose(shop.officer)
    support.support(other.id, actor=shop.author, visitor_key="", now=NOW)
    assessments.assess(idea.id, shop.scores(3, 4), "โน้ต", actor=shop.evaluator, now=NOW)
    names = ("ideas", "comments", "supported_ideas", "assessments")
    mine = {name: registry.exporters[name](shop.author.id) for name in names}
    assert [each["title"] for each in mine["ideas"]] == [idea.title]
    assert [each["number"] for each in mine["ideas"][0]["versions"]] == [1]
    assert [each["text"] for each in mine["comments"]] == ["ขอเพิ่มเติม"]
    assert [each["idea"] for each in mine["supported_ideas"]] == [other.id]
    assert mine["assessments"] == []
    (given,) = registry.exporters["assessments"](shop.evaluator.id)
    assert given["note"] == "โน้ต"
    assert sorted(given["scores"].values()) == [3, 4]


def test_closing_an_account_leaves_words_and_counts_without_a_name(shop, session):
    idea = shop.propose()
    comment = shop.comment(idea, shop.author)
    other = shop.propose(shop.officer)
    support.support(other.id, actor=shop.author, visitor_key="", now=NOW)
    personal.forget(shop.author.id, now=NOW)
    session.commit()
    session.expire_all()
    assert (idea.author_id, comment.author_id) == (None, None)
    assert (other.support_count, idea.title, comment.text != "") == (1, "ศาลาเน็ตยามค่ำ", True)
    (left,) = session.query(IdeaSupport).all()
    assert str(shop.author.id) not in left.supporter.split(":")[0]
    assert left.supporter.startswith("closed:")
