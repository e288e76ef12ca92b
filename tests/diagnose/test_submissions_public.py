"""What everybody reads: the list with its search and filters, one submission, the file, support."""

import csv
import io

import pytest
from sqlalchemy import select

from ideation.core import clock
from ideation.core.errors import Conflict, StageClosed
from ideation.core.registry import registry
from ideation.core.work import add
from ideation.diagnose.models import Submission, Support
from ideation.diagnose.service import support
from tests.factories import sign_in
from tests.helpers import Browser, at_once, perform_all, post, words

MOST_QUERIES = 13


@pytest.fixture
def browser(app) -> Browser:
    return Browser(app)


def index_words(session, *submissions) -> None:
    """Let the worker find words and vectors."""
    add(session(), "submission.theme", [each.id for each in submissions], now=clock.now())
    session.commit()
    perform_all(session, "submission.theme")


def test_a_word_inside_unspaced_text_is_found(browser, session, make):
    round = make.round()
    found = make.submission(round, "ทำบัตรประชาชนดิจิทัลไม่ได้สักที", title="เรื่องบัตร")
    other = make.submission(round, "อินเทอร์เน็ตช้ามากตอนกลางคืน", title="เรื่องเน็ต")
    index_words(session, found, other)

    page = words(browser.get(f"/rounds/{round.slug}/submissions?q=ประชาชน"))

    assert "เรื่องบัตร" in page
    assert "เรื่องเน็ต" not in page


def test_words_that_name_an_order_can_be_searched_for(browser, session, make):
    round = make.round()
    index_words(session, *[make.submission(round, "the newest mast") for _ in range(21)])

    page = browser.get(f"/rounds/{round.slug}/submissions?q=newest").get_data(as_text=True)

    assert "q=newest&amp;page=2" in page


def test_filters_narrow_the_list_and_stand_as_chips(browser, make):
    round = make.round()
    make.submission(round, title="จากเชียงใหม่", province="50", kind="question", channel="phone")
    make.submission(round, title="จากที่อื่น", province="10")
    address = f"/rounds/{round.slug}/submissions"

    for query in ("province=50", "kind=question", "channel=phone", "province=50&kind=question"):
        page = browser.get(f"{address}?{query}")
        assert "จากเชียงใหม่" in words(page)
        assert "จากที่อื่น" not in words(page)
        assert 'class="filter-chips"' in page.text
    without_kind = browser.get(f"{address}?province=50&kind=question").text
    assert f'href="{address}?province=50"' in without_kind


@pytest.mark.parametrize(
    "query",
    ["kind=nonsense", "province=%00", "theme=9999999999999999999999", "status=x", "page=-1",
     "page=99999999", "sort=x", "q=%27%20%26%20!", "q=%F0%9F%98%80", "q=%00"],
)  # fmt: skip
def test_odd_addresses_are_answered(browser, make, query):
    round = make.round()
    make.submission(round)

    assert browser.get(f"/rounds/{round.slug}/submissions?{query}").status_code == 200


def test_the_most_supported_come_first_when_asked(browser, make):
    round = make.round()
    make.submission(round, title="มีคนสนับสนุน", support_count=5)
    make.submission(round, title="ไม่มีใครสนับสนุน")

    page = words(browser.get(f"/rounds/{round.slug}/submissions?sort=supported"))

    assert page.index("มีคนสนับสนุน") < page.index("ไม่มีใครสนับสนุน")


def test_the_list_has_twenty_a_page(browser, make):
    round = make.round()
    for number in range(25):
        make.submission(round, title=f"หัวเรื่องที่ {number:02}")

    first = browser.get(f"/rounds/{round.slug}/submissions").text
    second = browser.get(f"/rounds/{round.slug}/submissions?page=2").text

    assert first.count("หัวเรื่องที่ ") == 20
    assert second.count("หัวเรื่องที่ ") == 5


def test_public_pages_need_few_queries_whatever_the_size(browser, session, make, queries):
    round = make.round()
    author = make.account()
    sent = [
        make.submission(
            round, f"ข้อความที่ {number} เรื่องอินเทอร์เน็ต",
            author_id=author.id if number % 2 else None,
            name_shown="account" if number % 2 else "none",
        )
        for number in range(24)
    ]  # fmt: skip
    make.theme(round, members=sent[:10])
    make.theme(round, label="อีกประเด็น", members=sent[10:20])
    index_words(session, *sent)
    sign_in(browser, author)

    for address in (
        f"/rounds/{round.slug}/submissions",
        f"/rounds/{round.slug}/submissions?q=อินเทอร์เน็ต&status=waiting",
        f"/submissions/{sent[3].number}",
        f"/rounds/{round.slug}/similar?q=เรื่องอินเทอร์เน็ตช้ามาก",
        f"/rounds/{round.slug}/speak",
    ):
        session.expire_all()
        queries.clear()
        assert browser.get(address).status_code == 200
        assert len(queries) <= MOST_QUERIES, (address, queries)


def test_the_file_holds_all_without_contact_data_and_runs_no_formulas(browser, make):
    round = make.round()
    make.submission(
        round, '=HYPERLINK("http://evil.example")', title="@title", contact_email="me@example.org"
    )
    make.submission(round, "ข้อความ, มีจุลภาค\nและบรรทัดใหม่")
    make.submission(round, "", withdrawn_at=clock.now())

    answer = browser.get(f"/rounds/{round.slug}/submissions.csv")

    raw = answer.get_data()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert [row["text"] for row in rows] == [
        '\'=HYPERLINK("http://evil.example")',
        "ข้อความ, มีจุลภาค\nและบรรทัดใหม่",
    ]
    assert rows[0]["title"] == "'@title"
    assert b"me@example.org" not in raw


def test_the_public_page_never_shows_the_address(browser, make):
    submission = make.submission(make.round(), contact_email="me@example.org")

    page = browser.get(f"/submissions/{submission.number}")

    assert "me@example.org" not in page.text


def test_links_by_id_lead_to_the_public_number(browser, make):
    submission = make.submission(make.round())

    answer = browser.get(registry.links["submission"](submission.id))

    assert answer.location == f"/submissions/{submission.number}"


def test_support_counts_once_for_a_browser_and_can_be_taken_back(browser, session, make):
    submission = make.submission(make.round())
    page = f"/submissions/{submission.number}"

    for _ in range(2):
        post(browser, f"{page}/support", page=page)
    assert submission.support_count == 1
    assert len(session.scalars(select(Support)).all()) == 1

    for _ in range(2):
        post(browser, f"{page}/unsupport", page=page)
    assert submission.support_count == 0


def test_two_browsers_and_an_account_are_three(app, make):
    submission = make.submission(make.round())
    page = f"/submissions/{submission.number}"

    for each in (Browser(app), Browser(app), sign_in(Browser(app), make.account())):
        post(each, f"{page}/support", page=page)

    assert submission.support_count == 3


def test_ones_own_cannot_be_supported(make):
    author = make.account()
    submission = make.submission(make.round(), author_id=author.id)

    for own in ({"actor": author, "tracked": []}, {"actor": None, "tracked": [submission.id]}):
        with pytest.raises(Conflict):
            support.support(submission.number, visitor_key="k", now=clock.now(), **own)
    assert submission.support_count == 0


def test_support_is_taken_only_while_the_stage_is_open(make):
    submission = make.submission(make.round(windows=[]))

    with pytest.raises(StageClosed):
        support.support(submission.number, actor=None, visitor_key="k", tracked=[], now=clock.now())


@pytest.mark.committed
def test_a_hundred_supports_at_once_all_count(app, session, make):
    submission = make.submission(make.round())
    session.commit()
    number, submission_id = submission.number, submission.id

    def press(at: int) -> None:
        worker, turn = divmod(at, 10)
        support.support(
            number, actor=None, visitor_key=f"{worker}-{turn % 9}", tracked=[], now=clock.now()
        )

    assert at_once(app, press) == []
    # Ten workers with nine keys each; the tenth turn repeats a key.
    count = select(Submission.support_count).where(Submission.id == submission_id)
    assert session.scalar(count) == 90
