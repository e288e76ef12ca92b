"""People join a trial and say how they find it; officers hide what breaks the rules."""

import threading

import pytest
from sqlalchemy import func, select

from ideation.accounts.models import Role
from ideation.core import ids
from ideation.core.errors import (
    Conflict,
    InvalidInput,
    NotAllowed,
    NotFound,
    SignInNeeded,
    StageClosed,
)
from ideation.core.registry import registry
from ideation.deliver import models
from ideation.deliver.models import Feedback, Verdict
from ideation.deliver.service import pocs
from ideation.notify.models import Follow
from ideation.notify.service import follow
from tests.deliver.trials import (
    DAY,
    NOW,
    deliver_round,
    plan_of,
    planned,
    promoted,
    running,
    say,
    verbs,
)
from tests.factories import sign_in
from tests.helpers import post, words


@pytest.fixture
def officer(make):
    return make.officer(language="en")


@pytest.fixture
def poc(make, officer):
    return running(make, officer)


def count(session, kind) -> int:
    return session.scalar(select(func.count()).select_from(kind))


def running_in(make, officer, windows):
    round = make.round(windows=windows)
    poc = pocs.plan(promoted(make, round).id, plan_of(make), actor=officer, now=NOW)
    return pocs.change(poc.id, "start", actor=officer, now=NOW)


def counts(poc) -> tuple[int, ...]:
    found = pocs.verdicts_of(poc.id)
    return (found.total, *(found.counts[each] for each in Verdict))


def test_o4_an_account_joins_hears_of_it_and_leaves_again(make, poc, session):
    person = make.account()
    for _time in range(2):
        pocs.join(poc.id, actor=person, now=NOW)
    assert count(session, models.Tester) == 1
    followed = select(Follow).where(Follow.account_id == person.id)
    assert session.scalars(followed).one().subject_id == poc.id
    for _time in range(2):
        pocs.leave(poc.id, actor=person, now=NOW)
    assert count(session, models.Tester) == 0
    assert session.scalars(followed).first() is None
    assert verbs(session, "poc")[-2:] == ["poc.joined", "poc.left"]


def test_who_leaves_still_hears_of_what_they_chose_or_spoke_of(make, poc, session):
    chooser, speaker = make.account(), make.account()
    follow(chooser.id, ("poc", poc.id), now=NOW, chosen=True)
    say(poc, actor=speaker)
    for person in (chooser, speaker):
        pocs.join(poc.id, actor=person, now=NOW)
        pocs.leave(poc.id, actor=person, now=NOW)
        assert session.scalar(select(Follow.id).where(Follow.account_id == person.id))


def test_a_visitor_signs_in_to_join(poc):
    with pytest.raises(SignInNeeded):
        pocs.join(poc.id, actor=None, now=NOW)


def test_people_can_join_before_it_begins_but_not_after_it_has_ended(make, officer):
    poc, person = planned(make, officer), make.account()
    pocs.join(poc.id, actor=person, now=NOW)
    pocs.change(poc.id, "stop", reason="งบไม่พอ", actor=officer, now=NOW)
    with pytest.raises(Conflict):
        pocs.join(poc.id, actor=make.account(), now=NOW)
    pocs.leave(poc.id, actor=person, now=NOW)


@pytest.mark.parametrize(
    "window",
    [
        [("deliver", NOW + DAY, NOW + 9 * DAY)],
        [("deliver", NOW - 9 * DAY, NOW - DAY)],
        [("develop", NOW - DAY, NOW + DAY)],
    ],
)
def test_before_and_after_the_stage_nothing_is_taken(make, officer, session, window):
    poc = running_in(make, officer, window)
    with pytest.raises(StageClosed):
        say(poc)
    with pytest.raises(StageClosed):
        pocs.join(poc.id, actor=make.account(), now=NOW)
    assert count(session, Feedback) == count(session, models.Tester) == 0


def test_a_closed_round_takes_nothing(make, officer, session):
    poc = running(make, officer)
    poc.round.state, poc.round.closed_at = "closed", NOW
    session.flush()
    with pytest.raises(StageClosed):
        say(poc)


def test_feedback_is_taken_while_the_trial_runs_only(make, officer):
    poc = planned(make, officer)
    with pytest.raises(Conflict):
        say(poc)
    pocs.change(poc.id, "start", actor=officer, now=NOW)
    say(poc)
    pocs.change(poc.id, "go", reason="ถึงเป้าหมาย", actor=officer, now=NOW)
    with pytest.raises(Conflict):
        say(poc)


def test_feedback_of_a_visitor_and_of_an_account(make, poc, session):
    person = make.account()
    say(poc, "ใช้ได้", sector="people")
    say(poc, "ช้าไปหน่อย", verdict="partly", actor=person, sector=None)
    stored = session.scalars(select(Feedback).order_by(Feedback.id)).all()
    assert [(each.author_id, each.verdict, each.sector) for each in stored] == [
        (None, "works", "people"),
        (person.id, "partly", None),
    ]
    assert verbs(session, "feedback") == ["feedback.given"] * 2
    assert session.scalar(select(Follow.subject_id).where(Follow.account_id == person.id))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"verdict": "great"}, "verdict"),
        ({"sector": "aliens"}, "sector"),
        ({"text": " \r\n "}, "text"),
        ({"text": "ก" * 2_001}, "text"),
        ({"submit_token": "short"}, None),
    ],
)
def test_feedback_that_cannot_be_taken(poc, given, field):
    with pytest.raises(InvalidInput) as refused:
        say(poc, **given)
    assert refused.value.field == field


def test_the_longest_feedback_is_taken_with_its_breaks(poc):
    assert say(poc, "ก" * 1_998 + "\r\nข").text.endswith("\nข")


def test_the_same_form_twice_is_one_feedback(poc, session):
    token = ids.new_token()
    first = say(poc, submit_token=token)
    assert say(poc, "อย่างอื่น", submit_token=token).id == first.id
    assert count(session, Feedback) == 1


@pytest.mark.committed
def test_the_same_form_at_the_same_instant_is_one_feedback(app, make, session):
    poc = running(make, make.officer())
    poc_id, token = poc.id, ids.new_token()
    session.commit()
    barrier = threading.Barrier(2, timeout=20)
    stored: list[int] = []

    def send() -> None:
        with app.app_context():
            barrier.wait()
            given = pocs.give_feedback(
                poc_id, verdict="works", text="ดี", actor=None, submit_token=token, now=NOW
            )
            stored.append(given.id)

    threads = [threading.Thread(target=send) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(stored) == 2
    assert len(set(stored)) == 1


def test_each_person_counts_once_with_what_they_said_last(make, poc):
    person, browser = make.account(), ids.new_token()
    say(poc, verdict="not", actor=person)
    say(poc, verdict="works", actor=person)
    say(poc, verdict="partly", visitor_key=browser)
    say(poc, verdict="partly", visitor_key=browser)
    # Nobody knows whether these two are the same person.
    say(poc, verdict="not", visitor_key="")
    say(poc, verdict="not", visitor_key="")
    assert counts(poc) == (4, 1, 1, 2)


def test_a_sector_is_told_apart_from_five_people_on(poc):
    for number in range(5):
        say(poc, sector="people", verdict="works" if number else "not")
    for _number in range(4):
        say(poc, sector="business")
    sectors = pocs.verdicts_of(poc.id).sectors
    assert dict(sectors["people"]) == {"works": 4, "partly": 0, "not": 1}
    assert "business" not in sectors


def test_hidden_words_leave_the_page_and_the_counts_and_can_come_back(
    client, officer, poc, session
):
    feedback = say(poc, "โทร 08-1234-5678")
    hidden = pocs.hide_feedback(feedback.id, "มีเบอร์โทรศัพท์", actor=officer, now=NOW)
    assert (hidden.hidden_at, hidden.hidden_reason) == (NOW, "มีเบอร์โทรศัพท์")
    assert counts(poc)[0] == 0
    page = client.get(f"/trials/{poc.id}")
    assert "08-1234-5678" not in page.text
    assert "มีเบอร์โทรศัพท์" in page.text
    assert "08-1234" not in client.get(f"/trials/{poc.id}?q=1234").text
    pocs.unhide_feedback(feedback.id, actor=officer, now=NOW)
    assert "08-1234-5678" in client.get(f"/trials/{poc.id}").text
    assert counts(poc)[0] == 1
    assert verbs(session, "feedback") == ["feedback.given", "feedback.hidden", "feedback.shown"]


def test_only_runners_hide_and_they_give_a_reason(make, officer, poc):
    feedback = say(poc)
    for actor in (make.account(), make.member(Role.EVALUATOR), make.member(Role.AUDITOR)):
        with pytest.raises(NotAllowed):
            pocs.hide_feedback(feedback.id, "ก", actor=actor, now=NOW)
    with pytest.raises(InvalidInput):
        pocs.hide_feedback(feedback.id, " ", actor=officer, now=NOW)
    with pytest.raises(NotFound):
        pocs.hide_feedback(0, "ก", actor=officer, now=NOW)


def test_feedback_on_the_page_from_one_browser(client, poc, session):
    with client.session_transaction() as cookie:
        cookie["language"] = "en"
    url = f"/trials/{poc.id}"
    for verdict in ("partly", "works"):
        said = post(
            client, f"{url}/feedback", page=url, follow=True,
            verdict=verdict, text="ใช้ได้ดีช่วงค่ำ", sector="people", submit_token=ids.new_token(),
        )  # fmt: skip
        assert "Thank you." in words(said)
    assert counts(poc) == (1, 1, 0, 0)
    assert "1 of 1 person says that it works" in words(client.get(url))


def test_a_mistake_shows_at_its_field_and_nothing_typed_is_lost(client, poc):
    with client.session_transaction() as cookie:
        cookie["language"] = "en"
    url = f"/trials/{poc.id}"
    token = ids.new_token()
    refused = post(
        client, f"{url}/feedback", page=url, text="ช้าช่วงเย็น", sector="state", submit_token=token
    )
    assert refused.status_code == 422
    assert "Choose how you find it." in words(refused)
    assert "ช้าช่วงเย็น" in refused.text
    assert f'value="{token}"' in refused.text


def test_words_typed_while_the_trial_ended_are_not_lost(client, poc, officer):
    url = f"/trials/{poc.id}"
    token = ids.new_token()
    form = {"verdict": "works", "text": "พิมพ์ไว้ก่อนปิด", "submit_token": token}
    page = client.get(url)
    pocs.change(poc.id, "stop", reason="ไม่มีไฟฟ้า", actor=officer, now=NOW)
    csrf = page.text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    refused = client.post(f"{url}/feedback", data={"csrf_token": csrf, **form})
    assert refused.status_code == 422
    assert "พิมพ์ไว้ก่อนปิด" in refused.text


def test_the_list_of_feedback_is_searched_filtered_and_paged(client, poc):
    for number in range(21):
        say(poc, f"ลองแล้ว {number:02}", sector="business")
    say(poc, "สัญญาณขาดตอนฝนตก", verdict="not")
    with client.session_transaction() as cookie:
        cookie["language"] = "en"
    url = f"/trials/{poc.id}"
    assert "1–20 of 22 results" in words(client.get(url))
    assert "ลองแล้ว 00" in words(client.get(f"{url}?page=2"))
    only_not = words(client.get(f"{url}?verdict=not"))
    assert "1 result" in only_not
    assert "ลองแล้ว" not in only_not
    assert "21 results" in words(client.get(f"{url}?sector=business")).replace("1–20 of ", "")
    assert "ฝนตก" in words(client.get(f"{url}?q=ฝนตก"))
    assert "Nothing matches" in words(client.get(f"{url}?q=ไม่มีคำนี้"))
    for odd in ("verdict=x", "sector=%00", "page=-1", "q=%00", "page=9999999"):
        assert client.get(f"{url}?{odd}").status_code == 200


def test_what_an_account_leaves_in_trials_is_exported_and_forgotten(make, poc, session):
    person = make.account()
    pocs.join(poc.id, actor=person, now=NOW)
    say(poc, "ใช้ได้ดี", actor=person, sector="people")
    export = registry.exporters["trials"](person.id)
    assert [each["trial"] for each in export["joined"]] == [poc.id]
    assert [each["text"] for each in export["feedback"]] == ["ใช้ได้ดี"]
    registry.erasers["trials"](person.id, now=NOW)
    session.flush()
    session.expire_all()
    feedback = session.scalars(select(Feedback)).one()
    assert (feedback.author_id, feedback.giver, feedback.text) == (None, None, "ใช้ได้ดี")
    assert count(session, models.Tester) == 0
    assert counts(poc)[0] == 1
    assert verbs(session, "feedback")[-1] == "feedback.author_forgotten"


def test_the_page_offers_what_can_be_done_now(client, make, officer):
    with client.session_transaction() as cookie:
        cookie["language"] = "en"
    open_one = running(make, officer)
    closed = running_in(make, officer, [("deliver", NOW - 9 * DAY, NOW - DAY)])
    assert "Sign in to join" in words(client.get(f"/trials/{open_one.id}"))
    page = words(client.get(f"/trials/{closed.id}"))
    assert "People can join while the Deliver stage of the round is open." in page
    assert "Say how you find it" not in page
    person = sign_in(client, make.account(language="en"))
    url = f"/trials/{open_one.id}"
    joined = words(post(person, f"{url}/join", page=url, follow=True))
    assert "You take part in this trial now." in joined
    assert "1 person takes part." in joined
    left = words(post(person, f"{url}/leave", page=url, follow=True))
    assert "Nobody has joined yet." in left


def test_a_draft_round_hides_its_trials_from_givers(make, officer):
    round = deliver_round(make, state="draft", published_at=None)
    poc = pocs.plan(promoted(make, round).id, plan_of(make), actor=officer, now=NOW)
    with pytest.raises(NotFound):
        say(poc)
    with pytest.raises(NotFound):
        pocs.join(poc.id, actor=make.account(), now=NOW)
