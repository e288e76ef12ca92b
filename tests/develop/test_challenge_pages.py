"""The pages of challenges: the list, the question with its ideas, the form, the table."""

import csv
import io
import re

import pytest
from sqlalchemy import func, select

from ideation.core.clock import THAILAND
from ideation.develop.models import Challenge
from ideation.develop.service import assessments, challenges
from tests.develop.workshop import DAY, NOW, content, workshop
from tests.factories import sign_in
from tests.helpers import Browser, post, words

MOST_QUERIES = 15


def local(moment) -> str:
    return moment.astimezone(THAILAND).strftime("%Y-%m-%dT%H:%M")


def typed(shop, **values) -> dict[str, str]:
    return {
        "act": "save",
        "title": "เราจะ…ได้อย่างไร",
        "body": "เสนอ **แนวคิด**",
        "needs": str(shop.need.id),
        "opens_at": local(NOW),
        "closes_at": local(NOW + 20 * DAY),
        "criterion_rows": "3",
        **{f"criterion_{row}_{name}": "" for row in range(3) for name in ("name", "description")},
        "criterion_0_name": "ทำได้จริง",
        "submit_token": "t" * 43,
        **values,
    }


@pytest.fixture
def browser(app):
    """A visitor's browser."""
    return Browser(app)


@pytest.fixture
def officer(app, shop):
    """The officer's browser."""
    return sign_in(Browser(app), shop.officer)


def test_a_round_without_challenges_says_what_comes(make, browser, app):
    round_ = make.round()
    page = browser.get(f"/rounds/{round_.slug}/challenges")
    assert "empty-state" in page.text
    officer = sign_in(Browser(app), make.officer())
    page = officer.get(f"/rounds/{round_.slug}/challenges").text
    assert f"/rounds/{round_.slug}/board" in page


def test_the_list_shows_open_ones_first_and_drafts_to_staff_only(shop, browser, officer, session):
    closed = shop.make.challenge(shop.theme, title="ปิดแล้ว", state="closed")
    draft = challenges.draft(shop.theme.id, content(title="ร่าง"), actor=shop.officer, now=NOW)
    path = f"/rounds/{shop.round.slug}/challenges"
    found = re.findall(r'href="/challenges/(\d+)"', browser.get(path).text)
    assert [int(each) for each in found] == [shop.challenge.id, closed.id]
    assert f"/challenges/{draft.id}" in officer.get(path).text


def test_the_list_is_paged(shop, browser, session):
    for number in range(25):
        shop.make.challenge(shop.theme, title=f"โจทย์ที่ {number}")
    path = f"/rounds/{shop.round.slug}/challenges"
    pages = [browser.get(f"{path}?page={number}").text for number in (1, 2)]
    assert [len(re.findall(r'stretched-link" href="/challenges/', page)) for page in pages] == [
        20,
        6,
    ]


def test_a_challenge_shows_its_question_needs_criteria_and_dates(shop, browser):
    page = words(browser.get(shop.path))
    for said in (
        shop.challenge.title,
        shop.need.title,
        "ตรงความต้องการ",
        "ทำได้จริง",
        shop.theme.label,
    ):
        assert said in page
    assert browser.get(shop.path).text.count("btn-primary") == 1


def test_a_need_that_was_taken_back_is_not_shown(shop, browser, session):
    shop.need.state, shop.need.published_at = "draft", None
    session.flush()
    assert shop.need.title not in words(browser.get(shop.path))


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"opens_at": NOW + DAY, "closes_at": NOW + 5 * DAY}, "Not open yet"),
        ({"opens_at": NOW - 5 * DAY, "closes_at": NOW - DAY}, "Closed for ideas"),
        ({"state": "closed"}, "Closed for ideas"),
        ({}, "Open for ideas"),
    ],
)
def test_a_challenge_says_whether_ideas_are_taken(make, browser, values, says):
    shop = workshop(make, **values)
    with browser.session_transaction() as session:
        session["language"] = "en"
    page = browser.get(shop.path)
    assert says in words(page)
    assert (f"{shop.path}/ideas/new" in page.text) == (says == "Open for ideas")


def test_outside_of_the_stage_of_the_round_the_challenge_pauses(make, browser):
    shop = workshop(make, ("discover",))
    with browser.session_transaction() as session:
        session["language"] = "en"
    page = browser.get(shop.path)
    assert "The Develop stage of this round is not open now" in words(page)
    assert f"{shop.path}/ideas/new" not in page.text


def test_ideas_are_searched_and_filters_can_be_taken_away(shop, browser):
    shop.propose(title="ห้องสมุดเปิดค่ำ", body="เปิดห้องสมุดถึงสามทุ่ม")
    shop.propose(title="ลดภาษี", body="ลดภาษีรถยนต์")
    page = browser.get(f"{shop.path}?q=ห้องสมุด&sort=newest")
    assert "ห้องสมุดเปิดค่ำ" in words(page)
    assert "ลดภาษี" not in words(page)
    assert f'href="{shop.path}?sort=newest"' in page.text
    page = browser.get(f"{shop.path}?q=ไม่มีเลย")
    assert "empty-state" in page.text


@pytest.mark.parametrize("number", [1, 24])
def test_the_pages_need_few_queries_whatever_the_number_of_ideas(
    shop, make, session, browser, officer, queries, number
):
    for each in range(number):
        idea = shop.propose(make.account(), title=f"แนวคิดที่ {each}")
        assessments.assess(idea.id, shop.scores(3, 4), "", actor=shop.evaluator, now=NOW)
    paths = (shop.path, f"/rounds/{shop.round.slug}/challenges", f"{shop.path}/assessments")
    for client in (browser, officer):
        for path in paths[: 2 if client is browser else 3]:
            session.expire_all()
            queries.clear()
            assert client.get(path).status_code == 200
            assert len(queries) <= MOST_QUERIES, (path, queries)


def test_an_officer_writes_a_challenge_and_a_double_press_makes_one(shop, session, officer):
    form = f"/themes/{shop.theme.id}/challenges/new"
    for _turn in range(2):
        answer = post(officer, form, **typed(shop))
        assert answer.status_code == 302
    made = session.scalars(select(Challenge).where(Challenge.state == "draft")).one()
    assert [each.name for each in made.criteria] == ["ทำได้จริง"]
    assert [need.id for need in made.needs] == [shop.need.id]
    assert made.closes_at == (NOW + 20 * DAY).replace(second=0, microsecond=0)


def test_a_preview_and_more_rows_store_nothing_and_lose_nothing(shop, session, officer):
    form = f"/themes/{shop.theme.id}/challenges/new"
    answer = post(officer, form, **typed(shop, act="preview"))
    assert "<strong>แนวคิด</strong>" in answer.text
    answer = post(officer, form, **typed(shop, act="add-row"))
    assert 'name="criterion_3_name"' in answer.text
    assert "ทำได้จริง" in answer.text
    answer = post(officer, form, **typed(shop, act="add-row", criterion_rows="8"))
    assert 'name="criterion_8_name"' not in answer.text
    assert session.scalar(select(func.count()).select_from(Challenge)) == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "ก" * 201}, "title"),
        ({"body": ""}, "body"),
        ({"closes_at": ""}, "closes_at"),
        ({"closes_at": local(NOW - DAY)}, "closes_at"),
        ({"closes_at": "2570-01-01T08:00"}, "closes_at"),
        ({"criterion_0_name": ""}, "criterion_0_name"),
        ({"criterion_0_name": "", "criterion_2_description": "ไม่มีชื่อ"}, "criterion_2_name"),
        ({"criterion_2_name": "ทำได้จริง"}, "criterion_2_name"),
    ],
)
def test_mistakes_are_shown_at_their_field(shop, officer, values, field):
    answer = post(officer, f"/themes/{shop.theme.id}/challenges/new", **typed(shop, **values))
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert "เสนอ **แนวคิด**" in answer.text or field == "body"


def test_a_criterion_in_use_is_kept_with_a_clear_sentence(shop, session, officer):
    idea = shop.propose()
    assessments.assess(idea.id, shop.scores(3, 4), "", actor=shop.evaluator, now=NOW)
    form = f"{shop.path}/edit"
    page = officer.get(form).text
    version = re.search(r'name="version"[^>]*value="([^"]+)"', page).group(1)
    with officer.session_transaction() as kept:
        kept["language"] = "en"
    answer = post(officer, form, **typed(shop, version=version))
    assert answer.status_code == 422
    assert "so it stays as it is called" in words(answer)
    session.expire_all()
    assert len(shop.challenge.criteria) == 2


def test_an_edit_from_an_old_page_is_refused_once(shop, session, officer):
    form = f"{shop.path}/edit"
    answer = post(officer, form, **typed(shop, title="จากหน้าเก่า", version="old"))
    assert answer.status_code == 422
    assert "จากหน้าเก่า" in answer.text
    version = re.search(r'name="version"[^>]*value="([^"]+)"', answer.text).group(1)
    answer = post(officer, form, **typed(shop, title="จากหน้าเก่า", version=version))
    assert answer.status_code == 302
    session.expire_all()
    assert shop.challenge.title == "จากหน้าเก่า"


def test_a_challenge_whose_last_day_is_over_leads_to_its_dates(make, app):
    shop = workshop(make, state="closed", opens_at=NOW - 5 * DAY, closes_at=NOW - DAY)
    officer = sign_in(Browser(app), shop.officer)
    answer = post(officer, f"{shop.path}/reopen", page=shop.path)
    assert answer.location == f"{shop.path}/edit"


def test_closing_asks_and_can_be_taken_back(shop, session, officer):
    assert "confirm-question" in officer.get(shop.path).text
    post(officer, f"{shop.path}/close", page=shop.path)
    session.expire_all()
    assert shop.challenge.state == "closed"
    post(officer, f"{shop.path}/reopen", page=shop.path)
    session.expire_all()
    assert shop.challenge.state == "open"


def test_the_table_is_sorted_by_its_address_and_paged(shop, make, officer):
    for number in range(22):
        make.idea(shop.challenge, title=f"แนวคิดที่ {number:02}", support_count=number)
    page = officer.get(f"{shop.path}/assessments?sort=-support")
    found = re.findall(r'href="/ideas/\d+" lang="th">แนวคิดที่ (\d\d)', page.text)
    assert found[:3] == ["21", "20", "19"]
    assert len(found) == 20
    assert "page=2" in page.text
    assert officer.get(f"{shop.path}/assessments?sort=nonsense&state=x&page=z").status_code == 200


def test_a_challenge_without_ideas_has_an_empty_table(shop, officer):
    assert "empty-state" in officer.get(f"{shop.path}/assessments").text


def test_the_file_holds_all_ideas_and_runs_no_formulas(shop, officer, browser):
    idea = shop.propose(title="=SUM(A1)", body="@ข้อความ, มีจุลภาค\nสองบรรทัด")
    assessments.assess(idea.id, shop.scores(3, 4), "", actor=shop.evaluator, now=NOW)
    answer = officer.get(f"{shop.path}/assessments.csv")
    assert answer.get_data().startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig")))
    assert (row["title"], row["mean_score"], row["assessors"]) == ("'=SUM(A1)", "3.50", "1")
    assert row["body"].startswith("'@ข้อความ")
    assert f"{shop.path}/assessments.csv" in officer.get(shop.path).text
    assert f"{shop.path}/assessments.csv" not in browser.get(shop.path).text
    assert browser.get(f"{shop.path}/assessments.csv").location.startswith("/account/login")


def test_on_the_page_of_a_theme_officers_find_their_drafts(shop, officer, browser):
    made = challenges.draft(shop.theme.id, content(title="ร่าง"), actor=shop.officer, now=NOW)
    path = f"/themes/{shop.theme.id}"
    assert f"/challenges/{made.id}" in officer.get(path).text
    assert f"/challenges/{made.id}" not in browser.get(path).text


def test_hostile_words_of_officers_are_harmless_too(shop, session, browser):
    shop.challenge.title = "<script>alert(1)</script>"
    shop.challenge.body = "<script>alert(2)</script> [x](javascript:alert(3))"
    session.flush()
    page = browser.get(shop.path).text
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
