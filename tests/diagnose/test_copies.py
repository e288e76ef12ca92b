"""Submissions of the same wording are found, grouped, shown and counted apart."""

import pytest
from sqlalchemy import select

from ideation.core import clock, work
from ideation.core.perform import perform
from ideation.core.registry import registry
from ideation.diagnose.models import Submission, TextCopy, Theme
from ideation.diagnose.service import board, copies, holding, imports, placing, theme_runs, theming
from ideation.diagnose.service.themes.members import Filters
from tests.diagnose.learning import learn
from tests.factories import sign_in
from tests.helpers import words

CAMPAIGN = "ขอคัดค้านโครงการก่อสร้างเขื่อนแม่วงก์ เพราะจะทำลายผืนป่าและสัตว์ป่า"
SLIP = "ขอคัดค้านโครงการก่อสร้างเขื่อนแมวงก์ เพราะจะทำลายผืนป่าและสัตว์ป่าครับ"
MOVED = "เพราะจะทำลายผืนป่าและสัตว์ป่า ขอคัดค้านโครงการก่อสร้างเขื่อนแม่วงก์"
ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
OTHER = "ขอให้เร่งก่อสร้างเขื่อนแม่วงก์ เพราะน้ำท่วมไร่นาทุกปี"


@pytest.fixture
def round(make):
    return make.round()


def theme_texts(session, *submissions) -> None:
    """Let the workers do what follows a post."""
    for each in submissions:
        work.add(session, theming.KIND, [each.id], now=clock.now())
        session.commit()
        item = work.item_of(session, theming.KIND, each.id)
        assert perform(session, registry.kinds[theming.KIND], item.id) == 1


def group_of(session, submission) -> int | None:
    query = select(TextCopy.group_id).where(TextCopy.submission_id == submission.id)
    return session.scalar(query)


def groups(session, *submissions) -> list[int | None]:
    session.expire_all()
    return [group_of(session, each) for each in submissions]


def said(make, session, round, *texts):
    made = [make.submission(round, text) for text in texts]
    theme_texts(session, *made)
    return made


def test_copies_are_grouped_as_they_are_posted(session, make, round) -> None:
    first, other, slip, moved = said(make, session, round, CAMPAIGN, OTHER, SLIP, MOVED)
    assert groups(session, first, slip, moved) == [first.id] * 3
    assert group_of(session, other) == other.id


def test_the_same_words_in_another_round_are_no_copy(session, make, round) -> None:
    (first,) = said(make, session, round, CAMPAIGN)
    (elsewhere,) = said(make, session, make.round(), CAMPAIGN)
    assert groups(session, first, elsewhere) == [first.id, elsewhere.id]


def test_short_texts_must_be_equal(session, make, round) -> None:
    first, same, other = said(make, session, round, "ไฟดับ", "ไฟดับค่ะ", "ไฟดี")
    assert groups(session, first, same, other) == [first.id, first.id, other.id]


def test_texts_without_letters_are_no_copies(session, make, round) -> None:
    first, second = said(make, session, round, "!!!", "!!!")
    assert groups(session, first, second) == [first.id, second.id]


def test_a_text_that_links_two_groups_makes_them_one(session, make, round) -> None:
    # Each of the two is too far from the other, and near enough to what stands between them.
    one = "ขอให้ซ่อมถนนหน้าโรงเรียนบ้านดอน"
    between = "ขอให้ซ่มถนนหน้โรงเรยนบ้านดอน"
    far = "ขอให้ซ่มถนหน้โรงเรยนบ้นดน"
    first, last = said(make, session, round, one, far)
    assert groups(session, first, last) == [first.id, last.id]
    (link,) = said(make, session, round, between)
    assert groups(session, first, last, link) == [first.id] * 3


def test_a_withdrawn_text_leaves_and_the_others_stay_together(session, make, round) -> None:
    first, second, third = said(make, session, round, CAMPAIGN, CAMPAIGN, SLIP)
    first.withdrawn_at, first.text = clock.now(), ""
    theme_texts(session, first)
    assert groups(session, first, second, third) == [None, second.id, second.id]
    # The second has the keys of the first now, or this one would not be found.
    (late,) = said(make, session, round, MOVED + "นะคะ")
    assert group_of(session, late) == second.id


def test_words_that_are_added_can_end_a_likeness(session, make, round) -> None:
    first, second = said(make, session, round, CAMPAIGN, CAMPAIGN)
    holding.add(
        second.number,
        text="และขอให้รัฐมนตรีลาออกทันที",
        submit_token="t" * 32,
        actor=None,
        tracked=[second.id],
        now=clock.now(),
    )
    item = work.item_of(session, theming.KIND, second.id)
    perform(session, registry.kinds[theming.KIND], item.id)
    assert groups(session, first, second) == [first.id, second.id]


def test_preparing_again_changes_nothing(session, make, round) -> None:
    made = said(make, session, round, CAMPAIGN, SLIP, OTHER)
    before = groups(session, *made)
    theme_texts(session, *reversed(made))
    assert groups(session, *made) == before


def test_a_large_campaign_still_finds_its_copies(session, make, round, monkeypatch) -> None:
    monkeypatch.setattr(copies, "KNOWN_BY", 3)
    letters = "กขคงจชซด"
    texts = [CAMPAIGN[:20] + letter + CAMPAIGN[21:] for letter in letters]
    made = said(make, session, round, *texts)
    keyed = session.scalars(select(TextCopy.submission_id).where(TextCopy.keys.is_not(None)))
    assert len(keyed.all()) == 3
    assert set(groups(session, *made)) == {made[0].id}


def test_a_run_compares_what_no_worker_has_seen(session, make, round) -> None:
    officer = make.officer()
    made = [make.submission(round, text) for text in (CAMPAIGN, OTHER, SLIP)]
    run = theme_runs.request_run(round, actor=officer, now=clock.now())
    item_id = theme_runs.work_item_id(run)
    assert perform(session, registry.kinds[theme_runs.KIND], item_id) == 1
    assert groups(session, *made) == [made[0].id, made[1].id, made[0].id]
    counted = session.execute(
        select(Theme.copies, Theme.copy_groups).where(Theme.round_id == round.id, Theme.copies > 0)
    ).all()
    assert counted == [(2, 1)]


@pytest.fixture
def dam(session, make, round):
    """A theme of four voices, three of which are copies."""
    members = said(make, session, round, CAMPAIGN, SLIP, OTHER, MOVED)
    theme = make.theme(round, "เขื่อนแม่วงก์", members)
    placing.recentre([theme.id])
    return theme, members


def test_a_theme_counts_its_copies_apart_and_as_voices(session, dam) -> None:
    theme, _members = dam
    assert (theme.size, theme.copies, theme.copy_groups) == (4, 3, 1)


def test_counts_of_a_theme_follow_a_copy_that_comes_or_goes(session, make, round, dam) -> None:
    theme, members = dam
    learn(session, round, n_themes=1)
    (late,) = said(make, session, round, CAMPAIGN + " ค่ะ")
    assert (theme.size, theme.copies) == (5, 4)
    for each in (late, *members[:2]):
        each.withdrawn_at, each.text = clock.now(), ""
        theme_texts(session, each)
    assert (theme.size, theme.copies, theme.copy_groups) == (2, 0, 0)


def test_a_copy_in_another_theme_is_not_counted_in_this_one(session, make, round, dam) -> None:
    theme, members = dam
    other = make.theme(round, "อื่น ๆ", [])
    board.move(
        theme.id, [members[1].id, members[3].id], other.id, actor=make.officer(), now=clock.now()
    )
    assert (theme.copies, other.copies) == (0, 2)


def test_officers_filter_the_voices_of_a_theme_by_copies(session, make, dam) -> None:
    theme, members = dam
    filters = Filters.read({"copies": str(members[0].id)})
    bench = board.bench(theme.id, filters, 1, actor=make.officer(), now=clock.now())
    assert {each.id for each in bench.voices.items} == {members[0].id, members[1].id, members[3].id}
    assert bench.copies[members[1].id] == copies.Copies(members[0].id, 2)
    assert members[2].id not in bench.copies


def test_officers_see_copies_on_the_board(client, make, round, dam) -> None:
    theme, members = dam
    sign_in(client, make.officer())
    told = "ในจำนวนนี้ ๓ เสียงมีข้อความเกือบเหมือนกัน รวม ๑ กลุ่ม"
    assert told.translate(ARABIC) in words(client.get(f"/rounds/{round.slug}/board")).translate(
        ARABIC
    )
    page = client.get(f"/themes/{theme.id}/work")
    assert told.translate(ARABIC) in words(page).translate(ARABIC)
    assert f"copies={members[0].id}#voices" in page.text


def test_officers_go_from_a_submission_to_its_copies(client, make, round, dam) -> None:
    _theme, members = dam
    address = f"/rounds/{round.slug}/submissions?copies={members[0].id}"
    assert address not in client.get(f"/submissions/{members[1].number}").text
    sign_in(client, make.officer())
    page = client.get(f"/submissions/{members[1].number}")
    assert address in page.text
    assert "มีข้อความเกือบเหมือนกันอีก 2 ข้อความ" in words(page).translate(ARABIC)
    listed = client.get(address).text
    assert all(members[place].number in listed for place in (0, 1, 3))
    assert members[2].number not in listed


def test_the_public_is_told_that_voices_came_with_the_same_wording(client, dam) -> None:
    theme, _members = dam
    told = words(client.get(f"/themes/{theme.id}")).translate(ARABIC)
    assert "3 เสียงในประเด็นนี้ส่งมาด้วยข้อความเกือบเหมือนกัน" in told


def test_a_theme_without_copies_says_nothing_of_them(client, make, session, round) -> None:
    theme = make.theme(round, "เขื่อน", said(make, session, round, CAMPAIGN, OTHER))
    placing.recentre([theme.id])
    assert "เกือบเหมือนกัน" not in words(client.get(f"/themes/{theme.id}"))


def test_an_import_tells_how_many_rows_are_copies(client, session, make, round) -> None:
    said(make, session, round, CAMPAIGN)
    officer = make.officer()
    table = "\n".join(["text", SLIP, OTHER, OTHER + "ค่ะ", "ไฟถนนดับทั้งซอยมาสามวันแล้ว"]).encode()
    made = imports.upload(round.slug, "voices.csv", table, actor=officer, now=clock.now())
    item = imports.start(made.id, actor=officer, now=clock.now())
    perform(session, registry.kinds[imports.KIND], item.id)
    sign_in(client, officer)
    page = words(client.get(f"/imports/{made.id}")).translate(ARABIC)
    assert "เปรียบเทียบเสียงใหม่กับเสียงอื่นแล้ว 0 จาก 4 เสียง" in page
    brought = session.scalars(select(Submission).where(Submission.import_id == made.id)).all()
    for each in brought:
        item = work.item_of(session, theming.KIND, each.id)
        perform(session, registry.kinds[theming.KIND], item.id)
    page = words(client.get(f"/imports/{made.id}")).translate(ARABIC)
    assert "2 เสียงในจำนวนนี้มีข้อความเกือบเหมือนแถวหรือข้อความก่อนหน้า" in page
    assert "เปรียบเทียบเสียงใหม่" not in page
