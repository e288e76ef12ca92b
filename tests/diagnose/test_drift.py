"""How far a round has moved on since its themes were last formed."""

import pytest

from ideation.accounts.policy import OPERATOR
from ideation.core import clock
from ideation.core.perform import perform
from ideation.core.registry import registry
from ideation.diagnose.models import ThemeMember, ThemeRun
from ideation.diagnose.service import placing, theme_runs, theming
from ideation.diagnose.service.theme_runs import Change, Since
from tests.factories import sign_in
from tests.helpers import post, words

NET = "เน็ตประชารัฐที่หมู่บ้านช้ามาก บ้านเลขที่ {n}"
FRAUD = "โดนแก๊งคอลเซ็นเตอร์หลอกโอนเงินหมดบัญชี ครั้งที่ {n}"
FLOOD = "ภาพถ่ายดาวเทียมควรเตือนน้ำท่วมแปลงนา แปลงที่ {n}"


@pytest.fixture
def round(make):
    made = make.round()
    for text in (NET, FRAUD):
        said(make, made, text, 10)
    return made


@pytest.fixture
def desk(app, make):
    client = sign_in(app.test_client(), make.officer())
    post(client, "/language", page="/about", locale="en", next="/about")
    return client


def said(make, round, text: str, number: int):
    return [make.submission(round, text.format(n=n)) for n in range(number)]


def place(round, submissions) -> None:
    """Let the workers do what follows a post."""
    theming.store(
        [theming.Said(each.id, round.id, each.text) for each in submissions],
        theming.prepare([each.text for each in submissions]),
    )
    theming.assign(round.id, [each.id for each in submissions], now=clock.now())


def run(session, round, n_themes: int | str = 2) -> ThemeRun:
    made = theme_runs.request_run(round, n_themes=n_themes, actor=OPERATOR, now=clock.now())
    kind = registry.kinds[theme_runs.KIND]
    assert perform(session, kind, theme_runs.work_item_id(made)) == 1
    session.expire_all()
    return made


def test_the_first_run_has_nothing_to_compare_with(session, round) -> None:
    assert theme_runs.since_last_run(round.id) is None
    assert theme_runs.change_of(run(session, round)) is None


def test_a_run_without_news_changed_nothing(session, round) -> None:
    run(session, round)
    unclear = theme_runs.change_of(run(session, round)).unclear_old
    assert theme_runs.change_of(run(session, round)) == Change(0, 0, 0, 0, 0, unclear, False)


def test_new_texts_are_told_from_old_ones_that_moved(session, make, round) -> None:
    run(session, round)
    placed = session.query(ThemeMember).filter_by(is_primary=True).all()
    one, other = placed[0], next(each for each in placed if each.theme_id != placed[0].theme_id)
    # A worker would have put it beside the others; the run does.
    moved, wrong = one.submission_id, other.theme_id
    placing.place([moved], [wrong], [0.4], now=clock.now())
    placing.recentre([one.theme_id, wrong])
    session.commit()
    place(round, said(make, round, FLOOD, 12))

    change = theme_runs.change_of(run(session, round, 3))

    assert (change.texts_new, change.moved) == (12, 1)
    assert (change.themes_new, change.absorbed) == (1, 0)


def test_a_theme_that_went_into_another_is_counted(session, make, round) -> None:
    said(make, round, FLOOD, 10)
    run(session, round, 3)
    change = theme_runs.change_of(run(session, round, 2))
    assert (change.texts_new, change.themes_new, change.absorbed) == (0, 0, 1)
    assert change.moved == 10


def test_the_page_of_a_run_says_what_changed(session, make, desk, app, round) -> None:
    first = run(session, round)
    assert "since the time before" not in words(desk.get(f"/runs/{first.id}"))
    said(make, round, FLOOD, 12)
    second = run(session, round, 3)

    page = words(desk.get(f"/runs/{second.id}"))

    assert "12 texts came since the time before." in page
    assert "0 older texts moved to another theme. 1 theme is new." in page
    post(desk, "/language", page="/about", locale="th", next="/about")
    page = words(desk.get(f"/runs/{second.id}"))
    assert "มีข้อความใหม่ 12 ข้อความ ข้อความเดิม 0 ข้อความย้ายประเด็น เกิดประเด็นใหม่ 1 ประเด็น" in page


def test_new_texts_that_fit_less_well_are_reported(session, desk, round) -> None:
    made = run(session, round)
    made.texts = 300
    made.measures = {
        **made.measures,
        "texts_new": 100,
        "moved_old": 0,
        "themes_absorbed": 0,
        "unclear_new": 50,
        "unclear_old": 20,
    }
    session.commit()

    assert theme_runs.change_of(made).fits_worse
    page = words(desk.get(f"/runs/{made.id}"))
    assert "Many of the new texts still have no clear theme: 50 of 100." in page


def test_the_board_counts_what_came_since(session, make, desk, round) -> None:
    run(session, round)
    assert theme_runs.since_last_run(round.id) == Since(texts=20, new=0, open=0)
    came = said(make, round, FLOOD, 2)
    assert theme_runs.since_last_run(round.id) == Since(texts=20, new=2, open=0)
    place(round, came)
    assert theme_runs.since_last_run(round.id) == Since(texts=20, new=2, open=2)

    page = words(desk.get(f"/rounds/{round.slug}/board"))

    assert "2 texts came since the themes were last formed. 2 of them have no theme." in page
    assert "It is time to form the themes again" not in page


def test_the_board_asks_for_a_run_when_much_is_new(session, make, desk, round) -> None:
    run(session, round)
    place(round, said(make, round, FLOOD, 12))
    page = words(desk.get(f"/rounds/{round.slug}/board"))
    assert "It is time to form the themes again" in page
    assert "Many of the new texts do not fit the themes that there are." in page

    run(session, round, 3)
    assert "It is time to form" not in words(desk.get(f"/rounds/{round.slug}/board"))


def test_withdrawn_texts_did_not_come(session, make, round) -> None:
    run(session, round)
    (gone,) = said(make, round, FLOOD, 1)
    gone.withdrawn_at = clock.now()
    session.flush()
    assert theme_runs.since_last_run(round.id) == Since(texts=20, new=0, open=0)


@pytest.mark.parametrize(
    ("since", "calls", "badly"),
    [
        (Since(1000, 100, 0), False, False),
        (Since(1000, 101, 0), True, False),
        (Since(1000, 90, 10), True, True),
        (Since(1000, 90, 9), False, False),
        (Since(100_000, 1_000, 40), False, False),
        (Since(100_000, 1_000, 50), True, True),
    ],
)
def test_what_calls_for_a_run(since, calls, badly) -> None:
    assert (since.calls_for_run, since.fits_badly) == (calls, badly)
