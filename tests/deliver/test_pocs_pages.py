"""The pages of trials, what they add to other pages, and what waits for officers."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ideation.accounts.models import Role
from ideation.core.i18n import force_locale
from ideation.core.registry import registry
from ideation.deliver.models import Measurement, Poc
from ideation.deliver.service import pocs
from ideation.notify.models import InboxItem, News
from tests.deliver.trials import (
    DAY,
    NOW,
    TODAY,
    days_ago,
    deliver_round,
    news,
    plan_of,
    planned,
    promoted,
    running,
    say,
)
from tests.factories import sign_in
from tests.helpers import post, spread_news, words

MOST_QUERIES = 15


@pytest.fixture
def officer(make):
    return make.officer(language="en")


@pytest.fixture
def english(client):
    with client.session_transaction() as cookie:
        cookie["language"] = "en"
    return client


def begin(make, officer, round, **values) -> Poc:
    poc = pocs.plan(promoted(make, round).id, plan_of(make, **values), actor=officer, now=NOW)
    return pocs.change(poc.id, "start", actor=officer, now=NOW)


def form_of(**values) -> dict:
    return {
        "title": "ทดลองเน็ตช่วงค่ำ",
        "hypothesis": "เราเชื่อว่านักเรียนจะส่งการบ้านได้",
        "starts_on": TODAY.isoformat(),
        "ends_on": (TODAY + 90 * DAY).isoformat(),
        "indicator_rows": "2",
        "indicator_0_name": "ครัวเรือนที่ใช้ได้",
        "indicator_0_unit": "ร้อยละ",
        "indicator_0_baseline": "20",
        "indicator_0_target": "80",
        "milestone_rows": "2",
        "milestone_1_title": "ติดตั้งเสร็จ",
        "milestone_1_due_on": (TODAY + 9 * DAY).isoformat(),
        "act": "save",
        **values,
    }


def test_a_round_without_trials_says_what_will_be_here(english, make):
    round = deliver_round(make)
    page = words(english.get(f"/rounds/{round.slug}/trials"))
    assert "Nothing is being tried out yet" in page
    assert "What is being tried out" not in words(english.get(f"/rounds/{round.slug}"))


def test_the_trials_of_a_round_with_state_unit_and_finding(english, make, officer):
    round = deliver_round(make)
    poc = begin(make, officer, round)
    pocs.measure(poc.indicators[0].id, TODAY, 85, actor=officer, now=NOW)
    stopped = begin(make, officer, round, title="ทดลองโดรน")
    pocs.change(stopped.id, "stop", reason="ลมแรง", actor=officer, now=NOW)
    url = f"/rounds/{round.slug}/trials"
    page = words(english.get(url))
    assert "Trial is running" in page
    assert poc.unit.name_th in page
    assert "1 of 2 indicators has reached its target" in page
    assert "85: the target of ร้อยละ 80 is reached" in page
    assert page.index("ทดลองเน็ตช่วงค่ำ 3 หมู่บ้าน") < page.index("ทดลองโดรน")
    assert "Nothing has been measured yet" in page
    only = words(english.get(f"{url}?state=stopped"))
    assert "1 result" in only
    assert "ทดลองเน็ต" not in only
    assert "ทดลองโดรน" in words(english.get(f"{url}?q=โดรน"))
    assert "Nothing matches" in words(english.get(f"{url}?q=ไม่มีคำนี้"))
    for odd in ("state=x", "page=-1", "q=%00"):
        assert english.get(f"{url}?{odd}").status_code == 200


def test_the_list_of_another_round_is_its_own(english, make, officer):
    begin(make, officer, deliver_round(make))
    other = deliver_round(make)
    assert "Nothing is being tried out yet" in words(english.get(f"/rounds/{other.slug}/trials"))


def test_a_list_needs_the_same_queries_for_one_and_for_twenty(client, make, officer, queries):
    round = deliver_round(make)
    url = f"/rounds/{round.slug}/trials"

    def count() -> int:
        make.session.expire_all()
        queries.clear()
        assert client.get(url).status_code == 200
        return len(queries)

    begin(make, officer, round)
    client.get(url)
    few = count()
    for _number in range(19):
        begin(make, officer, round)
    assert count() == few <= MOST_QUERIES


@pytest.mark.parametrize("who", ["visitor", "account", "officer"])
def test_a_page_needs_few_queries_however_much_stands_on_it(
    client, make, officer, session, queries, who
):
    lines = tuple(pocs.IndicatorPlan(f"ตัวชี้วัด {n}", "คน", 1, 99) for n in range(6))
    poc = running(make, officer, indicators=lines)
    url = f"/trials/{poc.id}"
    if who != "visitor":
        sign_in(client, officer if who == "officer" else make.account())

    def count() -> int:
        session.flush()
        session.expire_all()
        queries.clear()
        assert client.get(url).status_code == 200
        return len(queries)

    count()  # The first page of a process also fetches what is kept.
    few = count()
    for indicator in list(poc.indicators):
        for number in range(24):
            session.add(
                Measurement(
                    indicator_id=indicator.id, measured_on=days_ago(number), value=number,
                    entered_at=NOW,
                )
            )  # fmt: skip
    people = [make.account() for _number in range(4)]
    for number in range(60):
        say(poc, f"ความเห็น {number}", actor=people[number % 4] if number % 2 else None)
    for number in range(12):
        pocs.note(poc.id, f"บันทึก {number}", actor=officer, now=NOW)
    many = count()
    assert many <= MOST_QUERIES
    assert many == few


def test_milestones_say_in_words_what_is_late_and_are_marked_and_undone(client, make, officer):
    poc = running(make, officer)
    url = f"/trials/{poc.id}"
    sign_in(client, officer)
    assert "Late by 30 days" in words(client.get(url))
    first = poc.milestones[0]
    done = post(
        client, f"/trials/milestones/{first.id}/done", page=url, follow=True,
        done_on=days_ago(3).isoformat(),
    )  # fmt: skip
    assert "The milestone is done." in words(done)
    assert "Late by" not in words(done)
    assert f'action="/trials/milestones/{first.id}/undone"' in done.text
    undone = post(client, f"/trials/milestones/{first.id}/undone", page=url, follow=True)
    assert "Late by 30 days" in words(undone)
    ahead = (TODAY + DAY).isoformat()
    wrong = post(client, f"/trials/milestones/{first.id}/done", page=url, done_on=ahead)
    assert wrong.status_code == 422
    assert "This day lies ahead." in words(wrong)


def test_a_plan_is_written_on_the_page_with_rows_added(client, make, officer, session):
    idea = promoted(make)
    sign_in(client, officer)
    url = f"/ideas/{idea.id}/trial/new"
    unit = make.agency.units[0].id
    more = post(client, url, **form_of(act="add-indicator", unit_id=unit))
    assert more.status_code == 200
    assert 'name="indicator_2_name"' in more.text
    assert "ครัวเรือนที่ใช้ได้" in more.text
    broken = post(client, url, **form_of(unit_id=unit, indicator_0_target="มาก", title=""))
    assert broken.status_code == 422
    assert "Enter a title." in words(broken)
    assert "Enter a number" in words(broken)
    assert 'value="มาก"' in broken.text
    assert session.scalar(select(Poc.id)) is None
    said = post(client, url, follow=True, **form_of(unit_id=unit))
    assert "The trial is planned." in words(said)
    again = client.get(url, follow_redirects=True)
    assert "This idea has its trial already" in words(again)


def test_a_fault_of_the_service_shows_at_the_row_where_it_was_typed(client, make, officer):
    idea = promoted(make)
    sign_in(client, officer)
    row = {f"indicator_1_{name}": "5" for name in ("name", "unit", "baseline", "target")}
    empty = {f"indicator_0_{name}": "" for name in ("name", "unit", "baseline", "target")}
    form = form_of(unit_id=make.agency.units[0].id, **row) | empty
    page = post(client, f"/ideas/{idea.id}/trial/new", **form)
    assert page.status_code == 422
    assert "The target must differ from the baseline" in words(page)
    assert 'href="#indicator_1_target"' in page.text


def test_an_edit_against_somebody_elses_asks_before_it_replaces(client, make, officer):
    poc = planned(make, officer)
    sign_in(client, officer)
    url = f"/trials/{poc.id}/edit"
    seen = pocs.version_of(poc)
    pocs.edit(poc.id, plan_of(make, title="ของคนอื่น"), actor=officer, now=NOW + DAY)
    form = form_of(unit_id=poc.unit_id, title="ของฉัน")
    first = post(client, url, version=seen, **form)
    assert first.status_code == 422
    assert "Somebody else changed this trial" in words(first)
    assert poc.title == "ของคนอื่น"
    post(client, url, version=pocs.version_of(poc), **form)
    assert poc.title == "ของฉัน"


def test_going_and_stopping_ask_first_and_want_a_reason(client, make, officer):
    poc = running(make, officer)
    sign_in(client, officer)
    for act, question in (("go", "Not every target is reached."), ("stop", "nothing more is")):
        assert question in words(client.get(f"/trials/{poc.id}/{act}"))
        refused = post(client, f"/trials/{poc.id}/{act}", reason="")
        assert refused.status_code == 422
    assert poc.state == "running"
    said = post(client, f"/trials/{poc.id}/stop", follow=True, reason="ไม่มีไฟฟ้า")
    assert "The trial is stopped." in words(said)
    assert "ไม่มีไฟฟ้า" in words(said)


def test_the_diary_tells_newest_first_what_changed_and_why(english, make, officer):
    poc = running(make, officer)
    pocs.note(poc.id, "ติดตั้งจุดแรก", actor=officer, now=NOW + DAY)
    pocs.change(poc.id, "adjust", text="ย้ายจุด", reason="ไม่มีไฟ", actor=officer, now=NOW + 2 * DAY)
    pocs.change(poc.id, "go", reason="ถึงเป้าหมาย", actor=officer, now=NOW + 3 * DAY)
    page = english.get(f"/trials/{poc.id}").text
    diary = " ".join(page.split('<ol class="diary">')[1].split("</ol>")[0].split())
    order = ["ถึงเป้าหมาย", "ย้ายจุด", "ไม่มีไฟ", "ติดตั้งจุดแรก", "The trial began", "was planned"]
    places = [diary.index(each) for each in order]
    assert places == sorted(places)
    assert diary.count("ถึงเป้าหมาย") == 1


def test_public_pages_offer_nothing_that_only_officers_do(english, make, officer):
    poc = running(make, officer)
    say(poc)
    page = english.get(f"/trials/{poc.id}").text
    for forbidden in ("/adjust", "/hide", "/go", "/notes", "/trials/indicators/", "/done"):
        assert forbidden not in page


def test_the_round_shows_its_trials_and_the_way_to_try(english, make, officer):
    round = deliver_round(make)
    poc = begin(make, officer, round)
    page = english.get(f"/rounds/{round.slug}")
    assert "What is being tried out" in words(page)
    assert f"Try it and say how it goes: {poc.title}" in words(page)
    assert f'href="/trials/{poc.id}"' in page.text
    begin(make, officer, round)
    page = english.get(f"/rounds/{round.slug}")
    assert "Try it: see 2 trials that run" in words(page)
    assert f"/rounds/{round.slug}/trials?state=running" in page.text


def test_an_idea_shows_its_trial_or_that_it_is_prepared(make, officer):
    idea = promoted(make)
    build = registry.panels["idea"]["poc"]
    panel = build(idea, NOW)
    assert (panel.template, panel.values["card"]) == ("pocs/_idea_panel.html", None)
    poc = pocs.plan(idea.id, plan_of(make), actor=officer, now=NOW)
    assert build(idea, NOW).values["card"].poc is poc
    assert build(make.idea(idea.challenge), NOW) is None


def test_from_the_page_of_an_idea_officers_plan_its_trial(client, english, make, officer):
    idea = promoted(make)
    url = f"/ideas/{idea.id}"
    assert "The agency prepares a trial of this idea." in words(english.get(url))
    assert "/trial/new" not in english.get(url).text
    sign_in(client, officer)
    assert f'href="{url}/trial/new"' in client.get(url).text
    poc = pocs.plan(idea.id, plan_of(make), actor=officer, now=NOW)
    page = client.get(url).text
    assert f'href="/trials/{poc.id}"' in page
    assert "/trial/new" not in page


def test_the_promotion_of_an_idea_stays_once_it_is_tried(make, officer):
    idea = promoted(make)
    assert registry.blocked("idea", idea.id) is None
    pocs.plan(idea.id, plan_of(make), actor=officer, now=NOW)
    with force_locale("en"):
        assert "has its trial" in str(registry.blocked("idea", idea.id))


def test_a_trial_is_found_by_words_of_title_and_hypothesis(make, officer):
    poc = planned(make, officer)
    for typed in ("เน็ตช่วงค่ำ", "ส่งการบ้าน"):
        assert pocs.search_pocs(typed, 5) == [poc]
    assert pocs.search_pocs("ไม่มีคำนี้", 5) == []
    assert registry.titles["poc"]([poc.id]) == {poc.id: poc.title}


def test_o4_those_who_tried_and_spoke_hear_of_every_adjustment(make, officer, session):
    voice = make.account()
    idea = promoted(make, author=voice)
    poc = pocs.plan(idea.id, plan_of(make), actor=officer, now=NOW)
    pocs.change(poc.id, "start", actor=officer, now=NOW)
    tester, giver, stranger = make.account(), make.account(), make.account()
    pocs.join(poc.id, actor=tester, now=NOW)
    say(poc, actor=giver)
    pocs.change(poc.id, "adjust", text="ย้ายจุด", reason="ไม่มีไฟ", actor=officer, now=NOW)
    spread_news(session)
    told = select(InboxItem.account_id).join(News).where(News.event == "poc.adjusted")
    assert set(session.scalars(told)) >= {tester.id, giver.id}
    assert stranger.id not in set(session.scalars(told))
    assert news(session) == ["poc.planned", "poc.started", "poc.adjusted"]


def waiting(actor, now=NOW) -> list[tuple[str, str]]:
    with force_locale("en"):
        found = registry.waits["deliver.pocs"](actor, now)
    return [(each.kind, str(each.sentence)) for each in found]


def test_officers_are_told_of_late_milestones_silence_and_missing_verdicts(make, officer):
    poc = running(make, officer, starts_on=days_ago(90))
    title = poc.title
    assert waiting(officer) == [("poc.milestone", f"1 milestone of the trial “{title}” is late")]
    later = NOW + 40 * DAY
    assert ("poc.measurement", f"The trial “{title}” has not been measured for 40 days") in waiting(
        officer, later
    )
    pocs.measure(poc.indicators[0].id, TODAY + 30 * DAY, 30, actor=officer, now=later)
    assert [kind for kind, _words in waiting(officer, later)] == ["poc.milestone"]
    assert [kind for kind, _words in waiting(officer, NOW + 61 * DAY)] == [
        "poc.milestone",
        "poc.verdict",
    ]
    for milestone in poc.milestones:
        pocs.complete_milestone(milestone.id, TODAY, actor=officer, now=NOW)
    pocs.measure(poc.indicators[0].id, TODAY, 30, actor=officer, now=NOW)
    assert waiting(officer) == []


def test_nothing_waits_for_others_or_in_trials_that_do_not_run(make, officer, queries):
    poc = running(make, officer)
    strangers = [make.account(), make.member(Role.EVALUATOR)]
    strangers.append(make.member(Role.OFFICER, agency=make.new_agency()))
    for actor in strangers:
        assert waiting(actor) == []
    queries.clear()
    waiting(officer)
    assert len(queries) <= 3
    pocs.change(poc.id, "stop", reason="ไม่มีไฟฟ้า", actor=officer, now=NOW)
    assert waiting(officer, NOW + timedelta(days=300)) == []
