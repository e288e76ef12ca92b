"""Runs of the theme engine: lasting identity, officers' edits, nothing lost."""

import json

import pytest
from sqlalchemy import func, select

from ideation.accounts.models import Role
from ideation.accounts.policy import OPERATOR
from ideation.core import clock, work
from ideation.core.errors import Conflict, InvalidInput, NotAllowed
from ideation.core.models import Event
from ideation.core.perform import perform
from ideation.core.registry import registry
from ideation.diagnose.models import Submission, Theme, ThemeMember, ThemeRun
from ideation.diagnose.service import board, placing, theme_runs
from tests.text.crowd import crowd

MATTERS = {
    "เน็ต": [
        "เน็ตประชารัฐที่หมู่บ้านช้ามาก โหลดไม่ขึ้น",
        "อินเทอร์เน็ตในหมู่บ้านหลุดบ่อย ช้ามาก",
        "สัญญาณเน็ตหมู่บ้านไม่ดี เรียนออนไลน์ไม่ได้",
        "เน็ตหมู่บ้านล่มบ่อย ไม่มีใครมาซ่อม",
        "อยากให้เพิ่มความเร็วเน็ตหมู่บ้าน ช้าเกินไป",
        "เน็ตประชารัฐใช้ไม่ได้มาหลายเดือนแล้ว",
    ],
    "หลอกลวง": [
        "โดนแก๊งคอลเซ็นเตอร์หลอกโอนเงินหมดบัญชี",
        "มิจฉาชีพโทรมาหลอกให้โอนเงินทุกวัน",
        "แก๊งคอลเซ็นเตอร์หลอกพ่อแม่โอนเงิน",
        "ถูกหลอกโอนเงินซื้อของออนไลน์ไม่ได้ของ",
        "มิจฉาชีพหลอกลงทุน โอนเงินแล้วหาย",
        "อยากให้ปราบแก๊งคอลเซ็นเตอร์ที่หลอกโอนเงิน",
    ],
    "แอป": [
        "แอปรัฐลงทะเบียนยาก ผู้สูงอายุใช้แอปไม่เป็น",
        "แอปภาครัฐมีหลายแอปเกินไป ควรรวมเป็นแอปเดียว",
        "ลงทะเบียนแอปเป๋าตังไม่ผ่าน สแกนหน้าไม่ได้",
        "ผู้สูงอายุใช้แอปรัฐไม่ได้ ตัวหนังสือเล็ก",
        "แอปรัฐสแกนหน้าไม่ผ่าน ต้องไปธนาคาร",
        "อยากให้แอปรัฐใช้ง่ายกว่านี้ ลงทะเบียนครั้งเดียว",
    ],
}

NEW_MATTER = [
    "ภาพถ่ายดาวเทียมควรเปิดให้เกษตรกรใช้ฟรี",
    "ใช้ภาพถ่ายดาวเทียมเตือนน้ำท่วมเกษตรกร",
    "ดาวเทียมถ่ายภาพแปลงนาได้แต่เกษตรกรไม่รู้",
    "ขอภาพถ่ายดาวเทียมย้อนหลังเพื่อวิจัยน้ำท่วม",
    "อยากเห็นภาพถ่ายดาวเทียมตอนน้ำท่วม",
    "ดาวเทียมช่วยเกษตรกรดูน้ำท่วมแปลงนาได้",
]


@pytest.fixture
def round(make):
    made = make.round()
    for texts in MATTERS.values():
        for text in texts:
            make.submission(made, text, province="50")
    return made


def run(session, round, n_themes: int | str = 3) -> ThemeRun:
    made = theme_runs.request_run(round, n_themes=n_themes, actor=OPERATOR, now=clock.now())
    kind = registry.kinds[theme_runs.KIND]
    assert perform(session, kind, theme_runs.work_item_id(made)) == 1
    session.expire_all()
    return made


def placed(session, round) -> dict[int, int]:
    rows = session.execute(
        select(ThemeMember.submission_id, ThemeMember.theme_id)
        .join(Theme, Theme.id == ThemeMember.theme_id)
        .where(Theme.round_id == round.id, ThemeMember.is_primary)
        .order_by(ThemeMember.submission_id)
    )
    return dict(rows.all())


def voice(session, text: str) -> int:
    return session.scalars(select(Submission.id).where(Submission.text == text)).one()


def living(session, round) -> list[Theme]:
    query = (
        select(Theme)
        .where(Theme.round_id == round.id, Theme.merged_into_id.is_(None), Theme.size > 0)
        .order_by(Theme.id)
    )
    return list(session.scalars(query))


def everything(session, round) -> list:
    themes = select(
        Theme.id, Theme.label, Theme.keywords, Theme.size, Theme.updated_at, Theme.merged_into_id
    ).where(Theme.round_id == round.id)
    return [placed(session, round), session.execute(themes.order_by(Theme.id)).all()]


def test_every_text_gets_a_theme_with_label_quotes_and_counts(session, round) -> None:
    made = run(session, round)

    themes = living(session, round)
    assert (made.state, made.progress, made.texts) == ("done", 100, 18)
    assert made.themes == made.themes_new == len(themes)
    assert made.input_hash
    assert made.seconds is not None
    assert made.measures
    assert sum(theme.size for theme in themes) == 18
    assert theme_runs.unplaced(round.id) == 0
    for theme in themes:
        assert theme.label != "-"
        assert theme.keywords
        assert theme.central_ids
        assert theme.provinces == 1
        assert theme.centroid is not None
    verbs = session.scalars(select(Event.verb).order_by(Event.id)).all()
    assert verbs == [
        "theme_run.requested",
        *["theme.formed"] * len(themes),
        "theme_run.finished",
    ]


def test_texts_of_one_matter_come_together(session, round) -> None:
    run(session, round)

    where = list(placed(session, round).values())
    for start in (0, 6, 12):
        group = where[start : start + 6]
        assert max(group.count(theme) for theme in group) >= 4


def test_a_rerun_on_the_same_texts_changes_nothing(session, round) -> None:
    run(session, round)
    before = everything(session, round)

    again = run(session, round)

    assert everything(session, round) == before
    assert again.themes_new == 0


def test_themes_keep_their_ids_when_the_round_grows(session, make, round) -> None:
    run(session, round)
    before = placed(session, round)
    for text in ("เน็ตหมู่บ้านช้ามากอีกแล้ว", "มิจฉาชีพหลอกโอนเงินอีกคน", "แอปรัฐสแกนหน้าไม่ได้"):
        make.submission(round, text)

    run(session, round)

    after = placed(session, round)
    kept = sum(after[each] == theme for each, theme in before.items())
    assert len(after) == 21
    assert kept >= 15


def test_old_voices_keep_their_themes_beside_a_new_matter(session, make, round) -> None:
    run(session, round)
    before = placed(session, round)
    new = [make.submission(round, text).id for text in NEW_MATTER]

    made = run(session, round, n_themes=4)

    after = placed(session, round)
    assert made.themes_new == 1
    assert {each: after[each] for each in before} == before
    assert sum(after[each] not in before.values() for each in new) > len(new) / 2


def test_voices_that_officers_placed_teach_where_others_belong(session, make, round) -> None:
    for text in [*NEW_MATTER, *(f"ที่บ้าน{text}" for text in MATTERS["แอป"])]:
        make.submission(round, text)
    run(session, round, n_themes=4)
    where = placed(session, round)
    theme = where[voice(session, MATTERS["แอป"][0])]
    fraud = where[voice(session, MATTERS["หลอกลวง"][0])]
    mine = [each for each, home in where.items() if home == theme]
    officer = make.officer()
    # They see two matters as one, which no run does by itself; what is moved away and back is
    # placed by hand as well.
    moved, others = mine[::2], mine[1::2]
    assert len(others) >= 5
    board.move(theme, moved, fraud, actor=officer, now=clock.now())
    for each, home in where.items():
        if home not in (theme, fraud) and each % 2:
            board.move(home, [each], fraud, actor=officer, now=clock.now())
            board.move(fraud, [each], home, actor=officer, now=clock.now())

    run(session, round, n_themes=3)

    after = placed(session, round)
    assert {after[each] for each in moved} == {fraud}
    assert sum(after[each] == fraud for each in others) >= len(others) - 1
    kept = [each for each, home in where.items() if home not in (theme, fraud)]
    assert {each: after[each] for each in kept} == {each: where[each] for each in kept}


def test_a_report_of_wrongdoing_gives_a_theme_no_words(session, make, round) -> None:
    reports = [
        make.submission(round, f"{opening}กรรมการตรวจรับเสาเน็ตหมู่บ้านรับสินบน", kind="tip_off").id
        for opening in ("", "ผมเห็น", "แจ้งว่า", "มีคนบอกว่า", "ทราบว่า", "ขอแจ้งว่า", "เชื่อว่า", "รู้ว่า")
    ]

    run(session, round)

    assert set(reports) <= placed(session, round).keys()
    for theme in living(session, round):
        shown = " ".join([theme.label, *theme.keywords])
        assert not [word for word in ("สินบน", "กรรมการ", "ตรวจรับ") if word in shown]
        assert not set(theme.central_ids) & set(reports)
    homes = {placed(session, round)[each] for each in reports}
    assert all(session.get_one(Theme, theme).label for theme in homes)


def test_a_withdrawn_text_is_left_out(session, round) -> None:
    gone = session.scalars(select(Submission).where(Submission.round_id == round.id)).first()
    gone.text, gone.withdrawn_at = "", clock.now()

    made = run(session, round)

    assert made.texts == 17
    assert gone.id not in placed(session, round)


def test_a_run_of_nothing_ends_well(session, make) -> None:
    made = run(session, make.round())
    assert (made.state, made.themes) == ("done", 0)


def test_a_renamed_theme_keeps_its_name(session, make, round) -> None:
    run(session, round)
    theme = living(session, round)[0]
    board.rename(theme.id, "ชื่อของเจ้าหน้าที่", actor=make.officer(), now=clock.now())

    run(session, round)

    assert session.get_one(Theme, theme.id).label == "ชื่อของเจ้าหน้าที่"


def test_a_merge_stays_merged(session, make, round) -> None:
    run(session, round)
    first, second, *_rest = living(session, round)
    board.merge(first.id, [second.id], actor=make.officer(), now=clock.now())
    merged = {each for each, theme in placed(session, round).items() if theme == first.id}

    run(session, round)

    after = placed(session, round)
    assert {after[each] for each in merged} == {first.id}
    assert session.get_one(Theme, second.id).merged_into_id == first.id


def test_a_split_stays_split(session, make, round) -> None:
    run(session, round)
    theme = max(living(session, round), key=lambda each: each.size)
    members = [each for each, where in placed(session, round).items() if where == theme.id]
    edit = board.split(theme.id, "ส่วนแยก", members[:2], actor=make.officer(), now=clock.now())

    run(session, round)

    after = placed(session, round)
    assert {after[each] for each in members[:2]} == {edit.summary["new_id"]}
    assert {after[each] for each in members[2:]} == {theme.id}


def test_a_moved_voice_stays_and_a_barred_one_never_returns(session, make, round) -> None:
    run(session, round)
    officer = make.officer()
    first, second, *_rest = living(session, round)
    mine = [each for each, where in placed(session, round).items() if where == first.id]
    board.move(first.id, mine[:1], second.id, actor=officer, now=clock.now())
    board.bar(first.id, mine[1:2], actor=officer, now=clock.now())

    run(session, round)

    after = placed(session, round)
    assert after[mine[0]] == second.id
    assert after[mine[1]] != first.id


def test_a_merge_a_split_and_fifty_moves_hold_as_the_round_grows(session, make) -> None:
    round, officer = make.round(), make.officer()
    texts, _matters = crowd()
    for text in texts[:360]:
        make.submission(round, text)
    run(session, round, n_themes=8)
    first, second, third, *others = living(session, round)
    board.merge(first.id, [second.id], actor=officer, now=clock.now())
    merged = members(session, round, first.id)
    whole = members(session, round, third.id)
    part = sorted(whole)[: len(whole) // 3]
    split = board.split(third.id, "ส่วนแยก", part, actor=officer, now=clock.now()).summary["new_id"]
    moves = fifty_moves(session, round, [theme.id for theme in others])
    for (source, target), voices in moves.items():
        board.move(source, voices, target, actor=officer, now=clock.now())
    before = placed(session, round)
    for text in texts[360:]:
        make.submission(round, text)

    run(session, round, n_themes="auto")

    after = placed(session, round)
    assert sum(map(len, moves.values())) == 50
    assert {after[each] for each in merged} == {first.id}
    assert session.get_one(Theme, second.id).merged_into_id == first.id
    assert {after[each] for each in part} == {split}
    assert {after[each] for each in whole - set(part)} == {third.id}
    for (_source, target), voices in moves.items():
        assert {after[each] for each in voices} == {target}
    moved = {each for voices in moves.values() for each in voices}
    kept = [after[each] == theme for each, theme in before.items() if each not in moved]
    assert sum(kept) >= 0.85 * len(kept)


def test_a_matter_that_comes_between_runs_gets_a_theme_of_its_own(session, make) -> None:
    round = make.round()
    texts, matters = crowd()
    pairs = list(zip(texts, matters, strict=True))
    for text, matter in pairs:
        if matter != "space":
            make.submission(round, text)
    run(session, round, n_themes="auto")
    old = placed(session, round)
    new = [make.submission(round, text).id for text, matter in pairs if matter == "space"]
    # Between runs there is no theme but the old ones to place them in.
    theme = living(session, round)[0]
    placing.place(new, [theme.id] * len(new), [0.4] * len(new), now=clock.now())
    session.commit()

    made = run(session, round, n_themes="auto")

    after = placed(session, round)
    assert made.themes_new >= 1
    assert sum(after[each] not in old.values() for each in new) > 0.9 * len(new)
    assert sum(after[each] == theme for each, theme in old.items()) >= 0.95 * len(old)


def members(session, round, theme_id: int) -> set[int]:
    return {each for each, where in placed(session, round).items() if where == theme_id}


def fifty_moves(session, round, themes: list[int]) -> dict[tuple[int, int], list[int]]:
    """Choose ten voices of each of five themes, which are to go to the next of them."""
    largest = sorted(themes, key=lambda each: -len(members(session, round, each)))[:5]
    pairs = zip(largest, [*largest[1:], largest[0]], strict=True)
    return {pair: sorted(members(session, round, pair[0]))[:10] for pair in pairs}


@pytest.mark.parametrize("protect", ["lock", "select", "answer"])
def test_locked_and_decided_themes_keep_their_voices(session, make, round, protect: str) -> None:
    run(session, round, n_themes=2)
    officer = make.officer()
    theme = max(living(session, round), key=lambda each: each.size)
    if protect == "lock":
        board.set_locked(theme.id, True, actor=officer, now=clock.now())
    elif protect == "select":
        board.decide(theme.id, "select", "เร่งด่วน", actor=officer, now=clock.now())
    else:
        board.answer(theme.id, "เรากำลังดำเนินการ", actor=officer, now=clock.now())
    label = theme.label
    mine = {each for each, where in placed(session, round).items() if where == theme.id}

    run(session, round, n_themes=6)

    after = placed(session, round)
    assert {after[each] for each in mine} == {theme.id}
    assert session.get_one(Theme, theme.id).label == label


def test_a_theme_that_lost_all_its_texts_leads_to_its_heir(session, make, round) -> None:
    run(session, round)
    theme = make.theme(round, "ธีมเก่า")
    voice = next(iter(placed(session, round)))
    placing.place([voice], [theme.id], [0.5], now=clock.now())
    placing.recount([theme.id])

    run(session, round)

    session.refresh(theme)
    after = placed(session, round)[voice]
    assert after != theme.id
    assert theme.merged_into_id == after


def test_what_officers_touched_stays_even_when_empty(session, make, round) -> None:
    theme = make.theme(round, "รับไว้แล้ว", state="accepted")
    run(session, round)
    session.refresh(theme)
    assert (theme.merged_into_id, theme.size) == (None, 0)


def test_only_one_run_of_a_round_at_a_time(session, make, round) -> None:
    officer = make.officer()
    theme_runs.request_run(round, actor=officer, now=clock.now())
    with pytest.raises(Conflict):
        theme_runs.request_run(round, actor=officer, now=clock.now())


def test_a_run_that_was_given_up_does_not_block_the_next(session, make, round) -> None:
    officer = make.officer()
    first = theme_runs.request_run(round, actor=officer, now=clock.now())
    first.state = "running"
    work.item_of(session, theme_runs.KIND, first.id).state = "failed"

    second = theme_runs.request_run(round, actor=officer, now=clock.now())

    assert second.id != first.id
    assert first.state == "failed"


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.EVALUATOR, Role.COMMITTEE_MEMBER])
def test_only_runners_ask_for_a_run(make, round, role) -> None:
    with pytest.raises(NotAllowed):
        theme_runs.request_run(round, actor=make.member(role), now=clock.now())


@pytest.mark.parametrize("typed", ["0", "1", "101", "-3", "many", "1.5", "99999999"])
def test_numbers_that_cannot_be_are_refused(make, round, typed: str) -> None:
    with pytest.raises(InvalidInput):
        theme_runs.request_run(
            round,
            n_themes=theme_runs.run_number(typed),
            actor=make.officer(),
            now=clock.now(),
        )


@pytest.mark.committed
def test_the_command_runs_the_themes_and_tells_in_json(session, make, round, command) -> None:
    session.commit()

    told = json.loads(command("themes", "run", "--round", round.slug, "--json").stdout)

    assert told["round"] == round.slug
    assert (told["texts"], told["unplaced"]) == (18, 0)
    assert told["themes"] == told["new_themes"] > 0
    assert set(told) == {"round", "run", "texts", "themes", "new_themes", "unplaced", "seconds"}
    listed = json.loads(command("themes", "list", "--round", round.slug, "--json").stdout)
    assert sum(theme["size"] for theme in listed) == 18
    assert session.scalar(select(func.count()).where(ThemeMember.is_primary)) == 18
    missing = command("themes", "run", "--round", "nowhere", check=False)
    assert missing.returncode != 0
    assert "no round" in missing.stderr
