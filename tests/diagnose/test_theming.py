"""Placing submissions by the worker's job."""

import pytest
from sqlalchemy import func, select, text

from ideation.core import clock, work
from ideation.core.models import WorkItem
from ideation.core.perform import perform
from ideation.core.registry import registry
from ideation.diagnose.models import Bar, Submission, Theme, ThemeMember, Vector
from ideation.diagnose.search import tsquery_literal, tsvector_literal
from ideation.diagnose.service import placing, theming
from ideation.diagnose.service.spaces import active_space_id
from ideation.text.tokens import SearchTerms, query_terms
from tests.diagnose.learning import learn

INTERNET = [
    "เน็ตประชารัฐที่หมู่บ้านช้ามาก โหลดอะไรไม่ขึ้นเลย",
    "อินเทอร์เน็ตหมู่บ้านช้ามาก เรียนออนไลน์ไม่ได้",
    "สัญญาณเน็ตในหมู่บ้านหลุดบ่อย ช้าด้วย",
]
FRAUD = [
    "โดนแก๊งคอลเซ็นเตอร์หลอกโอนเงิน แจ้งความแล้วไม่คืบ",
    "มิจฉาชีพโทรมาหลอกให้โอนเงินทุกวัน",
    "ถูกหลอกโอนเงินจากเพจปลอม อยากให้ปิดเพจมิจฉาชีพ",
]


def ask(session, *submissions) -> None:
    work.add(session, theming.KIND, [each.id for each in submissions], now=clock.now())
    session.commit()


def do(session, submission) -> int:
    item = work.item_of(session, theming.KIND, submission.id)
    return perform(session, registry.kinds[theming.KIND], item.id)


@pytest.fixture
def themed(session, make):
    """A round with two themes, and what a run learned of it."""
    round = make.round()
    groups = []
    for label, said in (("เน็ตช้า", INTERNET), ("มิจฉาชีพ", FRAUD)):
        members = [make.submission(round, each, province="50") for each in said]
        theming.store(
            [theming.Said(each.id, round.id, each.text) for each in members],
            theming.prepare(said),
        )
        groups.append(make.theme(round, label, members))
    placing.recentre([theme.id for theme in groups])
    learn(session, round, n_themes=2)
    return round, *groups


def theme_of(session, submission) -> int | None:
    return session.scalar(
        select(ThemeMember.theme_id).where(
            ThemeMember.submission_id == submission.id, ThemeMember.is_primary
        )
    )


def test_a_new_text_joins_the_nearest_theme_and_is_counted(session, make, themed) -> None:
    round, internet, fraud = themed
    said = make.submission(round, "เน็ตที่หมู่บ้านช้ามากค่ะ หลุดบ่อย", province="57")
    ask(session, said)

    assert do(session, said) == 1

    assert theme_of(session, said) == internet.id
    assert (internet.size, internet.provinces) == (4, 2)
    assert fraud.size == 3
    assert work.item_of(session, theming.KIND, said.id).state == "done"


def test_a_text_like_nothing_else_stays_open(session, make, themed) -> None:
    round, *_themes = themed
    said = make.submission(round, "qwerty zxcvb")
    ask(session, said)

    do(session, said)

    assert theme_of(session, said) is None
    assert session.get(Vector, (said.id, active_space_id())) is not None


def test_doing_it_twice_changes_nothing(session, make, themed) -> None:
    round, internet, _fraud = themed
    said = make.submission(round, INTERNET[0])
    for _time in range(2):
        ask(session, said)
        do(session, said)

    assert internet.size == 4
    assert session.scalar(select(func.count()).where(ThemeMember.submission_id == said.id)) == 1


def test_what_an_officer_placed_or_barred_is_respected(session, make, themed) -> None:
    round, internet, fraud = themed
    pinned, barred = (make.submission(round, INTERNET[0]) for _each in range(2))
    placing.place([pinned.id], [fraud.id], [1.0], now=clock.now(), source="officer", pinned=True)
    session.add(Bar(theme_id=internet.id, submission_id=barred.id))
    ask(session, pinned, barred)

    do(session, pinned)

    assert theme_of(session, pinned) == fraud.id
    assert theme_of(session, barred) != internet.id


def test_a_withdrawn_text_leaves_no_trace_in_themes_and_search(session, make, themed) -> None:
    _round, internet, _fraud = themed
    said = session.scalars(
        select(Submission).join(ThemeMember).where(ThemeMember.theme_id == internet.id).limit(1)
    ).one()
    said.text, said.withdrawn_at = "", clock.now()
    ask(session, said)

    do(session, said)

    assert theme_of(session, said) is None
    assert session.get(Vector, (said.id, active_space_id())) is None
    assert session.scalar(select(Submission.search).where(Submission.id == said.id)) is None
    assert internet.size == 2


def test_one_poison_text_does_not_keep_a_batch_back(session, make, themed) -> None:
    round, *_themes = themed
    good = [make.submission(round, each) for each in (INTERNET[0], FRAUD[0])]
    poison = make.submission(round, "ข้อความที่ฐานข้อมูลไม่รับ")
    session.execute(
        text(
            "CREATE FUNCTION refuse_poison() RETURNS trigger AS $$ BEGIN "
            f"IF NEW.submission_id = {poison.id} THEN RAISE 'poison'; END IF; RETURN NEW; END "
            "$$ LANGUAGE plpgsql"
        )
    )
    session.execute(
        text(
            "CREATE TRIGGER refuse_poison BEFORE INSERT ON submission_vector "
            "FOR EACH ROW EXECUTE FUNCTION refuse_poison()"
        )
    )
    ask(session, good[0], poison, good[1])

    with pytest.raises(ExceptionGroup, match="1 of 3 items failed"):
        do(session, good[0])

    states = dict(session.execute(select(WorkItem.subject_id, WorkItem.state)).all())
    assert states == {good[0].id: "done", good[1].id: "done", poison.id: "waiting"}
    assert all(theme_of(session, each) for each in good)


@pytest.mark.parametrize(
    "word", ["it's", "back\\slash", "a & b | !c", ":*", "'quoted'", "x" * 3000]
)
def test_words_with_signs_reach_postgresql_as_they_are(session, word: str) -> None:
    vector = tsvector_literal(SearchTerms((word,), ("ประชาชน",)))
    found = session.scalar(
        text("SELECT CAST(:vector AS tsvector) @@ CAST(:query AS tsquery)"),
        {"vector": vector, "query": tsquery_literal([word])},
    )
    assert found is True


def test_a_query_asks_for_all_words_and_finds_longer_ones() -> None:
    assert tsquery_literal(["เน็ต", "ช้า"]) == "'เน็ต':* & 'ช้า':*"
    assert tsquery_literal([]) == ""
    assert query_terms("!!!") == ()


def test_the_space_is_found_again_after_the_tables_were_emptied(session) -> None:
    first = active_space_id()
    assert active_space_id() == first
    session.execute(text("DELETE FROM text_space"))
    assert active_space_id() != first
    assert session.scalar(select(func.count()).select_from(Theme)) == 0
