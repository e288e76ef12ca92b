"""Officers take ideas up or decline them with a reason, and can take that back (O3)."""

import threading

import pytest
from sqlalchemy import select

from ideation.accounts.models import Role
from ideation.core.errors import Conflict, InvalidInput, NotAllowed, NotFound, SignInNeeded
from ideation.core.events import history
from ideation.core.registry import registry
from ideation.develop.models import Idea, IdeaState
from ideation.develop.service import ideas, showing
from ideation.extensions import db
from tests.develop.workshop import DAY, NOW, english, workshop


@pytest.fixture
def idea(shop):
    return shop.propose()


def decide(shop, idea, act, reason="", *, actor=None, now=NOW):
    return ideas.decide(idea.id, act, reason, actor=actor or shop.officer, now=now)


@pytest.mark.parametrize(("act", "state"), [("promote", "promoted"), ("decline", "declined")])
def test_a_decision_carries_its_reason_and_who_made_it(shop, session, idea, act, state):
    decide(shop, idea, act, "  ทำได้ใน **หกเดือน** ")
    session.expire_all()
    assert (idea.state, idea.reason) == (state, "ทำได้ใน **หกเดือน**")
    assert (idea.decided_at, idea.decided_by_id) == (NOW, shop.officer.id)
    assert history(session, idea)[0].verb == f"idea.{state}"


@pytest.mark.parametrize("act", ["promote", "decline"])
@pytest.mark.parametrize("reason", ["", "  ", "ก" * 2_001])
def test_a_decision_needs_a_reason_of_a_readable_length(shop, idea, act, reason):
    with pytest.raises(InvalidInput) as refused:
        decide(shop, idea, act, reason)
    assert refused.value.field == "reason"
    assert idea.state == IdeaState.PROPOSED


def test_a_decision_can_be_reconsidered_and_made_anew(shop, session, idea):
    decide(shop, idea, "decline", "ยังไม่คุ้ม")
    decide(shop, idea, "reconsider")
    assert (idea.state, idea.reason, idea.decided_at) == (IdeaState.PROPOSED, "", None)
    decide(shop, idea, "promote", "มีงบแล้ว")
    assert [event.verb for event in history(session, idea)][:3] == [
        "idea.promoted", "idea.reconsidered", "idea.declined",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "then"),
    [("promote", "decline"), ("decline", "promote"), ("promote", "promote"), ("", "reconsider")],
)
def test_what_the_table_does_not_hold_is_refused(shop, idea, first, then):
    if first:
        decide(shop, idea, first, "เหตุผล")
    with pytest.raises(Conflict):
        decide(shop, idea, then, "เหตุผล")


def test_officers_do_not_withdraw_for_the_author(shop, idea):
    with pytest.raises(NotAllowed):
        decide(shop, idea, "withdraw", "ถอนแทน")


@pytest.mark.parametrize("who", ["visitor", "citizen", "author", "evaluator", "outsider"])
def test_only_those_who_run_the_round_decide(shop, make, idea, who):
    actor, refusal = {
        "visitor": lambda: (None, SignInNeeded),
        "citizen": lambda: (make.account(), NotAllowed),
        "author": lambda: (shop.author, NotAllowed),
        "evaluator": lambda: (shop.evaluator, NotAllowed),
        "outsider": lambda: (make.member(Role.OFFICER, agency=make.new_agency()), NotAllowed),
    }[who]()
    for act in ("promote", "decline", "reconsider"):
        with pytest.raises(refusal):
            ideas.decide(idea.id, act, "เหตุผล", actor=actor, now=NOW)


def test_ideas_can_be_decided_while_and_after_the_challenge_is_open(shop):
    for moment in (NOW, NOW + 100 * DAY):
        assert decide(shop, shop.propose(), "promote", "ทำได้", now=moment).state == "promoted"


def test_an_idea_that_is_tried_cannot_be_reconsidered(shop, make, idea):
    decide(shop, idea, "promote", "ทำได้จริง")
    make.poc(idea)
    with pytest.raises(Conflict) as refused:
        decide(shop, idea, "reconsider")
    assert "trial" in english(refused.value).lower()
    page = showing.show_idea(idea.id, viewer=shop.officer, visitor_key=None, now=NOW)
    assert "reconsider" not in page.may
    assert page.blocked is not None


def test_any_later_room_may_stand_in_the_way(shop, idea):
    decide(shop, idea, "promote", "ทำได้จริง")
    blockers = list(registry.blockers.get("idea", []))
    registry.blocker("idea", lambda _idea_id: "Something was built upon it.")
    try:
        with pytest.raises(Conflict, match="Something was built"):
            decide(shop, idea, "reconsider")
    finally:
        registry.blockers["idea"] = blockers
    decide(shop, idea, "reconsider")


def test_what_a_person_may_do_follows_state_and_role(shop, make, idea):
    def may(viewer, now=NOW):
        return showing.show_idea(idea.id, viewer=viewer, visitor_key=None, now=now).may

    assert may(None) == {"support", "comment"}
    assert may(shop.author) == {"revise", "withdraw", "comment"}
    assert may(shop.evaluator) == {"support", "comment", "assess"}
    assert may(shop.officer) == {"support", "comment", "assess", "work", "decide"}
    assert may(None, NOW + 40 * DAY) == set()
    assert may(shop.author, NOW + 40 * DAY) == {"withdraw"}
    decide(shop, idea, "promote", "ทำได้จริง")
    assert may(shop.author) == set()
    assert may(shop.officer) == {"work", "reconsider"}


def test_nothing_is_decided_below_a_draft_round_of_others(shop, make, idea):
    shop.round.state, shop.round.published_at = "draft", None
    with pytest.raises(NotFound):
        decide(shop, idea, "promote", "เหตุผล", actor=make.account())


@pytest.mark.committed
def test_of_two_officers_at_once_one_decides(app, make, session):
    shop = workshop(make)
    idea = make.idea(shop.challenge, shop.author)
    session.commit()
    idea_id, officer_id = idea.id, shop.officer.id
    gate, ends = threading.Barrier(2), []

    def run(act: str) -> None:
        with app.app_context():
            gate.wait(timeout=30)
            try:
                actor = db.session.get_one(type(shop.officer), officer_id)
                ideas.decide(idea_id, act, f"เพราะ {act}", actor=actor, now=NOW)
                ends.append(act)
            except Conflict:
                ends.append("refused")
            db.session.remove()

    threads = [threading.Thread(target=run, args=(act,)) for act in ("promote", "decline")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    (done,) = [end for end in ends if end != "refused"]
    assert sorted(ends) == sorted([done, "refused"])
    reason = session.scalar(select(Idea.reason).where(Idea.id == idea_id))
    assert reason == f"เพราะ {done}"
