"""What is measured, what it shows, and how it is drawn."""

import csv
import io

import pytest
from sqlalchemy import select

from ideation.accounts.models import Role
from ideation.core.errors import InvalidInput, NotAllowed, NotFound, TooLarge
from ideation.core.i18n import force_locale
from ideation.core.models import Event
from ideation.deliver import findings
from ideation.deliver.models import Indicator, Measurement
from ideation.deliver.service import pocs
from tests.deliver.trials import DAY, NOW, TODAY, days_ago, news, plan_of, running, verbs
from tests.factories import sign_in
from tests.helpers import post, words


@pytest.fixture
def officer(make):
    return make.officer(language="en")


@pytest.fixture
def poc(make, officer):
    return running(make, officer)


def values(session, indicator) -> list[tuple]:
    query = select(Measurement).where(Measurement.indicator_id == indicator.id)
    rows = session.scalars(query.order_by(Measurement.measured_on))
    return [(each.measured_on, each.value, each.note) for each in rows]


def enter(poc, officer, value, day=TODAY, number=0, **more):
    return pocs.measure(poc.indicators[number].id, day, value, **more, actor=officer, now=NOW)


def table(poc, officer, text, name=""):
    content = text.encode() if isinstance(text, str) else text
    return pocs.measure_table(poc.indicators[0].id, name, content, actor=officer, now=NOW)


def finding_of(baseline, target, *measured) -> findings.Finding:
    indicator = Indicator(baseline=baseline, target=target)
    for number, value in enumerate(measured):
        indicator.measurements.append(Measurement(measured_on=TODAY + number * DAY, value=value))
    return pocs.finding(indicator)


def test_a_second_value_of_a_day_corrects_the_first(poc, officer, session):
    enter(poc, officer, 30, note="นับตอนค่ำ")
    enter(poc, officer, 32.5)
    enter(poc, officer, 32.5)
    assert values(session, poc.indicators[0]) == [(TODAY, 32.5, "")]
    assert verbs(session, "indicator") == ["measurement.entered", "measurement.corrected"]
    corrected = session.scalars(select(Event).where(Event.verb == "measurement.corrected")).one()
    assert corrected.data["before"] == 30
    assert corrected.actor_id == officer.id


def test_entering_a_value_is_no_news(poc, officer, session):
    before = news(session)
    enter(poc, officer, 30)
    assert news(session) == before


@pytest.mark.parametrize(
    ("day", "value", "note", "field"),
    [
        (TODAY + DAY, 1, "", "measured_on"),
        (TODAY.replace(year=1999), 1, "", "measured_on"),
        (TODAY, float("inf"), "", "value"),
        (TODAY, -2e12, "", "value"),
        (TODAY, 1, "ก" * 501, "note"),
    ],
)
def test_values_that_cannot_be_taken(poc, officer, day, value, note, field):
    with pytest.raises(InvalidInput) as refused:
        enter(poc, officer, value, day, note=note)
    assert refused.value.field == field


def test_only_runners_measure(make, poc, officer):
    measurement = enter(poc, officer, 30)
    for actor in (make.account(), make.member(Role.EVALUATOR), make.member(Role.AUDITOR)):
        for attempt in (
            lambda actor=actor: enter(poc, actor, 99),
            lambda actor=actor: table(poc, actor, "2026-01-01,5"),
            lambda actor=actor: pocs.delete_measurement(measurement.id, actor=actor, now=NOW),
            lambda actor=actor: pocs.complete_milestone(
                poc.milestones[0].id, TODAY, actor=actor, now=NOW
            ),
            lambda actor=actor: pocs.show_indicator(poc.indicators[0].id, actor=actor),
        ):
            with pytest.raises(NotAllowed):
                attempt()


def test_a_deleted_value_is_gone_but_its_event_keeps_it(poc, officer, session):
    measurement = enter(poc, officer, 30)
    pocs.delete_measurement(measurement.id, actor=officer, now=NOW)
    assert values(session, poc.indicators[0]) == []
    gone = session.scalars(select(Event).where(Event.verb == "measurement.deleted")).one()
    assert (gone.data["before"], gone.data["measured_on"]) == (30, TODAY.isoformat())
    with pytest.raises(NotFound):
        pocs.delete_measurement(measurement.id, actor=officer, now=NOW)


def test_milestones_are_marked_and_unmarked(poc, officer, session):
    milestone = poc.milestones[0]
    pocs.complete_milestone(milestone.id, days_ago(3), actor=officer, now=NOW)
    assert milestone.done_on == days_ago(3)
    pocs.reopen_milestone(milestone.id, actor=officer, now=NOW)
    assert milestone.done_on is None
    assert verbs(session, "milestone") == ["milestone.done", "milestone.reopened"]
    with pytest.raises(InvalidInput):
        pocs.complete_milestone(milestone.id, TODAY + DAY, actor=officer, now=NOW)


def test_a_table_is_entered_whole(poc, officer, session):
    enter(poc, officer, 1, days_ago(9))
    text = f'{days_ago(9)},20,นับใหม่\n{days_ago(5)},"1,030.5"\n{days_ago(1)},๔๘'
    assert table(poc, officer, text) == 3
    assert values(session, poc.indicators[0]) == [
        (days_ago(9), 20, "นับใหม่"),
        (days_ago(5), 1030.5, ""),
        (days_ago(1), 48, ""),
    ]
    assert verbs(session, "indicator") == [
        "measurement.entered",
        "measurement.corrected",
        "measurement.entered",
        "measurement.entered",
    ]


def test_a_table_may_have_a_heading_tabs_thai_days_and_another_encoding(poc, officer, session):
    day = days_ago(4)
    thai_day = f"{day.day}/{day.month}/{day.year + 543}"
    content = f"วันที่\tค่า\tหมายเหตุ\n{thai_day}\t55\tนับที่โรงเรียน\n".encode("cp874")
    assert table(poc, officer, content, "values.csv") == 1
    assert values(session, poc.indicators[0]) == [(day, 55, "นับที่โรงเรียน")]


def test_of_a_table_with_bad_rows_nothing_is_stored_and_each_is_named(poc, officer, session):
    tomorrow = TODAY + DAY
    text = (
        f"{days_ago(3)},10\nเมื่อวาน,11\n{days_ago(2)},สิบ\n{tomorrow},12\n"
        f"{days_ago(3)},13\n{days_ago(1)},14,ก,ข"
    )
    with force_locale("en"), pytest.raises(pocs.BadRows) as refused:
        table(poc, officer, text)
    assert refused.value.problems == [
        "Line 2: write the day like 2026-06-12 or 12/6/2569.",
        "Line 3: the value must be a number.",
        "Line 4: this day lies ahead.",
        "Line 5: this day is in the table already.",
        "Line 6: there are more than three cells: day, value and note.",
    ]
    assert values(session, poc.indicators[0]) == []


@pytest.mark.parametrize("text", ["", "วันที่,ค่า\n", "\x00\x01", "nan\n2026-01-01,nan"])
def test_what_is_no_table_is_refused(poc, officer, text):
    with pytest.raises(InvalidInput) as refused:
        table(poc, officer, text)
    assert refused.value.field == "rows"


def test_a_table_of_too_many_rows_is_refused(poc, officer):
    rows = "\n".join(f"{(TODAY - n * DAY).isoformat()},1" for n in range(501))
    with pytest.raises(TooLarge):
        table(poc, officer, rows)
    with pytest.raises(TooLarge):
        table(poc, officer, "ก" * 1_100_000)


@pytest.mark.parametrize(
    ("baseline", "target", "measured", "share", "reached"),
    [
        (20, 80, (), 0, False),
        (20, 80, (25, 48), (48 - 20) / 60, False),
        (20, 80, (80,), 1, True),
        (20, 80, (95,), 1, True),
        (20, 80, (10,), 0, False),
        (40, 5, (30, 12), 28 / 35, False),
        (40, 5, (5,), 1, True),
        (40, 5, (3,), 1, True),
        (40, 5, (55,), 0, False),
        (-10, 0, (-5,), 0.5, False),
    ],
)
def test_o4_the_finding_for_rising_and_falling_targets(baseline, target, measured, share, reached):
    found = finding_of(baseline, target, *measured)
    assert found.share == pytest.approx(share)
    assert found.reached is reached
    assert found.latest == (measured[-1] if measured else None)


@pytest.mark.parametrize(
    ("baseline", "target", "measured", "sentence"),
    [
        (20, 80, (), "Not measured yet: the baseline is 20 km, the target 80 km"),
        (20, 80, (48,), "48 of 80 km: above the baseline, not yet at the target"),
        (20, 80, (81,), "81: the target of 80 km is reached"),
        (20, 80, (20,), "20: the same as the baseline; the target is 80 km"),
        (20, 80, (9,), "9: further from the target of 80 km than the baseline"),
        (40, 5, (12,), "12, to come down to 5 km: below the baseline, not yet at the target"),
        (40, 5, (4,), "4: the target of 5 km is reached"),
        (40, 5, (50,), "50: further from the target of 5 km than the baseline"),
    ],
)
def test_the_finding_in_words(app, baseline, target, measured, sentence):
    with force_locale("en"):
        assert findings.sentence(finding_of(baseline, target, *measured), "km") == sentence


def test_thai_puts_some_units_before_the_number():
    assert findings.amount(80, "ร้อยละ") == "ร้อยละ 80"
    assert findings.amount(1500, "ครัวเรือน") == "1,500 ครัวเรือน"


def test_the_latest_value_is_that_of_the_latest_day_not_the_last_entered(poc, officer, session):
    enter(poc, officer, 50, TODAY)
    enter(poc, officer, 30, days_ago(9))
    session.expire_all()
    assert pocs.finding(poc.indicators[0]).latest == 50


def test_baseline_target_and_values_are_drawn_to_one_scale(poc, officer, session):
    enter(poc, officer, 20, days_ago(20))
    enter(poc, officer, 50, days_ago(10))
    session.expire_all()
    chart = pocs.chart_of(poc.indicators[0], poc)
    first, last = chart.dots
    assert chart.target.y < last.y < first.y == chart.baseline.y
    assert last.y == pytest.approx((chart.target.y + chart.baseline.y) / 2, abs=0.2)
    assert (chart.first_on, chart.last_on) == (poc.starts_on, poc.ends_on)
    assert 0 < first.x < last.x < 100


def test_of_a_falling_target_the_target_line_lies_below(poc, officer, session):
    enter(poc, officer, 45, number=1)
    session.expire_all()
    chart = pocs.chart_of(poc.indicators[1], poc)
    assert chart.dots[0].y < chart.baseline.y < chart.target.y
    # The word of the lower line stands below it, that of the upper one above it.
    assert chart.target.word_y > chart.target.y
    assert chart.baseline.word_y < chart.baseline.y


@pytest.mark.parametrize("value", [0, 20, 36, 50, 76, 78, 79, 80, 82, 99])
@pytest.mark.parametrize("day", [1, 59, 60, 84, 85, 120])
def test_words_stay_inside_the_drawing_and_apart(make, officer, session, day, value):
    poc = running(make, officer, starts_on=days_ago(120), ends_on=TODAY + DAY)
    enter(poc, officer, 40, days_ago(120))
    enter(poc, officer, value, days_ago(120) + day * DAY)
    session.expire_all()
    chart = pocs.chart_of(poc.indicators[0], poc)
    word, last = chart.latest_word, chart.dots[-1]
    assert 12 < word.y < chart.height - 4
    assert not any(word.y - 14 < level.y < word.y + 4 for level in (chart.baseline, chart.target))
    assert (word.anchor == "end") == (last.x >= 70)
    # The words of the lines stand on the side where the latest value is not.
    assert chart.words_at_end == (last.x < 50)
    assert all(12 < level.word_y < chart.height for level in (chart.baseline, chart.target))


def test_o4_the_page_draws_the_target_line_with_a_table_beside_it(client, poc, officer):
    enter(poc, officer, 48, note="นับช่วงค่ำ")
    with client.session_transaction() as cookie:
        cookie["language"] = "en"
    page = client.get(f"/trials/{poc.id}")
    assert "48 of ร้อยละ 80: above the baseline, not yet at the target" in words(page)
    chart = page.text.split('<figure class="chart">')[1].split("</figure>")[0]
    assert 'class="trend-target"' in chart
    assert 'class="trend-baseline"' in chart
    assert chart.count("<circle") == 1
    assert "<details" in chart
    assert "นับช่วงค่ำ" in chart[chart.index("<table") :]
    assert " style=" not in chart


def test_a_value_is_entered_corrected_and_deleted_on_the_page(client, poc, officer, session):
    sign_in(client, officer)
    url = f"/trials/indicators/{poc.indicators[0].id}"
    said = post(client, url, follow=True, measured_on=TODAY.isoformat(), value="1,048.5")
    assert "is 1,048.5." in words(said)
    wrong = post(client, url, measured_on=TODAY.isoformat(), value="ประมาณ 50")
    assert wrong.status_code == 422
    assert "Enter a number" in words(wrong)
    assert 'value="ประมาณ 50"' in wrong.text
    (measurement,) = poc.indicators[0].measurements
    gone = post(client, f"/trials/measurements/{measurement.id}/delete", page=url, follow=True)
    assert "The value is deleted" in words(gone)
    assert "Nothing has been measured yet" in words(gone)


def test_a_table_that_was_refused_stays_in_the_box(client, poc, officer):
    sign_in(client, officer)
    url = f"/trials/indicators/{poc.indicators[0].id}"
    bad = post(client, f"{url}/table", page=url, rows="2026-01-01,5\nเมื่อวาน,6")
    assert bad.status_code == 422
    assert "Line 2: write the day like 2026-06-12" in words(bad)
    assert "เมื่อวาน,6" in bad.text
    file = (io.BytesIO(f"{days_ago(1)},7\n{days_ago(2)},8".encode()), "values.csv")
    good = post(client, f"{url}/table", page=url, follow=True, rows="", file=file)
    assert "2 values are entered." in words(good)


def test_all_measurements_as_a_file(client, make, officer):
    plan = plan_of(make)
    first = pocs.IndicatorPlan("=HYPERLINK", "ครั้ง", 40, 5)
    poc = running(make, officer, indicators=(first, plan.indicators[0]))
    enter(poc, officer, -1.5, days_ago(2), note="@SUM(1)")
    enter(poc, officer, 30, days_ago(1), number=1)
    response = client.get(f"/trials/{poc.id}/measurements.csv")
    rows = list(csv.reader(io.StringIO(response.text.removeprefix("\ufeff"))))
    assert rows == [
        ["indicator", "unit", "baseline", "target", "day", "value", "note"],
        ["'=HYPERLINK", "ครั้ง", "40", "5", days_ago(2).isoformat(), "-1.5", "'@SUM(1)"],
        ["ครัวเรือนที่ใช้ได้ช่วงค่ำ", "ร้อยละ", "20", "80", days_ago(1).isoformat(), "30", ""],
    ]
    assert "attachment" in response.headers["Content-Disposition"]
