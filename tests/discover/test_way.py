"""The way through Discover as people walk it, from a suggestion to a published need (O2)."""

import pytest
from sqlalchemy import select

from ideation.core import clock, ids
from ideation.diagnose.models import Submission
from ideation.discover.models import FieldNote, Need, Statement
from tests.discover.conftest import DAY, NOW
from tests.factories import sign_in
from tests.helpers import Browser, post, words

SECTORS = ("people", "state", "business", "other")
SUGGESTED = "ควรมีช่างดูแลเน็ตประจำตำบล"


@pytest.fixture
def browsers(app, make):
    """Five people of each sector: those of businesses with an organisation's account."""

    def one(sector: str, number: int) -> Browser:
        browser = Browser(app)
        if sector != "business":
            return browser
        name = f"ร้านค้าที่ {number}"
        return sign_in(browser, make.account(kind="organisation", organisation_name=name))

    return {sector: [one(sector, number) for number in range(5)] for sector in SECTORS}


def test_o2_four_sectors_answer_officers_keep_an_interview_and_a_need_is_published(
    app, make, session, theme, officer, browsers
):
    statements, notes = f"/themes/{theme.id}/statements", f"/themes/{theme.id}/field-notes"
    citizen, staff = Browser(app), sign_in(Browser(app), officer)

    # Somebody without an account suggests what people should be asked.
    page = post(
        citizen, f"{statements}/new", follow=True, text=SUGGESTED, submit_token=ids.new_token()
    )
    assert "ขอบคุณ" in words(page)

    # An officer approves it.
    desk = f"/rounds/{theme.round.slug}/statements/desk"
    statement = session.scalars(select(Statement)).one()
    post(staff, f"/statements/{statement.id}/approve", page=desk)
    assert SUGGESTED in words(citizen.get(statements))

    # The four sectors answer; businesses are known by their accounts, the others say it.
    for sector, group in browsers.items():
        for number, browser in enumerate(group):
            if sector != "business":
                post(browser, f"{statements}/as", page=statements, sector=sector)
            choice = "disagree" if sector == "business" and number < 3 else "agree"
            page = post(
                browser, f"/statements/{statement.id}/vote", page=statements, follow=True,
                choice=choice,
            )  # fmt: skip
            assert page.status_code == 200
    shown = words(page)
    assert "ส่วนใหญ่เห็นด้วย (85%)" in shown
    for sector in ("ประชาชน", "หน่วยงานของรัฐ", "ภาคธุรกิจ", "ผู้มีส่วนได้ส่วนเสียอื่น"):
        assert f"{sector} 5 ความเห็น" in shown, sector

    # An officer keeps an interview; the public does not read it.
    post(
        staff, f"{notes}/new", method="interview", held_on="2026-01-15", place="บ้านหนองน้ำใส",
        participants="3", text="ครูเล่าว่าเด็กส่งการบ้านไม่ทัน", submit_token=ids.new_token(),
    )  # fmt: skip
    note = session.scalars(select(FieldNote)).one()
    assert note.text in words(staff.get(notes))
    assert citizen.get(notes).status_code == 302, "led to the sign-in"

    # The officer writes down the need with what proves it, and publishes it.
    voice = session.scalars(select(Submission)).first()
    post(
        staff, f"/themes/{theme.id}/needs/new", who="นักเรียนในหมู่บ้านห่างไกล",
        what="เน็ตที่ใช้ได้ช่วงค่ำ", why="ส่งการบ้านได้ตรงเวลา", submissions=str(voice.id),
        statements=str(statement.id), field_notes=str(note.id), submit_token=ids.new_token(),
        act="save",
    )  # fmt: skip
    need = session.scalars(select(Need)).one()
    assert citizen.get(f"/needs/{need.id}").status_code == 404, "a draft is not public"
    post(staff, f"/needs/{need.id}/publish", page=f"/needs/{need.id}")

    # Everybody reads it, with the voice, the answers and the interview.
    shown = words(citizen.get(f"/needs/{need.id}"))
    for part in (
        need.who,
        need.what,
        need.why,
        voice.text,
        SUGGESTED,
        "ส่วนใหญ่เห็นด้วย (85%)",
        note.text,
    ):
        assert part in shown, part
    assert need.what in words(citizen.get(f"/themes/{theme.id}"))
    assert need.what in words(citizen.get(f"/rounds/{theme.round.slug}"))


def test_o2_after_the_stage_everybody_reads_and_nobody_answers(
    app, make, session, statement, officer
):
    browser = Browser(app)
    here = f"/themes/{statement.theme_id}/statements"
    post(browser, f"/statements/{statement.id}/vote", page=here, choice="agree")
    for window in statement.theme.round.windows:
        window.opens_at, window.closes_at = NOW - 9 * DAY, clock.now()
    session.flush()
    for choice in ("agree", "disagree"):
        refused = post(
            Browser(app), f"/statements/{statement.id}/vote", page="/about", choice=choice
        )
        assert refused.status_code == 409
    assert Browser(app).get(f"{here}/new").status_code == 409
    assert "1 ความเห็น" in words(Browser(app).get(f"{here}/results"))
    session.refresh(statement)
    assert (statement.agree_count, statement.vote_count) == (1, 1)
