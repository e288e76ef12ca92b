"""Officers make challenges from selected themes, and open, close and reopen them (O3)."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from ideation.accounts.models import Role
from ideation.core.errors import Conflict, InvalidInput, NotAllowed, NotFound, SignInNeeded
from ideation.core.events import history
from ideation.develop.models import Challenge, ChallengeState, Criterion
from ideation.develop.service import assessments, challenges
from tests.develop.workshop import DAY, NOW, content, english


def drafted(shop, **values) -> Challenge:
    given = content(need_ids=(shop.need.id,), **values)
    return challenges.draft(shop.theme.id, given, actor=shop.officer, now=NOW)


def edit(shop, challenge, given, seen=None):
    mark = seen or challenges.version_of(challenge)
    return challenges.edit(challenge.id, given, version=mark, actor=shop.officer, now=NOW + DAY)


def names(session, challenge) -> list[str]:
    query = select(Criterion.name).where(Criterion.challenge_id == challenge.id)
    return list(session.scalars(query.order_by(Criterion.position)))


def test_a_new_challenge_is_a_draft_with_its_criteria_and_needs(shop, session):
    made = drafted(shop)
    session.expire_all()
    assert made.state == ChallengeState.DRAFT
    assert [(each.position, each.name) for each in made.criteria] == [
        (1, "ตรงความต้องการ"),
        (2, "ทำได้จริง"),
    ]
    assert [need.id for need in made.needs] == [shop.need.id]
    assert [event.verb for event in history(session, made)] == ["challenge.drafted"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "ก" * 201}, "title"),
        ({"body": " \n"}, "body"),
        ({"body": "ก" * 20_001}, "body"),
        ({"closes_at": NOW - 2 * DAY}, "closes_at"),
        ({"criteria": ()}, "criterion_0_name"),
        ({"criteria": tuple((f"เกณฑ์ {n}", "") for n in range(9))}, "criterion_0_name"),
        ({"criteria": (("", "มีแต่คำอธิบาย"),)}, "criterion_0_name"),
        ({"criteria": (("ทำได้จริง", ""), ("ก" * 101, ""))}, "criterion_1_name"),
        ({"criteria": (("ทำได้จริง", "ก" * 501),)}, "criterion_0_description"),
        ({"criteria": (("ทำได้จริง", ""), (" ทำได้จริง ", ""))}, "criterion_1_name"),
    ],
)
def test_content_that_cannot_be_stored_is_refused_at_its_field(shop, change, field):
    with pytest.raises(InvalidInput) as refused:
        drafted(shop, **change)
    assert refused.value.field == field


def test_eight_criteria_are_taken(shop, session):
    made = drafted(shop, criteria=tuple((f"เกณฑ์ {n}", "") for n in range(8)))
    assert len(names(session, made)) == 8


@pytest.mark.parametrize("state", ["new", "accepted", "rejected"])
def test_only_a_selected_theme_gives_challenges(shop, make, state):
    theme = make.theme(
        shop.round, state=state, reason="ไม่อยู่ในอำนาจ" if state == "rejected" else "",
        decided_at=NOW if state == "rejected" else None,
    )  # fmt: skip
    with pytest.raises(Conflict):
        challenges.draft(theme.id, content(), actor=shop.officer, now=NOW)


def test_needs_of_other_themes_and_drafts_of_needs_are_not_linked(shop, make):
    foreign = make.need(make.theme(shop.round, label="อื่น"))
    hidden = make.need(shop.theme, state="draft", published_at=None)
    given = content(need_ids=(shop.need.id, foreign.id, hidden.id))
    made = challenges.draft(shop.theme.id, given, actor=shop.officer, now=NOW)
    assert [need.id for need in made.needs] == [shop.need.id]


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("visitor", SignInNeeded),
        ("citizen", NotAllowed),
        ("evaluator", NotAllowed),
        ("outsider", NotAllowed),
    ],
)
def test_only_those_who_run_the_round_make_and_open_challenges(shop, make, who, refusal):
    actor = {
        "visitor": lambda: None,
        "citizen": make.account,
        "evaluator": lambda: shop.evaluator,
        "outsider": lambda: make.member(Role.OFFICER, agency=make.new_agency()),
    }[who]()
    with pytest.raises(refusal):
        challenges.draft(shop.theme.id, content(), actor=actor, now=NOW)
    for act in ("close", "open", "reopen"):
        with pytest.raises(refusal):
            challenges.change_state(shop.challenge.id, act, actor=actor, now=NOW)
    with pytest.raises(refusal):
        challenges.prepare_edit(shop.challenge.id, actor=actor)


def test_outsiders_do_not_learn_of_a_draft(shop, make):
    made = drafted(shop)
    outsider = make.member(Role.OFFICER, agency=make.new_agency())
    for actor in (None, make.account(), outsider):
        with pytest.raises(NotFound):
            challenges.change_state(made.id, "open", actor=actor, now=NOW)


def test_a_challenge_is_opened_closed_and_reopened(shop, session):
    made = drafted(shop)
    for act, state in (("open", "open"), ("close", "closed"), ("reopen", "open")):
        challenges.change_state(made.id, act, actor=shop.officer, now=NOW)
        assert made.state == state
    assert made.published_at == NOW
    assert [event.verb for event in reversed(history(session, made))] == [
        "challenge.drafted", "challenge.opened", "challenge.closed", "challenge.reopened",
    ]  # fmt: skip


@pytest.mark.parametrize(("state", "act"), [("draft", "close"), ("draft", "reopen")])
def test_a_step_that_is_not_in_the_table_is_refused(shop, state, act):
    made = drafted(shop)
    assert made.state == state
    with pytest.raises(Conflict):
        challenges.change_state(made.id, act, actor=shop.officer, now=NOW)


def test_a_second_press_on_open_is_refused(shop):
    with pytest.raises(Conflict):
        challenges.change_state(shop.challenge.id, "open", actor=shop.officer, now=NOW)


@pytest.mark.parametrize("act", ["open", "reopen"])
def test_a_challenge_whose_last_day_is_over_is_not_opened(shop, act):
    made = drafted(shop)
    if act == "reopen":
        challenges.change_state(made.id, "open", actor=shop.officer, now=NOW)
        challenges.change_state(made.id, "close", actor=shop.officer, now=NOW)
    with pytest.raises((Conflict, InvalidInput)) as refused:
        challenges.change_state(made.id, act, actor=shop.officer, now=NOW + 40 * DAY)
    assert "later day" in english(refused.value)


def test_an_edit_replaces_the_content_and_is_recorded(shop, session):
    made = drafted(shop)
    given = content(title="คำถามใหม่", criteria=(("ปลอดภัย", ""), ("ทำได้จริง", "ในหกเดือน")))
    edit(shop, made, given)
    session.expire_all()
    assert (made.title, [need.id for need in made.needs]) == ("คำถามใหม่", [])
    assert names(session, made) == ["ปลอดภัย", "ทำได้จริง"]
    assert history(session, made)[0].verb == "challenge.edited"


def test_an_edit_of_an_old_page_is_refused(shop):
    made = drafted(shop)
    seen = challenges.version_of(made)
    edit(shop, made, content(title="แก้โดยเพื่อนร่วมงาน"))
    with pytest.raises(Conflict):
        edit(shop, made, content(title="แก้จากหน้าเก่า"), seen=seen)
    assert made.title == "แก้โดยเพื่อนร่วมงาน"


def test_criteria_that_nobody_has_used_may_go(shop, session):
    edit(shop, shop.challenge, content(criteria=(("ใหม่ทั้งหมด", ""),)))
    assert names(session, shop.challenge) == ["ใหม่ทั้งหมด"]


@pytest.mark.parametrize(
    "criteria",
    [
        (("ตรงความต้องการ", ""),),
        (("ทำได้จริง", ""), ("ปลอดภัย", "")),
        (("ทำได้จริง", ""), ("ปลอดภัย", ""), ("คุ้มค่า", "")),
    ],
    ids=["one gone", "one replaced by another", "one gone and two more"],
)
def test_criteria_that_ideas_were_assessed_on_stay(shop, session, criteria):
    idea = shop.propose()
    assessments.assess(idea.id, shop.scores(4, 5), "", actor=shop.evaluator, now=NOW)
    before = names(session, shop.challenge)
    with pytest.raises((Conflict, InvalidInput)) as refused:
        edit(shop, shop.challenge, content(criteria=criteria))
    assert "assessed" in english(refused.value)
    session.rollback()
    assert names(session, shop.challenge) == before


def test_after_assessments_criteria_may_be_added_moved_and_explained(shop, session):
    idea = shop.propose()
    scores = shop.scores(4, 5)
    by_name = {each.name: scores[each.id] for each in shop.challenge.criteria}
    given = assessments.assess(idea.id, scores, "", actor=shop.evaluator, now=NOW)
    criteria = (("คุ้มค่า", ""), ("ทำได้จริง", "ภายในหกเดือน"), ("ตรงความต้องการ", ""))
    edit(shop, shop.challenge, content(criteria=criteria))
    session.expire_all()
    assert names(session, shop.challenge) == ["คุ้มค่า", "ทำได้จริง", "ตรงความต้องการ"]
    called = {each.id: each.name for each in shop.challenge.criteria}
    assert {called[each.criterion_id]: each.score for each in given.scores} == by_name


def test_dates_may_lie_outside_the_stage(shop):
    made = drafted(shop, opens_at=NOW - 20 * DAY, closes_at=NOW + 200 * DAY)
    challenges.change_state(made.id, "open", actor=shop.officer, now=NOW)
    assert made.state == ChallengeState.OPEN


def test_a_form_that_is_sent_twice_makes_one_draft(shop, session):
    twice = {"actor": shop.officer, "now": NOW, "submit_token": "t" * 43}
    first = challenges.draft(shop.theme.id, content(), **twice)
    assert challenges.draft(shop.theme.id, content(), **twice) is first
    assert names(session, first) == ["ตรงความต้องการ", "ทำได้จริง"]
    assert [event.verb for event in history(session, first)] == ["challenge.drafted"]


def test_a_draft_is_not_opened_when_its_theme_is_not_selected_any_more(shop):
    made = drafted(shop)
    shop.theme.state = "accepted"
    with pytest.raises(Conflict):
        challenges.change_state(made.id, "open", actor=shop.officer, now=NOW)


@pytest.mark.parametrize("field", ["opens_at", "closes_at"])
def test_a_year_of_the_buddhist_era_is_not_taken_for_a_far_future(shop, field):
    with pytest.raises(InvalidInput) as refused:
        drafted(shop, **{field: NOW.replace(year=NOW.year + 543)})
    assert refused.value.field == field


def test_prepare_offers_the_published_needs_of_the_theme(shop, make):
    make.need(shop.theme, state="draft", published_at=None)
    make.need(make.theme(shop.round, label="อื่น"))
    desk = challenges.prepare_new(shop.theme.id, actor=shop.officer)
    assert [need.id for need in desk.needs] == [shop.need.id]


def test_the_content_is_not_changed_by_making_it(shop):
    given = content(title="  เราจะ…ได้อย่างไร  ")
    made = challenges.draft(shop.theme.id, replace(given), actor=shop.officer, now=NOW)
    assert made.title == "เราจะ…ได้อย่างไร"
