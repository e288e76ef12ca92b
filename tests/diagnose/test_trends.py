"""What people speak of more than before, on every page that tells it."""

import json
from datetime import timedelta

import pytest

from ideation.accounts.models import Role
from ideation.cli.themes import group
from ideation.core import clock, files
from ideation.core.i18n import force_locale
from ideation.diagnose.models import SubmissionImport
from ideation.diagnose.service import placing, themes, theming, trends
from ideation.diagnose.service.themes import cards
from ideation.diagnose.service.waiting import waiting_for
from tests.factories import sign_in
from tests.helpers import post, words

DAY = timedelta(days=1)
CAMPAIGN = "ขอคัดค้านโครงการก่อสร้างเขื่อนแม่วงก์ เพราะจะทำลายผืนป่าและสัตว์ป่า"


@pytest.fixture
def browser(app):
    return app.test_client


@pytest.fixture
def visitor(browser):
    return in_english(browser())


@pytest.fixture
def round(make):
    return make.round()


@pytest.fixture
def spoken(make, round):
    """Make a theme with so many voices this week and so many in the four weeks before."""

    def speak(label: str, week: int, before: int, **values):
        now = clock.now()
        days = [now - 3 * DAY] * week + [now - (8 + n % 27) * DAY for n in range(before)]
        voices = [
            make.submission(round, f"{label} {n}", said_at=day, **values)
            for n, day in enumerate(days)
        ]
        return make.theme(round, label, voices)

    return speak


@pytest.fixture
def steady(make, round, spoken):
    make.submission(round, "เสียงแรกของรอบ", said_at=clock.now() - 40 * DAY)
    return [spoken(f"เรื่องทั่วไป {n}", week=5, before=20) for n in range(3)]


@pytest.fixture
def burst(steady, spoken):
    return spoken("น้ำท่วมเสาสัญญาณ", week=18, before=16)


def in_english(client):
    post(client, "/language", page="/about", locale="en", next="/about")
    return client


def found(round) -> dict[int, str]:
    return {key: trend.kind for key, trend in trends.of_round(round.id, clock.now()).items()}


def test_a_burst_rises_and_a_steady_theme_does_not(round, burst) -> None:
    assert found(round) == {burst.id: "rising"}
    trend = trends.of_round(round.id, clock.now())[burst.id]
    assert (trend.week, trend.weekly_before) == (18, 4)


def test_what_rose_a_month_ago_rises_no_longer(round, burst) -> None:
    assert trends.of_round(round.id, clock.now() + 30 * DAY) == {}


def test_a_matter_nobody_spoke_of_before_emerges(round, steady, spoken) -> None:
    fresh = spoken("ดาวเทียมตก", week=4, before=0)
    assert found(round) == {fresh.id: "emerging"}


def test_an_old_theme_is_not_new_when_people_speak_of_it_again(make, round, steady, spoken) -> None:
    again = spoken("สายสื่อสารรกรุงรัง", week=4, before=0)
    old = make.submission(round, "สายรกมาก", said_at=clock.now() - 90 * DAY)
    placing.place([old.id], [again.id], [0.9], now=clock.now())
    placing.recount([again.id])

    assert found(round) == {}


def test_a_campaign_of_copies_is_one_voice(session, make, round, steady) -> None:
    sent = [
        make.submission(round, CAMPAIGN + "ครับ" * (n % 2), said_at=clock.now() - DAY)
        for n in range(30)
    ]
    theming.store(
        [theming.Said(each.id, round.id, each.text) for each in sent],
        theming.prepare([each.text for each in sent]),
    )
    theme = make.theme(round, "คัดค้านเขื่อน", sent)
    assert found(round) == {}

    different = [make.submission(round, f"เขื่อนไม่ดีข้อ {n}") for n in range(30)]
    placing.place([each.id for each in different], [theme.id] * 30, [0.9] * 30, now=clock.now())
    assert trends.of_round(round.id, clock.now())[theme.id].week == 31


def test_a_file_without_dates_is_no_burst(session, make, round, steady, spoken) -> None:
    now = clock.now()
    file = files.store(session, "a.csv", b"text\n", "text/csv", now=now, actor=None)
    brought = SubmissionImport(
        round_id=round.id, file_id=file.id, format="csv", mapping={}, defaults={}, created_at=now
    )
    session.add(brought)
    session.flush()
    moment = now - 3 * DAY
    spoken("จากแฟ้มไม่มีวันที่", week=40, before=0, import_id=brought.id, created_at=moment)
    assert found(round) == {}

    dated = spoken("จากแฟ้มมีวันที่", week=40, before=0, import_id=brought.id)
    assert found(round) == {dated.id: "emerging"}


def test_withdrawn_voices_do_not_count(session, round, steady, spoken) -> None:
    spoken("ถอนแล้ว", week=20, before=4, withdrawn_at=clock.now())
    assert found(round) == {}


def test_rounds_are_told_apart_in_one_query(make, round, burst, queries) -> None:
    other = make.round()
    queries.clear()
    told = trends.of_rounds([round.id, other.id], clock.now())
    assert len(queries) == 1
    assert list(told) == [round.id]
    assert trends.of_rounds([], clock.now()) == {}


def test_every_page_tells_what_rises(browser, visitor, make, round, burst, steady) -> None:
    desk = in_english(sign_in(browser(), make.officer()))
    badge = "Rising 18 voices this week, 4 in an average week before"
    for client, url in (
        (visitor, f"/rounds/{round.slug}"),
        (visitor, f"/rounds/{round.slug}/themes"),
        (visitor, f"/themes/{burst.id}"),
        (desk, f"/rounds/{round.slug}/board"),
        (desk, f"/themes/{burst.id}/work"),
    ):
        assert words(client.get(url)).count(badge) == 1, url
    assert "in an average week" not in words(visitor.get(f"/themes/{steady[0].id}"))
    assert "1 theme is rising this week" in words(desk.get(f"/rounds/{round.slug}/board"))


def test_no_page_that_tells_it_asks_more_than_fifteen_questions(
    browser, make, round, burst, queries
) -> None:
    desk = sign_in(browser(), make.officer())
    pages = ["/", f"/rounds/{round.slug}", f"/rounds/{round.slug}/themes?trend=rising"]
    pages += [f"/rounds/{round.slug}/board", f"/themes/{burst.id}", f"/themes/{burst.id}/work"]
    for url in pages:
        desk.get(url)
        queries.clear()
        assert desk.get(url).status_code == 200
        assert len(queries) <= 15, url


def test_the_command_lists_what_rises(app, session, round, burst, steady) -> None:
    runner = app.test_cli_runner()
    asked = ["list", "--round", round.slug]
    listed = runner.invoke(group, asked)
    assert f"{burst.id}\t34\tnew\trising\t{burst.label}" in listed.output
    told = json.loads(runner.invoke(group, [*asked, "--json"]).output)
    trends_of = {row["id"]: row["trend"] for row in told}
    assert (trends_of[burst.id]["week"], trends_of[burst.id]["weekly_before"]) == (18, 4)
    assert trends_of[steady[0].id] is None


def test_the_badge_speaks_thai(browser, round, burst) -> None:
    page = words(browser().get(f"/themes/{burst.id}"))
    assert "กำลังเพิ่มขึ้น สัปดาห์นี้ 18 เสียง จากเฉลี่ยสัปดาห์ละ 4" in page


def test_an_emerging_theme_is_called_new(browser, visitor, round, steady, spoken) -> None:
    fresh = spoken("ดาวเทียมตก", week=4, before=0)
    assert "New this week" in words(visitor.get(f"/themes/{fresh.id}"))
    assert "ประเด็นใหม่สัปดาห์นี้" in words(browser().get(f"/themes/{fresh.id}"))


@pytest.mark.parametrize("page", ["themes", "board"])
def test_lists_are_narrowed_to_what_rises(browser, make, round, burst, steady, page) -> None:
    desk = sign_in(browser(), make.officer())
    url = f"/rounds/{round.slug}/{page}"

    rising = words(desk.get(url, query_string={"trend": "rising"}))
    assert burst.label in rising
    assert steady[0].label not in rising

    nothing = words(desk.get(url, query_string={"trend": "emerging"}))
    assert burst.label not in nothing
    assert "ไม่พบเรื่องที่ตรงกัน" in nothing
    assert steady[0].label in words(desk.get(url, query_string={"trend": "nonsense"}))


def test_officers_are_told_on_their_page_of_today(make, round, burst) -> None:
    officer = make.officer()
    with force_locale("en"):
        told = {line.kind: line for line in waiting_for(officer, clock.now())}
    line = told["theme.rising"]
    assert (line.number, line.path) == (1, f"/rounds/{round.slug}/board")
    assert str(line.sentence) == f"People speak of 1 theme in “{round.title}” more than before"
    assert "theme.rising" not in {
        line.kind for line in waiting_for(officer, clock.now() + 30 * DAY)
    }
    assert waiting_for(make.member(Role.EVALUATOR), clock.now()) == []


def test_weeks_end_with_the_present_one(make, round, burst) -> None:
    weeks = cards.weeks_of([burst.id], clock.now())[burst.id]
    assert [week.voices for week in weeks] == [3, 7, 6, 18]
    later = cards.weeks_of([burst.id], clock.now() + 14 * DAY)[burst.id]
    assert [week.voices for week in later[-2:]] == [0, 0]


def test_at_most_twelve_weeks_are_shown_and_the_last_that_had_voices(make, round) -> None:
    now = clock.now()
    voices = [make.submission(round, said_at=now - 7 * n * DAY - DAY) for n in range(20)]
    theme = make.theme(round, "นาน", voices)

    assert [week.voices for week in cards.weeks_of([theme.id], now)[theme.id]] == [1] * 12
    years = cards.weeks_of([theme.id], now + 700 * DAY)[theme.id]
    assert [week.voices for week in years] == [1] * 12
    assert years[-1].begins_at == now + (700 - 101 * 7) * DAY


def test_a_round_without_themes_has_no_trends(visitor, round) -> None:
    assert trends.of_round(round.id, clock.now()) == {}
    assert visitor.get(f"/rounds/{round.slug}/themes?trend=rising").status_code == 200
    assert themes.Wish.read({"trend": "rising"}).arguments() == {"trend": "rising"}
