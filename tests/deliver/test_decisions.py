"""What everybody reads of decisions: those of a round, one of them, and that none is changed."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ideation.accounts.models import Role
from ideation.core.registry import Panel, registry
from ideation.deliver.service import decisions
from ideation.deliver.service.search import search_decisions
from ideation.trace.service.latest import latest
from tests.deliver.dossier_story import DAY, NOW, handed_in, on_agenda
from tests.factories import sign_in
from tests.helpers import Browser, words

MOST_QUERIES = 15


@pytest.fixture
def officer(make):
    return make.officer()


@pytest.fixture
def browser(app) -> Browser:
    return Browser(app)


@pytest.fixture
def decided(make, officer):
    """A decision on a dossier that went through every stage."""

    def decide(**values):
        round = values.pop("round", None)
        made = {"round": round} if round else {}
        dossier = handed_in(make, officer, **made)
        return make.decision(on_agenda(make, dossier, state="closed"), **values)

    return decide


def round_of(decision):
    return decision.dossier.poc.round


def test_o4_a_decision_is_read_by_everybody(decided, browser):
    decision = decided(reasons="ผลดี **มาก**", forwarded_to="สำนักงบประมาณ")
    page = browser.get(f"/decisions/{decision.id}")
    said = words(page)
    assert f"มติที่ {decision.number}" in said
    assert "เห็นชอบตามข้อเสนอ" in said
    assert "<strong>มาก</strong>" in page.text
    assert "สำนักงบประมาณ" in said
    assert "เห็นชอบ 2 จาก 3 เสียง" in said
    assert "อินเทอร์เน็ตชุมชน" in said
    dossier_id, meeting = decision.dossier_id, decision.item.meeting
    for path in (
        f"/dossiers/{dossier_id}/versions/1",
        f"/meetings/{meeting.id}",
        f"/trials/{decision.dossier.poc_id}",
    ):
        assert f'href="{path}"' in page.text
    assert 'method="post" action="/decisions' not in page.text
    assert meeting.committee.name in said


@pytest.mark.parametrize(
    ("ruling", "sentence", "follows"),
    [
        ("returned", "ส่งข้อเสนอกลับให้ปรับปรุง", "เสนอต่อคณะกรรมการอีกครั้ง"),
        ("rejected", "ไม่เห็นชอบตามข้อเสนอ", "ไม่มีงานตามมติ"),
    ],
)
def test_other_rulings_in_words(decided, browser, ruling, sentence, follows):
    decision = decided(ruling=ruling, points="ขอแผนสามปี" if ruling == "returned" else "")
    said = words(browser.get(f"/decisions/{decision.id}"))
    assert sentence in said
    assert follows in said
    assert ("ขอแผนสามปี" in said) == (ruling == "returned")


def test_a_decision_names_those_before_and_after_it(make, decided, browser):
    first = decided(ruling="returned", points="ขอแผนสามปี")
    item = on_agenda(make, first.dossier, state="closed")
    second = make.decision(item, follows_id=first.id)
    before, after = (browser.get(f"/decisions/{each.id}") for each in (first, second))
    assert f"อ่านมติที่ {second.number}" in words(before)
    assert f'href="/decisions/{second.id}"' in before.text
    assert f"สืบเนื่องจากมติที่ {first.number}" in words(after)


@pytest.mark.parametrize("change", ["UPDATE decision SET reasons = 'อื่น'", "DELETE FROM decision"])
def test_the_database_refuses_to_change_a_decision(decided, session, change):
    decided()
    with pytest.raises(DBAPIError, match="never changed"), session.begin_nested():
        session.execute(text(change))


def test_no_route_changes_a_decision(app):
    changing = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if "/decisions" in rule.rule and rule.methods & {"POST", "PUT", "PATCH", "DELETE"}
    }
    assert changing == {"/decisions/<int:decision_id>/outcomes"}


def test_a_decision_shows_the_title_that_was_decided_on(decided, browser, session):
    decision = decided(ruling="returned", points="ปรับชื่อ")
    old = decision.dossier.title
    decision.dossier.title = "ชื่อใหม่ที่ยังเขียนอยู่"
    session.flush()
    for path in (f"/decisions/{decision.id}", f"/rounds/{round_of(decision).slug}/decisions"):
        said = words(browser.get(path))
        assert old in said
        assert "ชื่อใหม่ที่ยังเขียนอยู่" not in said


def test_decisions_of_a_draft_round_are_for_its_staff(app, make, decided, browser):
    decision = decided(round=make.round(state="draft", published_at=None))
    paths = (f"/decisions/{decision.id}", f"/rounds/{round_of(decision).slug}/decisions")
    for path in paths:
        assert browser.get(path).status_code == 404
        assert sign_in(Browser(app), make.member(Role.EVALUATOR)).get(path).status_code == 200
    assert latest(5) == []
    assert search_decisions(decision.number, 5) == []
    assert registry.titles["decision"]([decision.id]) == {}
    assert browser.get("/decisions/999999").status_code == 404


def test_a_round_lists_its_decisions_newest_first(make, decided, browser):
    round = make.round()
    old = decided(round=round, decided_at=NOW - DAY)
    new = decided(
        round=round, ruling="returned", points="ขอแผนสามปี", reasons="งบประมาณไม่ชัด",
    )  # fmt: skip
    decided()
    make.outcome_step(old, state="done", evidence="ทำแล้ว", done_at=NOW)
    make.outcome_step(old, due_on=(NOW - 2 * DAY).date())
    make.outcome_step(old, state="dropped", reason="ไม่จำเป็น")
    page = browser.get(f"/rounds/{round.slug}/decisions")
    said = words(page)
    assert page.text.index(f"/decisions/{new.id}") < page.text.index(f"/decisions/{old.id}")
    assert "เสร็จแล้ว 1 จาก 2 งาน" in said
    assert "เลยกำหนด 1 งาน" in said
    assert "2 รายการ" in said

    filtered = words(browser.get(f"/rounds/{round.slug}/decisions?ruling=returned"))
    assert "งบประมาณไม่ชัด" in filtered
    assert "เสร็จแล้ว 1 จาก 2 งาน" not in filtered
    assert "ไม่พบ" in words(browser.get(f"/rounds/{round.slug}/decisions?q=ไม่มีคำนี้"))
    odd = browser.get(f"/rounds/{round.slug}/decisions?ruling=x&q=%00&page=-1")
    assert odd.status_code == 200


def test_a_round_without_decisions_says_what_will_come(make, browser):
    round = make.round()
    assert "ยังไม่มีมติ" in words(browser.get(f"/rounds/{round.slug}/decisions"))
    assert decisions.round_panel(round, NOW) is None


def test_the_round_tells_what_became_of_its_decisions(make, decided, browser):
    decision = decided()
    make.outcome_step(decision)
    page = browser.get(f"/rounds/{round_of(decision).slug}")
    assert "มติและผลที่ตามมา" in words(page)
    assert f'href="/decisions/{decision.id}"' in page.text


def test_the_latest_decisions_are_told_as_stories(make, decided):
    decided(decided_at=NOW - DAY)
    newest = decided()
    [told] = latest(1)
    assert told.ref == ("decision", newest.id)
    poc = newest.dossier.poc
    assert told.voices == poc.idea.challenge.theme.size == 3
    assert (told.label, told.trial) == ("อินเทอร์เน็ตชุมชน", poc.title)
    assert (told.theme_id, told.round) == (poc.idea.challenge.theme_id, round_of(newest).title)
    assert len(latest(9)) == 2


def test_decisions_are_found_by_their_words(decided):
    decision = decided(reasons="ประหยัดงบประมาณได้จริง")
    for typed in ("ประหยัดงบ", decision.number, "จุดกระจายสัญญาณ"):
        [found] = search_decisions(typed, 5)
        assert (found.id, found.path) == (decision.id, f"/decisions/{decision.id}")
        assert found.title == decision.dossier.title
    assert search_decisions("100%", 5) == search_decisions("", 5) == []


def test_what_they_are_called_elsewhere(make, decided):
    decision = decided()
    step = make.outcome_step(decision)
    title = decision.dossier.title
    assert registry.titles["dossier"]([decision.dossier_id]) == {decision.dossier_id: title}
    assert registry.titles["decision"]([decision.id]) == {
        decision.id: f"มติที่ {decision.number} เรื่อง {title}"
    }
    assert registry.titles["outcome_step"]([step.id]) == {step.id: step.title}


def test_later_rooms_add_to_the_page(decided, browser, monkeypatch):
    decision = decided()
    round = round_of(decision)
    panel = Panel("decisions/_panel.html", {"round": round, "lines": []})
    monkeypatch.setitem(registry.panels, "decision", {"test": lambda _found, _now: panel})
    assert "ดูมติทั้งหมด" in words(browser.get(f"/decisions/{decision.id}"))


def test_pages_need_few_queries_however_much_there_is(
    app, make, officer, decided, browser, queries
):
    round = make.round()
    desk = sign_in(Browser(app), officer)
    decision = decided(round=round)
    make.outcome_step(decision)
    counts = []
    for more in (0, 19):
        for number in range(more):
            other = decided(round=round, decided_at=NOW - DAY)
            make.outcome_step(other, position=number)
            make.outcome_step(decision, position=number)
        for visitor in (browser, desk):
            for path in (f"/rounds/{round.slug}/decisions", f"/decisions/{decision.id}"):
                visitor.get(path)
                queries.clear()
                assert visitor.get(path).status_code == 200
                counts.append(len(queries))
    assert max(counts) <= MOST_QUERIES
    assert counts[:4] == counts[4:]
