"""Officers and evaluators assess ideas on each criterion; the public reads the means (O3)."""

import pytest
from sqlalchemy import func, select

from ideation.accounts.models import Role
from ideation.core.errors import Conflict, InvalidInput, NotAllowed, NotFound, SignInNeeded
from ideation.develop.models import Assessment, AssessmentScore
from ideation.develop.service import assessments, ideas, listing, showing
from tests.develop.workshop import DAY, NOW


@pytest.fixture
def idea(shop):
    return shop.propose()


def assess(shop, idea, *scores, actor=None, note="", now=NOW):
    who = actor or shop.evaluator
    return assessments.assess(idea.id, shop.scores(*scores), note, actor=who, now=now)


def shown(idea, viewer=None):
    return showing.show_idea(idea.id, viewer=viewer, visitor_key=None, now=NOW)


def test_an_assessment_can_be_changed_and_stays_one(shop, session, idea):
    assess(shop, idea, 2, 3, note="ยังไม่ชัด")
    assess(shop, idea, 4, 5, note="ชัดแล้ว", now=NOW + DAY)
    (given,) = session.scalars(select(Assessment))
    assert (given.note, given.created_at, given.updated_at) == ("ชัดแล้ว", NOW, NOW + DAY)
    assert {each.criterion_id: each.score for each in given.scores} == shop.scores(4, 5)
    assert session.scalar(select(func.count()).select_from(AssessmentScore)) == 2


@pytest.mark.parametrize("score", [0, 6, -1, None])
def test_a_score_is_one_of_five(shop, idea, score):
    scores = shop.scores(3, 3)
    first = shop.challenge.criteria[0].id
    with pytest.raises(InvalidInput) as refused:
        assessments.assess(idea.id, {**scores, first: score}, "", actor=shop.evaluator, now=NOW)
    assert refused.value.field == f"score_{first}"


def test_every_criterion_needs_a_score(shop, idea):
    with pytest.raises(InvalidInput):
        assessments.assess(idea.id, {}, "", actor=shop.evaluator, now=NOW)
    with pytest.raises(InvalidInput):
        assess(shop, idea, 3, 3, note="ก" * 2_001)


def test_evaluators_officers_and_administrators_assess(shop, make, idea):
    for actor in (shop.evaluator, shop.officer, make.member(Role.ADMINISTRATOR)):
        assess(shop, idea, 3, 4, actor=actor)
    assert shown(idea).assessors == 3


@pytest.mark.parametrize("role", [None, Role.AUDITOR, Role.COMMITTEE_MEMBER, "outsider"])
def test_others_do_not(shop, make, idea, role):
    if role == "outsider":
        actor = make.member(Role.EVALUATOR, agency=make.new_agency())
    else:
        actor = make.member(role) if role else make.account()
    with pytest.raises(NotAllowed):
        assess(shop, idea, 3, 4, actor=actor)


def test_a_visitor_is_asked_to_sign_in(shop, idea):
    with pytest.raises(SignInNeeded):
        assessments.assess(idea.id, shop.scores(1, 1), "", actor=None, now=NOW)


def test_nobody_assesses_their_own_idea(shop):
    own = shop.propose(shop.evaluator)
    with pytest.raises(Conflict):
        assess(shop, own, 5, 5)
    assert "assess" not in shown(own, shop.evaluator).may


def test_once_it_is_decided_assessments_stay_as_they_are(shop, idea):
    assess(shop, idea, 2, 2)
    ideas.decide(idea.id, "decline", "ยังไม่คุ้ม", actor=shop.officer, now=NOW)
    with pytest.raises(Conflict):
        assess(shop, idea, 5, 5)
    ideas.decide(idea.id, "reconsider", actor=shop.officer, now=NOW)
    assess(shop, idea, 5, 5)


def test_ideas_are_assessed_after_the_challenge_has_closed_too(shop, idea):
    assert assess(shop, idea, 3, 3, now=NOW + 100 * DAY).id


def test_the_public_reads_the_means_from_two_assessors_on(shop, idea):
    assess(shop, idea, 2, 5)
    alone = shown(idea)
    assert (alone.assessors, alone.means, alone.assessed) == (1, [], [])
    assess(shop, idea, 5, 4, actor=shop.officer)
    both = shown(idea)
    assert [mean.score for mean in both.means] == [3.5, 4.5]
    assert (both.assessors, both.assessed) == (2, [])


def test_the_public_reads_the_mean_of_one_assessor_once_it_is_decided(shop, idea):
    assess(shop, idea, 2, 5)
    ideas.decide(idea.id, "promote", "ทำได้จริง", actor=shop.officer, now=NOW)
    assert [mean.score for mean in shown(idea).means] == [2, 5]


def test_staff_read_who_gave_what(shop, make, idea):
    assess(shop, idea, 2, 5, note="ระวังเรื่องงบ")
    for viewer in (shop.evaluator, shop.officer, make.member(Role.AUDITOR)):
        (given,) = shown(idea, viewer).assessed
        assert (given.assessor_id, given.note) == (shop.evaluator.id, "ระวังเรื่องงบ")
    stranger = make.member(Role.OFFICER, agency=make.new_agency())
    for viewer in (None, shop.author, stranger):
        assert shown(idea, viewer).assessed == []


def test_the_table_sorts_by_mean_support_and_comments(shop, idea):
    better = shop.propose(title="ดีกว่า")
    unrated = shop.propose(title="ยังไม่ประเมิน")
    shop.comment(unrated)
    assess(shop, idea, 2, 2)
    assess(shop, better, 5, 4)

    def titles(sort, **more):
        challenge, page = listing.table_of(shop.challenge.id, sort, 1, actor=shop.evaluator, **more)
        assert challenge.id == shop.challenge.id
        return [row.idea.title for row in page.items]

    assert titles("-score") == ["ดีกว่า", idea.title, "ยังไม่ประเมิน"]
    assert titles("score")[0] == "ยังไม่ประเมิน"
    assert titles("-comments")[0] == "ยังไม่ประเมิน"
    assert titles("-score", state="declined") == []
    _challenge, page = listing.table_of(shop.challenge.id, "-score", 1, actor=shop.evaluator)
    assert [row.is_assessed for row in page.items] == [True, True, False]
    assert page.items[0].score == 4.5


@pytest.mark.parametrize("who", ["visitor", "citizen", "committee", "outsider"])
def test_the_table_is_for_those_who_decide_and_assess(shop, make, who):
    actor, refusal = {
        "visitor": lambda: (None, SignInNeeded),
        "citizen": lambda: (make.account(), NotAllowed),
        "committee": lambda: (make.member(Role.COMMITTEE_MEMBER), NotAllowed),
        "outsider": lambda: (make.member(Role.OFFICER, agency=make.new_agency()), NotAllowed),
    }[who]()
    with pytest.raises(refusal):
        listing.table_of(shop.challenge.id, "-score", 1, actor=actor)


def test_there_is_no_table_of_what_one_may_not_see(shop, make):
    shop.challenge.state, shop.challenge.published_at = "draft", None
    with pytest.raises(NotFound):
        listing.table_of(shop.challenge.id, "-score", 1, actor=make.account())
