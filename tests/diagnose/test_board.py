"""Officers' acts on the theme board, and the way back from each."""

from datetime import date

import pytest
from sqlalchemy import select

from ideation.accounts.models import Role
from ideation.core import clock
from ideation.core.errors import Conflict, InvalidInput, NotAllowed, NotFound, SignInNeeded
from ideation.core.models import Event, WorkItem
from ideation.diagnose.models import Bar, Submission, Theme, ThemeEdit, ThemeMember
from ideation.diagnose.service import board, placing, theming
from ideation.notify import rendering
from ideation.notify.models import InboxItem, Message, News
from ideation.notify.service import follow
from tests.helpers import spread_news


@pytest.fixture
def officer(make):
    return make.officer()


@pytest.fixture
def round(make):
    return make.round()


@pytest.fixture
def grown(session, make, round):
    """Make a theme with real texts, vectors and a centre."""

    def grow(label: str, *texts: str, **values) -> Theme:
        members = [make.submission(round, text, **values) for text in texts]
        said = [theming.Said(each.id, round.id, each.text) for each in members]
        theming.store(said, theming.prepare([each.text for each in said]))
        theme = make.theme(round, label, members)
        placing.recentre([theme.id])
        return theme

    return grow


@pytest.fixture
def internet(grown):
    return grown("เน็ตช้า", "เน็ตหมู่บ้านช้ามาก", "อินเทอร์เน็ตหลุดบ่อย", "สัญญาณเน็ตไม่ดี")


@pytest.fixture
def fraud(grown):
    return grown("มิจฉาชีพ", "โดนหลอกโอนเงิน", "แก๊งคอลเซ็นเตอร์โทรมาหลอก")


def members_of(session, theme) -> list[int]:
    query = select(ThemeMember.submission_id).where(
        ThemeMember.theme_id == theme.id, ThemeMember.is_primary
    )
    return sorted(session.scalars(query))


def state_of(session, *themes) -> list:
    session.expire_all()
    fields = ("label", "label_by_officer", "state", "locked", "edited", "merged_into_id", "reason",
              "answer", "unit_id", "due_on", "size", "provinces")  # fmt: skip
    rows = [[getattr(theme, field) for field in fields] for theme in themes]
    members = session.execute(
        select(ThemeMember.submission_id, ThemeMember.theme_id, ThemeMember.pinned)
        .where(ThemeMember.is_primary)
        .order_by(ThemeMember.submission_id)
    ).all()
    bars = session.execute(select(Bar.theme_id, Bar.submission_id)).all()
    return [rows, members, bars]


def now():
    return clock.now()


def test_a_renamed_theme_is_found_by_its_new_name(session, officer, internet) -> None:
    from ideation.diagnose.service.search import search_themes

    board.rename(internet.id, "  อินเทอร์เน็ต  ชุมชนล่ม ", actor=officer, now=now())

    assert internet.label == "อินเทอร์เน็ต ชุมชนล่ม"
    assert internet.label_by_officer
    assert [theme.id for theme in search_themes("ชุมชน", 5)] == [internet.id]


def test_merged_themes_give_all_voices_and_lead_to_the_target(
    session, officer, internet, fraud
) -> None:
    voices = members_of(session, internet) + members_of(session, fraud)

    board.merge(internet.id, [fraud.id], actor=officer, now=now())

    assert members_of(session, internet) == sorted(voices)
    assert (internet.size, fraud.size) == (5, 0)
    assert fraud.merged_into_id == internet.id
    with pytest.raises(NotFound):
        board.rename(fraud.id, "ชื่อใหม่", actor=officer, now=now())


def test_a_decided_theme_is_not_merged_away(session, officer, internet, fraud) -> None:
    board.decide(fraud.id, "select", "เร่งด่วน", actor=officer, now=now())

    with pytest.raises(Conflict):
        board.merge(internet.id, [fraud.id], actor=officer, now=now())


def test_a_split_makes_a_theme_of_the_chosen_voices(session, officer, internet) -> None:
    chosen = members_of(session, internet)[:1]

    edit = board.split(internet.id, "สัญญาณไม่ดี", chosen, actor=officer, now=now())

    made = session.get_one(Theme, edit.summary["new_id"])
    assert members_of(session, made) == chosen
    assert (made.size, internet.size, made.label) == (1, 2, "สัญญาณไม่ดี")
    assert made.centroid is not None


def test_a_split_leaves_someone_behind(session, officer, internet) -> None:
    with pytest.raises(InvalidInput, match=r"Leave at least one|อย่างน้อย"):
        board.split(internet.id, "ทั้งหมด", members_of(session, internet), actor=officer, now=now())


def test_a_suggested_split_is_done_as_it_was_shown(session, officer, grown) -> None:
    theme = grown(
        "เรื่องปน",
        *(f"เน็ตหมู่บ้านช้ามาก หลุดบ่อย ครั้งที่ {n}" for n in range(6)),
        *(f"โดนแก๊งคอลเซ็นเตอร์หลอกโอนเงิน รายที่ {n}" for n in range(4)),
    )
    halves = board.suggest_split(theme.id, actor=officer)
    assert halves is not None
    assert sorted(halves.stays + halves.goes) == members_of(session, theme)

    edit = board.split_as_suggested(
        theme.id, "หลอกลวง", actor=officer, now=now(), seen=board.version(theme)
    )

    made = session.get_one(Theme, edit.summary["new_id"])
    assert members_of(session, made) == halves.goes


def test_moved_voices_are_pinned_in_their_new_theme(session, officer, internet, fraud) -> None:
    chosen = members_of(session, internet)[:2]

    board.move(internet.id, chosen, fraud.id, actor=officer, now=now())

    assert set(chosen) < set(members_of(session, fraud))
    assert (internet.size, fraud.size) == (1, 4)
    pinned = session.scalars(select(ThemeMember.submission_id).where(ThemeMember.pinned)).all()
    assert sorted(pinned) == chosen


def test_barred_voices_leave_for_good(session, officer, internet, fraud) -> None:
    (chosen, *_rest) = members_of(session, internet)

    board.bar(internet.id, [chosen], actor=officer, now=now())
    theming.assign(internet.round_id, [chosen], now=now())

    assert chosen not in members_of(session, internet)
    assert session.get(Bar, (internet.id, chosen)) is not None


def test_only_voices_of_the_theme_are_moved(session, officer, internet, fraud) -> None:
    with pytest.raises(InvalidInput):
        board.move(internet.id, members_of(session, fraud), fraud.id, actor=officer, now=now())


def test_themes_of_another_round_are_out_of_reach(session, make, officer, internet) -> None:
    other = make.theme(make.round(), "รอบอื่น")

    with pytest.raises(NotFound):
        board.merge(internet.id, [other.id], actor=officer, now=now())


@pytest.mark.parametrize("verb", ["select", "reject"])
@pytest.mark.parametrize("reason", ["", "  \n "])
def test_a_decision_without_a_reason_is_refused(officer, internet, verb, reason) -> None:
    with pytest.raises(InvalidInput) as refused:
        board.decide(internet.id, verb, reason, actor=officer, now=now())

    assert refused.value.field == "reason"
    assert internet.state == "new"


def test_states_follow_the_table(officer, internet) -> None:
    board.decide(internet.id, "accept", actor=officer, now=now())
    assert internet.state == "accepted"
    board.decide(internet.id, "reject", "อยู่นอกอำนาจหน้าที่", actor=officer, now=now())
    assert (internet.state, internet.reason) == ("rejected", "อยู่นอกอำนาจหน้าที่")
    with pytest.raises(Conflict):
        board.decide(internet.id, "select", "เปลี่ยนใจ", actor=officer, now=now())
    board.decide(internet.id, "reopen", actor=officer, now=now())
    assert (internet.state, internet.reason, internet.decided_at) == ("accepted", "", None)


def test_an_act_on_an_old_page_is_refused(officer, internet) -> None:
    seen = board.version(internet)
    board.rename(internet.id, "ชื่อจากอีกคน", actor=officer, now=now())

    with pytest.raises(Conflict):
        board.decide(internet.id, "select", "เหตุผล", actor=officer, now=now(), seen=seen)


ACTS = {
    "rename": lambda t, o, m, who: board.rename(t.id, "ชื่อใหม่", actor=who, now=now()),
    "merge": lambda t, o, m, who: board.merge(t.id, [o.id], actor=who, now=now()),
    "split": lambda t, o, m, who: board.split(t.id, "แยก", m[:1], actor=who, now=now()),
    "move": lambda t, o, m, who: board.move(t.id, m[:1], o.id, actor=who, now=now()),
    "confirm": lambda t, o, m, who: board.confirm(t.id, m[:1], actor=who, now=now()),
    "bar": lambda t, o, m, who: board.bar(t.id, m[:1], actor=who, now=now()),
    "lock": lambda t, o, m, who: board.set_locked(t.id, True, actor=who, now=now()),
    "accept": lambda t, o, m, who: board.decide(t.id, "accept", actor=who, now=now()),
    "select": lambda t, o, m, who: board.decide(t.id, "select", "จำเป็น", actor=who, now=now()),
    "reject": lambda t, o, m, who: board.decide(t.id, "reject", "ซ้ำ", actor=who, now=now()),
    "answer": lambda t, o, m, who: board.answer(t.id, "เรากำลังแก้ไข", actor=who, now=now()),
    "assign": lambda t, o, m, who: board.assign(
        t.id, t.round.agency.units[0].id, date(2026, 12, 1), actor=who, now=now()
    ),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_every_act_is_recorded_and_undone(session, officer, internet, fraud, act) -> None:
    before = state_of(session, internet, fraud)
    edit = act(internet, fraud, members_of(session, internet), officer)
    assert state_of(session, internet, fraud) != before

    board.undo(edit.id, actor=officer, now=now())

    assert state_of(session, internet, fraud) == before
    verbs = session.scalars(select(Event.verb).order_by(Event.id)).all()
    assert verbs[-2:] == [f"theme.{edit.verb}", "theme.act_undone"]
    with pytest.raises(Conflict):
        board.undo(edit.id, actor=officer, now=now())


REFUSED = [role for role in Role if role not in ("citizen", "business", "officer", "administrator")]


@pytest.mark.parametrize("role", REFUSED)
def test_other_staff_only_look_on(session, make, internet, fraud, role) -> None:
    member = make.member(role)
    voices = members_of(session, internet)
    for act in ACTS.values():
        with pytest.raises(NotAllowed):
            act(internet, fraud, voices, member)


def test_administrators_act_like_officers(make, internet) -> None:
    administrator = make.member(Role.ADMINISTRATOR)
    edit = board.rename(internet.id, "ชื่อใหม่", actor=administrator, now=now())
    assert edit.actor_id == administrator.id


def test_visitors_citizens_and_other_agencies_do_not_act(make, internet) -> None:
    elsewhere = make.officer(agency=make.new_agency())
    for who, refusal in (
        (None, SignInNeeded),
        (make.account(), NotAllowed),
        (elsewhere, NotAllowed),
    ):
        with pytest.raises(refusal):
            board.rename(internet.id, "ชื่อใหม่", actor=who, now=now())


def test_an_act_that_others_build_upon_is_undone_last(session, officer, internet, fraud) -> None:
    first = board.rename(internet.id, "หนึ่ง", actor=officer, now=now())
    second = board.merge(internet.id, [fraud.id], actor=officer, now=now())

    with pytest.raises(Conflict):
        board.undo(first.id, actor=officer, now=now())
    board.undo(second.id, actor=officer, now=now())
    board.undo(first.id, actor=officer, now=now())

    assert (internet.label, fraud.merged_into_id) == ("เน็ตช้า", None)


def test_an_undone_split_leads_back_and_keeps_what_came_in_since(
    session, make, officer, internet
) -> None:
    edit = board.split(
        internet.id, "แยก", members_of(session, internet)[:1], actor=officer, now=now()
    )
    made = session.get_one(Theme, edit.summary["new_id"])
    late = make.submission(internet.round, "มาทีหลัง")
    placing.place([late.id], [made.id], [0.9], now=now())

    board.undo(edit.id, actor=officer, now=now())

    assert made.merged_into_id == internet.id
    assert late.id in members_of(session, internet)
    assert (internet.size, made.size) == (4, 0)


def test_a_withdrawn_voice_does_not_come_back_by_undo(session, officer, internet, fraud) -> None:
    (chosen, *_rest) = members_of(session, internet)
    edit = board.move(internet.id, [chosen], fraud.id, actor=officer, now=now())
    said = session.get_one(Submission, chosen)
    said.text, said.withdrawn_at = "", now()
    session.flush()

    board.undo(edit.id, actor=officer, now=now())

    assert chosen not in members_of(session, internet) + members_of(session, fraud)


def letters(session) -> list[Message]:
    """Do the work that tells people, as a worker does when its time has come."""
    session.commit()
    spread_news(session)
    return list(session.scalars(select(Message).order_by(Message.recipient)))


def test_each_address_hears_of_a_decision_once(session, make, officer, round) -> None:
    members = [
        make.submission(round, f"เน็ตช้า {n}", contact_email=email)
        for n, email in enumerate(["som@example.org", "SOM@example.org", "dao@example.org", None])
    ]
    gone = make.submission(round, "", contact_email="gone@example.org", withdrawn_at=now())
    theme = make.theme(round, members=[*members, gone])
    board.decide(theme.id, "select", "กระทบคนจำนวนมาก", actor=officer, now=now())

    sent = letters(session)
    session.scalars(select(WorkItem).where(WorkItem.kind == "news.spread")).one().state = "waiting"
    again = letters(session)

    assert [message.recipient for message in sent] == ["dao@example.org", "som@example.org"]
    assert len(again) == 2
    assert sent[1].context["news"][0]["text"] == "กระทบคนจำนวนมาก"
    assert sent[1].context["number"] == members[0].number
    assert {message.template for message in sent} == {"news"}


@pytest.mark.parametrize("verb", ["select", "reject", "answer"])
@pytest.mark.parametrize("language", ["th", "en"])
def test_the_letter_holds_label_words_and_number(
    session, make, officer, round, verb, language
) -> None:
    said = "เพราะ <b>ทดสอบ</b> & ได้รับงบประมาณแล้ว\n\nย่อหน้าที่สอง"
    voice = make.submission(round, contact_email="som@example.org", contact_language=language)
    theme = make.theme(round, "เน็ตประชารัฐ", members=[voice])
    if verb == "answer":
        board.answer(theme.id, said, actor=officer, now=now())
    else:
        board.decide(theme.id, verb, said, actor=officer, now=now())

    (message,) = letters(session)
    letter = rendering.letter(message)

    body = letter.get_content()
    assert voice.number in letter["Subject"]
    assert "เน็ตประชารัฐ" in letter["Subject"]
    for words in (voice.number, "เน็ตประชารัฐ", said, f"http://localhost/themes/{theme.id}"):
        assert words in body
    assert letter["Content-Language"] == language


def test_authors_hear_of_a_decision_in_their_inbox_too(session, make, officer, round) -> None:
    author = make.account(email="author@example.org")
    theme = make.theme(round, members=[make.submission(round, author_id=author.id)])
    board.decide(theme.id, "select", "จำเป็น", actor=officer, now=now())

    assert [message.recipient for message in letters(session)] == ["author@example.org"]
    assert session.scalars(select(InboxItem.account_id)).all() == [author.id]


def test_followers_of_theme_and_round_hear_of_a_decision(session, make, officer, round) -> None:
    theme = make.theme(round)
    of_theme, of_round = make.account(), make.account()
    follow(of_theme.id, ("theme", theme.id), now=now())
    follow(of_round.id, ("round", round.id), now=now())
    board.decide(theme.id, "accept", actor=officer, now=now())
    letters(session)
    # That work goes on is told to those only who follow the theme itself.
    assert session.scalars(select(InboxItem.account_id)).all() == [of_theme.id]

    board.decide(theme.id, "select", "จำเป็น", actor=officer, now=now())
    letters(session)
    told = session.scalars(select(InboxItem.account_id).join(News).where(News.text == "จำเป็น"))
    assert sorted(told) == [of_theme.id, of_round.id]


def test_a_slip_that_was_undone_tells_nobody(session, make, officer, round) -> None:
    voice = make.submission(round, contact_email="som@example.org")
    theme = make.theme(round, members=[voice])
    edit = board.decide(theme.id, "reject", "กดผิด", actor=officer, now=now())
    board.undo(edit.id, actor=officer, now=now())

    assert letters(session) == []


def test_undoing_the_second_answer_leaves_the_news_of_the_first(
    session, make, officer, round
) -> None:
    theme = make.theme(round, members=[make.submission(round, contact_email="som@example.org")])
    board.answer(theme.id, "คำตอบแรก", actor=officer, now=now())
    second = board.answer(theme.id, "คำตอบที่สอง", actor=officer, now=now())
    board.undo(second.id, actor=officer, now=now())

    told = [message.context["news"][0]["text"] for message in letters(session)]
    assert told == ["คำตอบแรก"]


def test_a_draft_round_tells_nobody(session, make, officer) -> None:
    round = make.round(state="draft", published_at=None)
    theme = make.theme(round, members=[make.submission(round, contact_email="som@example.org")])
    board.decide(theme.id, "select", "ยังไม่เปิดเผย", actor=officer, now=now())

    assert letters(session) == []


def test_the_history_names_every_act(session, officer, internet, fraud) -> None:
    from ideation.diagnose.edit_words import edit_words

    for act in ("rename", "lock", "split", "move", "bar", "assign", "answer", "select"):
        if internet.size < 2 and act in ("split", "move", "bar"):
            continue
        ACTS[act](internet, fraud, members_of(session, internet), officer)

    edits = session.scalars(select(ThemeEdit)).all()
    assert len(edits) >= 6
    assert all(edit_words(edit) for edit in edits)
