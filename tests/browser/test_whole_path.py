"""From a post to a committee's decision and what was done after it, and back to who spoke first.

Played as citizen, business, officer, evaluator, committee member and secretary, each in a browser
of their own, with real worker processes and a real mail server.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ideation.core import clock
from tests.browser.conftest import PHONE
from tests.browser.doing import form_of, form_themes, form_to, moved_to, press, put, send
from tests.browser.seed import WHOLE
from tests.browser.stack import Stack
from tests.processes import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

WORDS = "เน็ตประชารัฐที่หมู่บ้านหลุดทุกค่ำ ลูกส่งการบ้านไม่ทันเกือบทุกวัน"
LABEL = "อินเทอร์เน็ตหมู่บ้านหลุดช่วงค่ำ"
SELECTED_FOR = "กระทบการเรียนของเด็กหลายจังหวัด และแก้ได้ด้วยงบที่มีอยู่"
STATEMENT = "ควรมีจุดกระจายสัญญาณสำรองที่วัดหรือโรงเรียนของทุกหมู่บ้าน"
NEED = "อินเทอร์เน็ตที่ไม่หลุดระหว่างหกโมงเย็นถึงสามทุ่ม"
QUESTION = "เราจะทำให้เน็ตหมู่บ้านใช้ได้ทุกค่ำได้อย่างไร"
IDEA = "จุดกระจายสัญญาณสำรองที่ใช้ไฟจากแสงอาทิตย์"
PROMOTED_FOR = "คะแนนสูงสุด และเริ่มทดลองได้ภายในหนึ่งเดือน"
TRIAL = "ทดลองจุดกระจายสัญญาณสำรองใน 3 หมู่บ้าน"
CHANGED = "ย้ายจุดกระจายสัญญาณจากศาลาไปหอกระจายข่าว เพราะสูงกว่า"
WORKED = "ครัวเรือนที่ใช้ได้ช่วงค่ำถึงเป้าหมาย"
DECIDED_FOR = "ผลการทดลองชัดเจน ขยายได้ทันที"
STEP = "ติดตั้งเพิ่มอีก 20 หมู่บ้าน"
PROOF = "ติดตั้งครบ 20 หมู่บ้าน ตามรายงานตรวจรับ"
DAY = timedelta(days=1)


@dataclass
class Way:
    """Everybody's browser, and the numbers of what has been made so far."""

    browse: Any
    stack: Stack

    def __post_init__(self) -> None:
        self.browsers: dict[str, Page] = {}

    def at(self, role: str) -> Page:
        """Return a role's browser; citizens hold a phone."""
        if role not in self.browsers:
            small = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
            options = small if role == "citizen" else {}
            self.browsers[role] = self.browse(role, **options)
        return self.browsers[role]

    def go(self, role: str, path: str) -> Page:
        page = self.at(role)
        page.goto(path)
        return page


def test_from_a_post_to_the_decision_and_back(browse, stack):
    way = Way(browse, stack)
    number = post(way)
    theme = select_the_theme(way, number)
    need = discover(way, theme)
    idea = develop(way, theme, need)
    trial = try_it(way, idea)
    decision = decide(way, trial)
    carry_out(way, decision)
    read_what_became_of_it(way, number, decision)


def post(way: Way) -> str:
    """The citizen posts from a phone, signed in."""
    page = way.go("citizen", f"/rounds/{WHOLE}/speak")
    form = form_of(page, "text")
    put(form, "text", WORDS)
    put(form, "consent", "yes")
    form.locator("button[type=submit]:visible").last.tap()
    expect(page).to_have_url(re.compile("/receipt$"))
    return page.locator("#receipt-number").inner_text()


def select_the_theme(way: Way, number: str) -> str:
    """The officer lets the engine form themes, names the citizen's, and selects it."""
    page = way.at("officer")
    form_themes(page, WHOLE)
    holder = way.go("citizen", f"/submissions/{number}/status")
    path = holder.locator("main a[href^='/themes/']").first.get_attribute("href")
    page.goto(f"{path}/work")
    send(form_to(page, "/rename"), label=LABEL)
    expect(page.locator("h1")).to_have_text(LABEL)
    send(form_to(page, "/select"), reason=SELECTED_FOR)
    expect(page.locator("main")).to_contain_text(SELECTED_FOR)
    return path.removeprefix("/themes/")


def discover(way: Way, theme: str) -> str:
    """People answer a statement that a business suggested; the officer writes a need from it."""
    page = way.go("business", f"/themes/{theme}/statements/new")
    send(form_of(page, "text"), text=STATEMENT)
    if page.locator("[name=similar_seen]").count():
        send(form_of(page, "text"))
    desk = way.go("officer", f"/rounds/{WHOLE}/statements/desk")
    send(desk.locator("form[action$='/approve']").first)
    expect(desk.locator("#toasts")).to_be_visible()
    for role in ("citizen", "business"):
        voter = way.go(role, f"/themes/{theme}/statements")
        expect(voter.locator("#statement")).to_have_text(STATEMENT)
        voter.locator("button[name=choice][value=agree]").click()
        expect(voter.locator("#ask")).not_to_contain_text(re.compile("คำตอบของคุณไม่ถูกนับ"))
    desk.goto(f"/themes/{theme}/needs/new")
    form = form_of(desk, "who")
    put(form, "who", "นักเรียนในหมู่บ้านห่างไกล")
    put(form, "what", NEED)
    put(form, "why", "ส่งการบ้านได้ตรงเวลา")
    form.get_by_text(WORDS[:30]).first.click()
    form.locator("button[name=act][value=save]").last.click()
    need = moved_to(desk, r"/needs/(\d+)")
    press(desk, "/publish")
    expect(desk.locator("main")).to_contain_text(NEED)
    return need


def develop(way: Way, theme: str, need: str) -> str:
    """The officer opens a challenge; a business proposes, people take sides, officers promote."""
    desk = way.go("officer", f"/themes/{theme}/challenges/new")
    now = clock.now().astimezone(clock.THAILAND)
    form = form_of(desk, "criterion_0_name")
    for name, value in {
        "title": QUESTION,
        "body": "เสนอสิ่งที่เริ่มได้ภายในหกเดือน",
        "opens_at": f"{now - DAY:%Y-%m-%dT%H:%M}",
        "closes_at": f"{now + 20 * DAY:%Y-%m-%dT%H:%M}",
        "criterion_0_name": "ตรงความต้องการ",
        "criterion_1_name": "ทำได้จริง",
    }.items():
        put(form, name, value)
    form.locator("button[name=act][value=save]").last.click()
    challenge = moved_to(desk, r"/challenges/(\d+)")
    expect(desk.locator(f"main a[href='/needs/{need}']").first).to_be_visible()
    press(desk, "/open")

    maker = way.go("business", f"/challenges/{challenge}/ideas/new")
    form = form_of(maker, "body")
    put(form, "title", IDEA)
    put(form, "body", "ใช้เสาเดิมของหมู่บ้าน\n\n- แผงรับแสงอาทิตย์\n- แบตเตอรี่สำหรับสามชั่วโมง")
    form.locator("button[name=act][value=save]").last.click()
    idea = moved_to(maker, r"/ideas/(\d+)")

    phone = way.go("citizen", f"/ideas/{idea}")
    press(phone, "/support")
    expect(phone.locator("form[action$='/unsupport']").first).to_be_attached()
    send(form_to(phone, "/comments"), stance="for", text="เห็นด้วย ที่บ้านมีเสาเก่าอยู่แล้ว")
    expect(phone.locator("#comments")).to_contain_text("ที่บ้านมีเสาเก่าอยู่แล้ว")

    view = way.go("evaluator", f"/ideas/{idea}")
    form = form_to(view, "/assessment")
    names = form.locator("input[type=radio][value='4']").evaluate_all(
        "radios => radios.map(radio => radio.name)"
    )
    assert len(names) == 2
    send(form, **dict.fromkeys(names, "4"))

    desk.goto(f"/ideas/{idea}")
    send(form_to(desk, "/promote"), **{"promote-reason": PROMOTED_FOR})
    expect(desk.locator("main")).to_contain_text(PROMOTED_FOR)
    return idea


def try_it(way: Way, idea: str) -> str:
    """The officer plans and runs the trial; people join and comment; it is adjusted and works."""
    desk = way.go("officer", f"/ideas/{idea}/trial/new")
    today = clock.now().astimezone(clock.THAILAND).date()
    form = form_of(desk, "hypothesis")
    for name, value in {
        "title": TRIAL,
        "hypothesis": "ถ้ามีจุดสำรอง ครัวเรือนจะใช้เน็ตได้ทุกค่ำ",
        "where_tried": "สามหมู่บ้านในอำเภอเดียวกัน",
        "starts_on": f"{today - 40 * DAY}",
        "ends_on": f"{today + 40 * DAY}",
        "indicator_0_name": "ครัวเรือนที่ใช้ได้ช่วงค่ำ",
        "indicator_0_unit": "ร้อยละ",
        "indicator_0_baseline": "20",
        "indicator_0_target": "80",
        "milestone_0_title": "ติดตั้งครบสามจุด",
        "milestone_0_due_on": f"{today - 20 * DAY}",
    }.items():
        put(form, name, value)
    unit = form.locator("[name=unit_id] option").last.get_attribute("value")
    put(form, "unit_id", unit or "")
    form.locator("button[name=act][value=save]").last.click()
    trial = moved_to(desk, r"/trials/(\d+)")
    press(desk, "/start")

    phone = way.go("citizen", f"/trials/{trial}")
    press(phone, "/join")
    send(form_to(phone, "/feedback"), verdict="works", text="ค่ำนี้ลูกส่งการบ้านได้แล้ว")
    expect(phone.locator("main")).to_contain_text("ค่ำนี้ลูกส่งการบ้านได้แล้ว")

    measure = desk.locator("main a[href*='/trials/indicators/']").first.get_attribute("href") or ""
    for days, value in ((30, "45"), (1, "82")):
        desk.goto(measure)
        send(form_of(desk, "measured_on"), measured_on=f"{today - days * DAY}", value=value)
        expect(desk.locator("main")).to_contain_text(value)
    desk.goto(f"/trials/{trial}/adjust")
    form = form_of(desk, "hypothesis")
    put(form, "text", CHANGED)
    put(form, "reason", "ผู้ทดลองบอกว่าสัญญาณไม่ถึงท้ายหมู่บ้าน")
    form.locator("button[name=act][value=save]").last.click()
    expect(desk).to_have_url(re.compile(rf"/trials/{trial}"))
    desk.goto(f"/trials/{trial}/go")
    send(form_of(desk, "reason"), reason=WORKED)
    expect(desk.locator("main")).to_contain_text(WORKED)
    phone.goto(f"/trials/{trial}")
    for words in (CHANGED, WORKED):
        expect(phone.locator("main")).to_contain_text(words)
    expect(phone.locator("main svg[role=img]").first).to_be_visible()
    return trial


def decide(way: Way, trial: str) -> str:
    """The officer hands the dossier in; the committee meets, votes and approves."""
    desk = way.go("officer", f"/trials/{trial}")
    press(desk, "/dossier")
    dossier = moved_to(desk, r"/dossiers/(\d+)")
    missing = desk.locator("main a[href*='/sections/']").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    for path in dict.fromkeys(missing):
        desk.goto(path)
        body = desk.locator("textarea[name=body]")
        if body.input_value().strip():
            continue
        body.fill("ขยายจุดกระจายสัญญาณสำรองไปยังหมู่บ้านที่เน็ตหลุดช่วงค่ำ")
        send(form_of(desk, "body"), "button[type=submit].btn-primary")
    desk.goto(f"/dossiers/{dossier}")
    press(desk, "/submit")
    expect(desk.locator("form[action$='/take-back']").first).to_be_attached()

    table = way.go("committee_secretary", f"/agencies/{way.stack.names['agency']}/committees/new")
    send(form_of(table, "quorum"), name="คณะกรรมการเน็ตหมู่บ้าน", quorum="1")
    committee = moved_to(table, r"/committees/(\d+)")
    table.goto(f"/committees/{committee}/members/new")
    today = clock.now().astimezone(clock.THAILAND).date()
    send(
        form_of(table, "account_id"),
        account_id=str(way.stack.names["member_account"]),
        seat="chair",
        sector="state",
        starts_on=f"{today - 10 * DAY}",
        ends_on=f"{today + 300 * DAY}",
    )
    table.goto(f"/committees/{committee}/meetings/new")
    held_at = f"{clock.now().astimezone(clock.THAILAND):%Y-%m-%dT%H:%M}"
    send(form_of(table, "held_at"), title="ครั้งที่ 1/2569", held_at=held_at, place="ห้อง 1")
    meeting = moved_to(table, r"/meetings/(\d+)")
    send(form_to(table, "/items"), dossier_id=dossier)
    act(table, meeting, "call")
    act(table, meeting, "open")
    form = form_to(table, "/attendance")
    form.locator("input[name=present]").check()
    send(form)

    table.goto(f"/meetings/{meeting}")
    item = table.locator("main a[href*='/meetings/items/']").first.get_attribute("href") or ""
    table.goto(item)
    send(table.locator("main form:has(input[name=act][value=discuss])").first)
    form = table.locator("main form:has(input[name=act][value=open_vote])").first
    send(form, motion="เห็นชอบให้ขยายผล")
    member = way.go("committee_member", "/")
    member.locator(f"main a[href*='{item}'], main a[href*='/meetings/']").first.click()
    member.goto(item)
    send(form_to(member, "/vote"), ballot="approve", reason="ได้ผลจริง")
    table.goto(f"{item}/decide")
    send(table.locator("main form:has(input[name=act][value=close_vote])").first)
    table.goto(f"{item}/decide")
    send(form_of(table, "reasons"), reasons=DECIDED_FOR, forwarded_to="คณะรัฐมนตรี")
    table.goto(item)
    link = table.locator("main a[href*='/decisions/']").first.get_attribute("href") or ""
    act(table, meeting, "close")
    return link.rpartition("/")[2]


def act(page: Page, meeting: str, name: str) -> None:
    """Do an act of the secretary on the page of the meeting."""
    page.goto(f"/meetings/{meeting}")
    send(page.locator(f"main form:has(input[name=act][value={name}])").first)


def carry_out(way: Way, decision: str) -> None:
    """The officer adds a step, begins it, and finishes it with proof."""
    desk = way.go("officer", f"/decisions/{decision}")
    send(form_to(desk, "/outcomes"), title=STEP)
    expect(desk.locator("main")).to_contain_text(STEP)
    press(desk, "/begin")
    finish = desk.locator("main a[href$='/finish']").first
    finish.click()
    send(form_of(desk, "evidence"), evidence=PROOF)
    expect(desk.locator("main")).to_contain_text(PROOF)


def read_what_became_of_it(way: Way, number: str, decision: str) -> None:
    """The citizen finds everything on one line, in the inbox, and in the mail."""
    phone = way.go("citizen", f"/submissions/{number}/status")
    for words in (WORDS, LABEL, NEED, IDEA, DECIDED_FOR, STEP):
        expect(phone.locator("main .timeline")).to_contain_text(words)
    stranger = way.go("visitor", f"/trace/decision/{decision}")
    for words in (LABEL, QUESTION, IDEA, TRIAL, STEP):
        expect(stranger.locator("main")).to_contain_text(words)
    address = way.stack.names["citizen_email"]
    wait_for("every step is in the citizen's mail", lambda: told(way.stack, address), 60)
    phone.goto("/account/inbox")
    for words in (IDEA, TRIAL):
        expect(phone.locator("main")).to_contain_text(words)


def told(stack: Stack, address: str) -> bool:
    texts = [str(letter.get_content()) for letter in stack.letters() if letter["To"] == address]
    wanted = (SELECTED_FOR, NEED, PROMOTED_FOR, WORKED, DECIDED_FOR, STEP)
    return all(any(words in text for text in texts) for words in wanted)
