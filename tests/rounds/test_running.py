"""Officers open, edit, publish, close and reopen rounds."""

import itertools
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from ideation.accounts.models import Role
from ideation.core import clock
from ideation.core.errors import Conflict, InvalidInput, NotAllowed, NotFound, SignInNeeded
from ideation.core.events import history
from ideation.extensions import db
from ideation.notify.models import InboxItem, News
from ideation.notify.service import follow
from ideation.rounds import service
from ideation.rounds.models import Level, Moment, Round, RoundState, Stage
from ideation.rounds.service import RoundDraft, Step
from ideation.rounds.states import ROUND
from ideation.rounds.windows import Window
from tests.helpers import spread_news

NOW = clock.now()
DAY = timedelta(days=1)


@pytest.fixture
def officer(make):
    return make.officer()


@pytest.fixture
def draft(make):
    return RoundDraft(
        title="อินเทอร์เน็ตชุมชน",
        slug="",
        purpose="เน็ตในหมู่บ้านใช้ได้จริงแค่ไหน",
        level=Level.CONSULT,
        moment=Moment.BEFORE,
        mission_area_id=make.agency.mission_areas[0].id,
        windows=(Window(Stage.DIAGNOSE, NOW, NOW + 30 * DAY),),
        steps=(Step("บอกเรื่องของคุณ", "พิมพ์แล้วกดส่ง"), Step("ติดตามผล")),
    )


def opened(make, officer, draft) -> Round:
    return service.draft_round(make.agency.slug, draft, actor=officer, now=NOW)


def edit(round_, draft, officer, version=None):
    version = version or service.latest_version(round_)
    return service.edit_round(round_.slug, draft, version=version, actor=officer, now=NOW)


def test_a_new_round_is_a_draft_with_its_steps_and_stages(make, officer, draft, session):
    round_ = opened(make, officer, draft)
    session.expire_all()
    stored = session.scalar(select(Round).where(Round.slug == round_.slug))
    assert stored.state == RoundState.DRAFT
    assert [(step.position, step.title) for step in stored.steps] == [
        (1, "บอกเรื่องของคุณ"),
        (2, "ติดตามผล"),
    ]
    assert [(each.stage, each.opens_at) for each in stored.windows] == [("diagnose", NOW)]
    assert [event.verb for event in history(session, stored)] == ["round.drafted"]


def test_an_address_is_made_when_none_is_given(make, officer, draft):
    thai = opened(make, officer, draft)
    again = opened(make, officer, draft)
    latin = opened(make, officer, replace(draft, title="Village Internet 2027: เน็ตหมู่บ้าน"))
    assert thai.slug == f"infrastructure-{NOW.year}"
    assert again.slug == f"infrastructure-{NOW.year}-2"
    assert latin.slug == "village-internet-2027"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "ก" * 201}, "title"),
        ({"purpose": ""}, "purpose"),
        ({"slug": "Not--Good"}, "slug"),
        ({"mission_area_id": -1}, "mission_area_id"),
        ({"windows": (Window(Stage.DIAGNOSE, NOW, NOW),)}, "windows"),
    ],
)
def test_content_that_cannot_be_stored_is_refused(make, officer, draft, change, field):
    with pytest.raises(InvalidInput) as refused:
        opened(make, officer, replace(draft, **change))
    assert refused.value.field == field


def test_a_mission_area_of_another_agency_is_refused(make, officer, draft):
    other = make.new_agency()
    with pytest.raises(InvalidInput):
        opened(make, officer, replace(draft, mission_area_id=other.mission_areas[0].id))


def test_an_address_belongs_to_one_round(make, officer, draft):
    opened(make, officer, replace(draft, slug="same"))
    with pytest.raises(InvalidInput) as refused:
        opened(make, officer, replace(draft, slug="same"))
    assert refused.value.field == "slug"


@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.AUDITOR, Role.COMMITTEE_MEMBER])
def test_other_staff_may_look_at_a_draft_but_not_change_it(make, officer, draft, role):
    round_ = opened(make, officer, draft)
    other = make.member(role)
    assert service.get_round(round_.slug, viewer=other) is round_
    with pytest.raises(NotAllowed):
        edit(round_, draft, other)
    with pytest.raises(NotAllowed):
        opened(make, other, draft)


def test_a_draft_is_hidden_from_everybody_outside_the_agency(make, officer, draft):
    round_ = opened(make, officer, draft)
    stranger = make.member(Role.ADMINISTRATOR, agency=make.new_agency())
    for viewer in (None, make.account(), stranger):
        with pytest.raises(NotFound):
            service.get_round(round_.slug, viewer=viewer)
        with pytest.raises(NotFound):
            edit(round_, draft, viewer)
        page = service.list_rounds(service.Wanted(), 1, viewer=viewer, now=NOW)
        assert page.total == 0
    assert service.search_rounds("อินเทอร์เน็ต", 5) == []


def test_only_runners_of_the_agency_change_a_published_round(make, draft):
    round_ = make.round()
    stranger = make.member(Role.OFFICER, agency=make.new_agency())
    for actor, refusal in (
        (None, SignInNeeded),
        (make.account(), NotAllowed),
        (stranger, NotAllowed),
    ):
        with pytest.raises(refusal):
            edit(round_, draft, actor)
        with pytest.raises(refusal):
            service.change_state(round_.slug, "close", actor=actor, now=NOW)
        with pytest.raises(refusal):
            service.add_notice(round_.slug, title="ก", body="ข", actor=actor, now=NOW)


def test_publish_close_reopen(make, officer, draft, session):
    round_ = opened(make, officer, draft)
    for act, target in (
        ("publish", RoundState.PUBLISHED),
        ("close", RoundState.CLOSED),
        ("reopen", RoundState.PUBLISHED),
    ):
        service.change_state(round_.slug, act, actor=officer, now=NOW)
        assert round_.state == target
        assert (round_.closed_at is not None) == (target == RoundState.CLOSED)
    assert round_.published_at == NOW
    verbs = [event.verb for event in history(session, round_)]
    assert verbs == ["round.reopened", "round.closed", "round.published", "round.drafted"]


@pytest.mark.parametrize(
    ("start", "act"),
    [
        (state, act)
        for state, act in itertools.product(RoundState, ROUND.acts)
        if act not in {way.act for way in ROUND.from_state(state)}
    ],
)
def test_every_step_outside_the_table_is_refused(make, officer, session, start, act):
    times = {"published_at": None if start == "draft" else NOW}
    times["closed_at"] = NOW if start == "closed" else None
    round_ = make.round(state=start, **times)
    with pytest.raises(Conflict):
        service.change_state(round_.slug, act, actor=officer, now=NOW)
    assert round_.state == start
    assert history(session, round_) == []


def test_followers_of_a_round_hear_of_it_and_of_its_notices(make, officer, draft, session):
    round_ = opened(make, officer, draft)
    follower = make.account()
    follow(follower.id, ("round", round_.id), now=NOW)
    follow(officer.id, ("round", round_.id), now=NOW)
    for act in ("publish", "close", "reopen"):
        service.change_state(round_.slug, act, actor=officer, now=NOW)
    service.add_notice(round_.slug, title="เลื่อนวัน", body="ปิดรับวันศุกร์", actor=officer, now=NOW)
    spread_news(session)

    told = session.execute(
        select(News.event, News.title, News.text, InboxItem.account_id)
        .join(InboxItem)
        .order_by(News.id)
    ).all()
    assert told == [
        ("round.published", round_.title, "", follower.id),
        ("round.closed", round_.title, "", follower.id),
        ("round.reopened", round_.title, "", follower.id),
        ("notice.published", "เลื่อนวัน", "ปิดรับวันศุกร์", follower.id),
    ]


def test_a_notice_in_a_draft_tells_nobody(make, officer, draft, session):
    round_ = opened(make, officer, draft)
    follow(make.account().id, ("round", round_.id), now=NOW)
    service.add_notice(round_.slug, title="ก", body="ข", actor=officer, now=NOW)
    spread_news(session)
    assert session.scalars(select(InboxItem)).all() == []


@pytest.mark.parametrize(
    ("lack", "field"), [({"windows": ()}, "windows"), ({"steps": ()}, "steps")]
)
def test_b2_a_round_without_dates_or_steps_cannot_be_published(make, officer, draft, lack, field):
    round_ = opened(make, officer, replace(draft, **lack))
    with pytest.raises(InvalidInput) as refused:
        service.change_state(round_.slug, "publish", actor=officer, now=NOW)
    assert refused.value.field == field
    assert round_.state == RoundState.DRAFT


def test_b2_a_published_round_keeps_its_steps(make, officer, draft):
    round_ = opened(make, officer, draft)
    service.change_state(round_.slug, "publish", actor=officer, now=NOW)
    with pytest.raises(InvalidInput):
        edit(round_, replace(draft, steps=()), officer)
    assert len(round_.steps) == 2


def test_an_edit_says_what_changed(make, officer, draft, session):
    round_ = opened(make, officer, draft)
    changed = replace(draft, title="เน็ตหมู่บ้าน", purpose="ใหม่", level=Level.INVOLVE)
    edit(round_, changed, officer)
    newest = history(session, round_)[0]
    assert newest.verb == "round.edited"
    assert newest.data["changes"] == {
        "title": ["อินเทอร์เน็ตชุมชน", "เน็ตหมู่บ้าน"],
        "level": ["consult", "involve"],
        "purpose": None,
    }


def test_saving_without_a_change_leaves_no_trace(make, officer, draft, session):
    round_ = opened(make, officer, draft)
    session.expire_all()
    edit(round_, draft, officer)
    assert [event.verb for event in history(session, round_)] == ["round.drafted"]


def test_steps_and_windows_can_be_exchanged_shortened_and_lengthened(make, officer, draft, session):
    round_ = opened(make, officer, draft)
    one = replace(draft, steps=(Step("ติดตามผล"),), windows=())
    many = replace(
        draft,
        steps=(Step("ค"), Step("ข"), Step("ก")),
        windows=(
            Window(Stage.DISCOVER, NOW, None),
            Window(Stage.DIAGNOSE, NOW - DAY, NOW + DAY),
            Window(Stage.DIAGNOSE, NOW + 5 * DAY, NOW + 9 * DAY),
        ),
    )
    for wanted in (one, many, draft):
        edit(round_, wanted, officer)
        session.expire_all()
        assert [step.title for step in round_.steps] == [step.title for step in wanted.steps]
        assert {(each.stage, each.opens_at, each.closes_at) for each in round_.windows} == {
            (each.stage, each.opens_at, each.closes_at) for each in wanted.windows
        }


def test_two_officers_do_not_overwrite_each_other(make, officer, draft):
    round_ = opened(make, officer, draft)
    seen = service.latest_version(round_)
    edit(round_, replace(draft, title="ของคนแรก"), officer, version=seen)
    with pytest.raises(Conflict):
        edit(round_, replace(draft, title="ของคนที่สอง"), make.officer(), version=seen)
    assert round_.title == "ของคนแรก"


@pytest.mark.committed
def test_of_two_edits_at_the_same_instant_one_wins(app, make, officer, draft, session):
    round_ = opened(make, officer, draft)
    slug, version, officer_id = round_.slug, service.latest_version(round_), officer.id
    session.commit()
    barrier = threading.Barrier(2, timeout=20)
    results: list[str] = []

    def save(title: str) -> None:
        with app.app_context():
            actor = db.session.get(type(officer), officer_id)
            barrier.wait()
            try:
                service.edit_round(
                    slug, replace(draft, title=title), version=version, actor=actor, now=NOW
                )
            except Conflict:
                results.append("conflict")
            else:
                results.append(title)

    threads = [threading.Thread(target=save, args=(title,)) for title in ("หนึ่ง", "สอง")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    (winner,) = {*results} - {"conflict"}
    assert sorted(results, key=len)[-1] == "conflict"
    session.expire_all()
    assert session.scalar(select(Round.title).where(Round.slug == slug)) == winner


def test_the_address_of_a_published_round_stays(make, officer, draft):
    round_ = make.round(slug="fixed")
    with pytest.raises(InvalidInput) as refused:
        edit(round_, replace(draft, slug="other"), officer)
    assert refused.value.field == "slug"
    assert edit(round_, draft, officer).slug == "fixed"


def test_the_list_is_narrowed_by_each_filter(make, officer):
    other = make.new_agency()
    now_open = make.round(title="เน็ตหมู่บ้าน")
    later = make.round(windows=[("discover", NOW + DAY, None)])
    ended = make.round(windows=[("diagnose", NOW - 2 * DAY, NOW - DAY)])
    closed = make.round(state="closed", closed_at=NOW)
    elsewhere = make.round(agency=other, windows=[("develop", NOW - DAY, None)])
    drafted = make.round(state="draft", published_at=None)

    def found(viewer=None, **wanted) -> set[Round]:
        return set(service.list_rounds(service.Wanted(**wanted), 1, viewer=viewer, now=NOW).items)

    assert found() == {now_open, later, ended, closed, elsewhere}
    assert found(when="open") == {now_open, elsewhere}
    assert found(when="upcoming") == {later}
    assert found(when="closed") == {ended, closed}
    assert found(when="draft") == set()
    assert found(officer, when="draft") == {drafted}
    assert found(stage="develop") == {elsewhere}
    assert found(agency=other.slug) == {elsewhere}
    assert found(area="infrastructure", when="open") == {now_open, elsewhere}
    assert found(query="หมู่บ้าน") == {now_open}
    assert found(query="%") == set()
    assert set(service.open_rounds(9, now=NOW)) == {now_open, elsewhere}
