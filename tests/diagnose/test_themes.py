"""Themes as the public sees them, and the board's pages."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from ideation.accounts.models import Role
from ideation.accounts.policy import OPERATOR
from ideation.core import clock
from ideation.diagnose.models import Theme, ThemeEdit, ThemeMember, ThemeRun
from ideation.diagnose.service import board, theme_runs, themes
from tests.factories import sign_in
from tests.helpers import post, words


@pytest.fixture
def browser(app):
    return app.test_client


@pytest.fixture
def visitor(browser):
    client = browser()
    client.post("/language", data={"locale": "en"})
    return client


@pytest.fixture
def officer(make):
    return make.officer()


@pytest.fixture
def desk(browser, officer):
    return sign_in(browser(), officer)


@pytest.fixture
def round(make):
    return make.round()


@pytest.fixture
def theme(make, round):
    voices = [
        make.submission(
            round,
            f"เน็ตหมู่บ้านช้ามาก คนที่ {n}",
            province=["50", "57", None][n % 3],
            said_at=clock.now() - timedelta(days=9 * n),
        )
        for n in range(25)
    ]
    made = make.theme(round, "เน็ตหมู่บ้านช้า", voices, provinces=2)
    made.central_ids = [voice.id for voice in voices[:4]]
    return made


def theme_url(theme) -> str:
    return f"/themes/{theme.id}"


def members_of(session, theme) -> list[int]:
    query = select(ThemeMember.submission_id).where(ThemeMember.theme_id == theme.id)
    return sorted(session.scalars(query))


def test_o1_issues_are_chosen_with_a_reason_the_public_sees(
    session, make, desk, visitor, round, theme
) -> None:
    rejected = make.theme(round, "เรื่องนอกอำนาจ", [make.submission(round, "ขอให้ลดราคาน้ำมัน")])
    work_page = f"/themes/{theme.id}/work"
    refused = post(desk, f"/themes/{theme.id}/select", page=work_page, reason=" ")
    assert refused.status_code == 422

    post(desk, f"/themes/{theme.id}/select", page=work_page, reason="กระทบคน 25 รายใน 2 จังหวัด")
    post(
        desk,
        f"/themes/{rejected.id}/reject",
        page=f"/themes/{rejected.id}/work",
        reason="ราคาน้ำมันเป็นอำนาจของหน่วยงานอื่น",
    )

    chosen = words(visitor.get(theme_url(theme)))
    assert "กระทบคน 25 รายใน 2 จังหวัด" in chosen
    refused = words(visitor.get(theme_url(rejected)))
    assert "ราคาน้ำมันเป็นอำนาจของหน่วยงานอื่น" in refused
    decided = themes.latest_decisions(5)
    assert {each.id for each in decided} == {theme.id, rejected.id}


def test_a_theme_page_shows_quotes_counts_answer_and_all_voices(
    session, officer, visitor, theme
) -> None:
    unit = theme.round.agency.units[0]
    board.assign(theme.id, unit.id, date(2026, 12, 1), actor=officer, now=clock.now())
    board.answer(theme.id, "เราจะ **ซ่อม** ภายในเดือนนี้", actor=officer, now=clock.now())

    page = visitor.get(theme_url(theme)).get_data(as_text=True)

    assert page.count('<figure class="quote quote-large">') == 4
    assert "เน็ตหมู่บ้านช้ามาก คนที่ 0" in page
    assert unit.name_th in page
    assert "<strong>ซ่อม</strong>" in page
    assert "<table>" in page  # The trend's numbers.
    assert "25" in page
    assert re.search(r"page=2[^\"]*#voices", page)


def test_voices_are_searched_and_filtered(session, visitor, make, theme) -> None:
    page = words(visitor.get(theme_url(theme), query_string={"province": "57", "sort": "newest"}))
    assert page.count("คนที่ 1 ") >= 1
    nothing = visitor.get(theme_url(theme), query_string={"q": "ไม่มีคำนี้แน่นอน"})
    assert nothing.status_code == 200


def test_words_of_the_public_are_shown_as_text(session, make, visitor, round) -> None:
    voice = make.submission(round, "<script>alert(1)</script>")
    theme = make.theme(round, "<b>ป้าย</b>", [voice], central_ids=[voice.id])
    page = visitor.get(theme_url(theme)).get_data(as_text=True)
    assert "<script>alert(1)" not in page
    assert "<b>ป้าย</b>" not in page


def test_a_merged_theme_leads_to_its_target_for_good(make, visitor, round, theme) -> None:
    middle = make.theme(round, "กลาง", merged_into_id=theme.id)
    old = make.theme(round, "เก่า", merged_into_id=middle.id)

    answer = visitor.get(theme_url(old))

    assert answer.status_code == 301
    assert answer.location.endswith(theme_url(theme))


def test_themes_of_a_draft_are_for_staff_only(make, visitor, desk) -> None:
    draft = make.round(state="draft", published_at=None)
    theme = make.theme(draft, "ยังไม่เปิด", [make.submission(draft)])
    for url in (theme_url(theme), f"/rounds/{draft.slug}/themes"):
        assert visitor.get(url).status_code == 404
        assert desk.get(url).status_code == 200


def test_the_list_is_searched_filtered_sorted_and_paged(make, visitor, round, theme) -> None:
    for n in range(24):
        make.theme(round, f"ประเด็นที่ {n:02}", [make.submission(round)], state="accepted")
    base = f"/rounds/{round.slug}/themes"

    first = words(visitor.get(base))
    assert first.index("เน็ตหมู่บ้านช้า") < first.index("ประเด็นที่ 00")
    assert "ประเด็นที่ 23" not in first
    assert "ประเด็นที่ 23" in words(visitor.get(base, query_string={"page": 2}))
    only_new = words(visitor.get(base, query_string={"state": "new"}))
    assert "เน็ตหมู่บ้านช้า" in only_new
    assert "ประเด็นที่" not in only_new
    found = words(visitor.get(base, query_string={"q": "ที่ 07"}))
    assert "ประเด็นที่ 07" in found
    assert "ประเด็นที่ 08" not in found


def test_an_empty_list_says_what_happens_next(visitor, round) -> None:
    page = visitor.get(f"/rounds/{round.slug}/themes")
    assert 'class="empty-state"' in page.get_data(as_text=True)


@pytest.mark.parametrize("signed_in", [False, True])
def test_public_pages_need_at_most_twelve_queries(
    session, make, browser, officer, round, theme, queries, signed_in
) -> None:
    for n in range(30):
        voices = [make.submission(round, f"เรื่อง {n} {m}", author_id=officer.id) for m in range(3)]
        made = make.theme(round, f"ประเด็น {n}", voices)
        made.central_ids = [voice.id for voice in voices]
    client = sign_in(browser(), officer) if signed_in else browser()
    for url in (theme_url(theme), f"/rounds/{round.slug}/themes"):
        client.get(url)
        queries.clear()
        assert client.get(url).status_code == 200
        assert len(queries) <= 12, queries


def test_the_board_needs_at_most_fifteen_queries(desk, make, round, theme, queries) -> None:
    for n in range(30):
        voices = [make.submission(round, f"เรื่อง {n} {m}") for m in range(3)]
        make.theme(round, f"ประเด็น {n}", voices, central_ids=[voice.id for voice in voices])
    desk.get(f"/rounds/{round.slug}/board")
    for url in (f"/rounds/{round.slug}/board", f"/themes/{theme.id}/work"):
        queries.clear()
        assert desk.get(url).status_code == 200
        assert len(queries) <= 15, queries


BOARD_PAGES = ("/rounds/{slug}/board", "/themes/{theme}/work", "/runs/{run}")


@pytest.mark.parametrize("role", [role for role in Role if role not in ("citizen", "business")])
def test_only_officers_and_administrators_see_the_board(
    session, make, browser, round, theme, role
) -> None:
    run = theme_runs.request_run(round, actor=OPERATOR, now=clock.now())
    client = sign_in(browser(), make.member(role))
    expected = 200 if role in (Role.OFFICER, Role.ADMINISTRATOR) else 403
    for page in BOARD_PAGES:
        url = page.format(slug=round.slug, theme=theme.id, run=run.id)
        assert client.get(url).status_code == expected, url


def test_visitors_are_led_to_sign_in(visitor, round, theme) -> None:
    for page in BOARD_PAGES[:2]:
        answer = visitor.get(page.format(slug=round.slug, theme=theme.id))
        assert answer.status_code == 302
        assert "/account/login" in answer.location


def test_acts_through_the_page_and_undo_from_the_toast(session, desk, make, round, theme) -> None:
    other = make.theme(round, "อีกประเด็น", [make.submission(round)])
    page = f"/themes/{theme.id}/work"
    voices = members_of(session, theme)
    acts = [
        ("rename", {"label": "ชื่อใหม่"}),
        ("lock", {}),
        ("unlock", {}),
        ("move", {"submissions": voices[:2], "target": other.id}),
        ("split", {"submissions": voices[2:4], "new_label": "แยกออก", "target": ""}),
        ("bar", {"submissions": voices[4:5], "target": ""}),
        ("confirm", {"submissions": voices[5:6], "target": ""}),
        ("assign", {"unit": round.agency.units[0].id, "due_on": "2026-12-01"}),
        ("merge", {"others": [other.id, ""]}),
        ("accept", {}),
        ("answer", {"answer": "เรากำลังแก้ไข"}),
        ("select", {"reason": "จำเป็น"}),
    ]
    for verb, fields in acts:
        answer = post(desk, f"{theme_url(theme)}/{verb}", page=page, **fields)
        assert answer.status_code == 302, (verb, words(answer))
    edits = session.scalars(select(ThemeEdit).order_by(ThemeEdit.id.desc())).all()
    assert len(edits) == len(acts)
    assert f"/edits/{edits[0].id}/undo" in desk.get(page).get_data(as_text=True)

    for edit in edits:
        assert post(desk, f"/edits/{edit.id}/undo", page=page).status_code == 302

    session.expire_all()
    assert (theme.label, theme.state, theme.size) == ("เน็ตหมู่บ้านช้า", "new", 25)


def test_what_was_refused_keeps_what_was_typed(desk, theme) -> None:
    answer = post(
        desk,
        f"/themes/{theme.id}/split",
        page=f"/themes/{theme.id}/work",
        new_label="ชื่อที่พิมพ์ไว้",
        target="",
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "error-summary" in page
    assert 'value="ชื่อที่พิมพ์ไว้"' in page


def test_an_old_page_is_refused_with_a_plain_sentence(session, desk, theme, officer) -> None:
    seen = board.version(theme)
    board.rename(theme.id, "คนอื่นเปลี่ยนชื่อ", actor=officer, now=clock.now())
    answer = post(
        desk, f"/themes/{theme.id}/select", page=f"/themes/{theme.id}/work", reason="ดี", seen=seen
    )
    assert answer.status_code == 409
    session.expire_all()
    assert theme.state == "new"


@pytest.mark.parametrize("bad", ["x", "99999999999999999999999", "-1"])
def test_nonsense_in_forms_is_refused_kindly(desk, theme, bad) -> None:
    answer = post(
        desk,
        f"/themes/{theme.id}/move",
        page=f"/themes/{theme.id}/work",
        submissions=bad,
        target=bad,
    )
    assert answer.status_code == 422


def test_a_run_is_started_and_watched(session, desk, round, theme) -> None:
    board_page = f"/rounds/{round.slug}/board"
    wrong = post(desk, f"{board_page}/run", page=board_page, n_themes="1000")
    assert wrong.status_code == 422

    started = post(desk, f"{board_page}/run", page=board_page, n_themes="")

    run = session.scalars(select(ThemeRun)).one()
    assert started.location.endswith(f"/runs/{run.id}")
    part = desk.get(f"/runs/{run.id}", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "<html" not in part
    assert f'hx-get="/runs/{run.id}"' in part
    run.state, run.seconds, run.finished_at = "done", 1.5, clock.now()
    session.flush()
    ended = desk.get(f"/runs/{run.id}", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "hx-get" not in ended
    assert "hx-get" not in desk.get(f"/runs/{run.id}").get_data(as_text=True)


def test_a_suggested_split_is_shown_and_accepted(session, make, desk, round) -> None:
    texts = [f"เน็ตหมู่บ้านช้ามาก หลุดบ่อย {n}" for n in range(6)]
    texts += [f"โดนแก๊งคอลเซ็นเตอร์หลอกโอนเงิน {n}" for n in range(4)]
    theme = make.theme(round, "เรื่องปน", [make.submission(round, text) for text in texts])
    page = f"/themes/{theme.id}/work?suggest=split"
    assert "split-as-suggested" in desk.get(page).get_data(as_text=True)

    answer = post(
        desk,
        f"/themes/{theme.id}/split-as-suggested",
        page=page,
        suggested_label="หลอกลวง",
        seen=board.version(theme),
    )

    assert answer.status_code == 302
    made = session.scalar(select(Theme).where(Theme.label == "หลอกลวง"))
    assert 0 < made.size < 10
