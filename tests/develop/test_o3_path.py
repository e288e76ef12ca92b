"""O3 in the browsers of those who walk it: from a selected theme to an idea taken up."""

import re

from sqlalchemy import select

from ideation.accounts.models import Role
from ideation.core.clock import THAILAND
from ideation.develop.models import Challenge, Idea
from tests.develop.workshop import DAY, NOW
from tests.factories import sign_in
from tests.helpers import Browser, post, spread_news, words


def local(moment) -> str:
    return moment.astimezone(THAILAND).strftime("%Y-%m-%dT%H:%M")


def token(page) -> str:
    return re.search(r'name="submit_token"[^>]*value="([^"]+)"', page.text).group(1)


def test_o3_from_a_selected_theme_to_an_idea_that_is_taken_up(app, make, session):
    round_ = make.round(windows=[("develop", NOW - DAY, NOW + 60 * DAY)])
    voice = make.submission(round_, "เน็ตล่มทุกเย็น ลูกส่งการบ้านไม่ได้")
    theme = make.theme(
        round_, members=[voice], state="selected", reason="เดือดร้อนหลายตำบล", decided_at=NOW
    )
    need = make.need(theme, (voice,))
    officer = sign_in(Browser(app), make.officer())
    author_account, neighbour_account = make.account(), make.account()
    author = sign_in(Browser(app), author_account)
    neighbour, visitor = sign_in(Browser(app), neighbour_account), Browser(app)

    # The officer sets a challenge from the theme: first a draft, then open.
    form = f"/themes/{theme.id}/challenges/new"
    assert form in officer.get(f"/themes/{theme.id}").text
    page = post(
        officer, form, follow=True, act="save", title="เราจะให้เด็กส่งการบ้านช่วงค่ำได้อย่างไร",
        body="เริ่มได้ใน **หกเดือน**", needs=str(need.id), opens_at=local(NOW - DAY),
        closes_at=local(NOW + 30 * DAY), criterion_rows="2", criterion_0_name="ตรงความต้องการ",
        criterion_1_name="ทำได้จริง", criterion_1_description="ภายในหกเดือน",
        submit_token=token(officer.get(form)),
    )  # fmt: skip
    challenge = session.scalars(select(Challenge)).one()
    path = f"/challenges/{challenge.id}"
    assert "ฉบับร่าง" in words(page)
    assert visitor.get(path).status_code == 404
    post(officer, f"{path}/open", page=path)

    # Everybody reads it, from the round and from the need.
    for place in (f"/rounds/{round_.slug}", f"/themes/{theme.id}", f"/needs/{need.id}"):
        assert path in visitor.get(place).text
    page = visitor.get(path)
    assert "<strong>หกเดือน</strong>" in page.text
    assert need.title in words(page)

    # A visitor is told that an account is needed, and led to the sign-in and back.
    answer = visitor.get(f"{path}/ideas/new")
    assert answer.location.startswith("/account/login?next=")
    assert f"{challenge.id}%2Fideas%2Fnew" in answer.location or "ideas/new" in answer.location

    # Somebody proposes an idea, others support it and say what speaks for and against it.
    page = author.get(f"{path}/ideas/new")
    page = post(
        author, f"{path}/ideas/new", follow=True, act="save", title="ศาลาเน็ตยามค่ำ",
        body="เปิดศาลาทุกเย็น", submit_token=token(page),
    )  # fmt: skip
    idea = session.scalars(select(Idea)).one()
    home = f"/ideas/{idea.id}"
    assert f'data-draft-clear="idea-{challenge.id}"' in page.text
    post(visitor, f"{home}/support", page=home)
    post(neighbour, f"{home}/support", page=home)
    post(
        neighbour, f"{home}/comments", page=home, stance="against", text="ใครจ่ายค่าไฟ",
        submit_token=token(neighbour.get(home)),
    )  # fmt: skip

    # The author answers with a new version; the old one stays readable.
    post(
        author, f"{home}/edit", act="save", title="ศาลาเน็ตยามค่ำ",
        body="เปิดศาลาทุกเย็น อบต. จ่ายค่าไฟ", note="ตอบเรื่องค่าไฟ", seen="1",
    )  # fmt: skip
    assert "ใครจ่ายค่าไฟ" in words(visitor.get(home))
    assert "ตอบเรื่องค่าไฟ" in words(visitor.get(home))
    changed = visitor.get(f"{home}/versions/2")
    assert re.search(r"<ins>.*อบต.*</ins>", changed.text, re.DOTALL)
    assert "เปิดศาลาทุกเย็น" in words(visitor.get(f"{home}/versions/1"))

    # Evaluators assess it on the criteria, and the officer takes it up with a reason.
    scores = {f"score_{each.id}": "4" for each in challenge.criteria}
    for member in (make.member(Role.EVALUATOR), make.member(Role.EVALUATOR)):
        evaluator = sign_in(Browser(app), member)
        post(evaluator, f"{home}/assessment", page=home, note="ใช้ของเดิมได้", **scores)
    assert "ใช้ของเดิมได้" not in visitor.get(home).text
    reason = "ทำได้จริงในหกเดือนและมีผู้สนับสนุน"
    post(officer, f"{home}/promote", page=home, **{"promote-reason": reason})

    # Everybody reads what became of it, and the author hears of it.
    page = words(visitor.get(home))
    assert reason in page
    assert "นำไปทดลอง" in page
    session.commit()
    spread_news(session)
    assert reason in author.get("/account/inbox").text
