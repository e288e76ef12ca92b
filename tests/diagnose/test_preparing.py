"""Stored texts are prepared again when the rules of cutting have changed."""

import json

import pytest
from sqlalchemy import func, select, update

from ideation.cli.themes import group
from ideation.core import clock, health
from ideation.diagnose.models import Addition, Submission, TextCopy, Vector
from ideation.diagnose.service import board, preparing, theming
from ideation.diagnose.service.search import search_submissions, search_themes
from ideation.text.tokens import extend_dictionary, rules

PLACE = "ศูนย์ร่วมโยธี"


@pytest.fixture
def round(session, make):
    """A round of three texts, prepared before the agency named its own words."""
    made = make.round()
    texts = [f"อยากให้{PLACE}เปิดวันเสาร์", "เน็ตหมู่บ้านช้ามาก", "ถนนหน้าโรงเรียนพัง"]
    said = [theming.Said(make.submission(made, text).id, made.id, text) for text in texts]
    theming.store(said, theming.prepare(texts))
    return made


@pytest.fixture
def own_words():
    """The agency's words are known from now on."""
    extend_dictionary([PLACE])
    yield
    extend_dictionary([])


def words_of(session, round) -> list[str]:
    query = select(Submission.search).where(Submission.round_id == round.id)
    return list(session.scalars(query.order_by(Submission.id)))


def prepared_with(session, round) -> set[str]:
    return set(session.scalars(select(Vector.prepared_with).where(Vector.round_id == round.id)))


def prepare(app, *arguments: str) -> dict:
    done = app.test_cli_runner().invoke(group, ["prepare", *arguments, "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def finding(app):
    return next(check for check in health.checks(app) if check.name == "texts")


def test_texts_get_the_words_of_today(app, session, round, own_words) -> None:
    assert PLACE not in words_of(session, round)[0]
    assert preparing.count_due(round.id) == 3

    assert prepare(app, "--round", round.slug) == {
        "rounds": 1,
        "texts": 3,
        "themes": 0,
        "ideas": 0,
    }

    session.expire_all()
    assert PLACE in words_of(session, round)[0]
    assert prepared_with(session, round) == {rules()}
    assert [each.text for each in search_submissions(PLACE, 1).items] == [f"อยากให้{PLACE}เปิดวันเสาร์"]


def test_a_second_call_finds_nothing_to_do(app, session, round, own_words) -> None:
    prepare(app, "--all")
    before = session.execute(select(Vector.submission_id, Vector.prepared_with)).all()

    assert prepare(app, "--all")["texts"] == 0
    assert session.execute(select(Vector.submission_id, Vector.prepared_with)).all() == before


def test_it_goes_on_where_it_was_cut_off(app, session, make, round, own_words, monkeypatch) -> None:
    monkeypatch.setattr(preparing, "PORTION", 2)

    number, last = preparing.prepare_portion(round.id)

    assert number == 2
    assert last == session.scalars(select(Submission.id).order_by(Submission.id)).all()[1]
    assert prepare(app, "--round", round.slug)["texts"] == 1


def test_other_rounds_stay_as_they_are(app, session, make, round, own_words) -> None:
    other = make.round()

    assert prepare(app, "--round", other.slug)["texts"] == 0
    assert preparing.count_due(round.id) == 3
    assert prepare(app, "--all")["texts"] == 3


def test_withdrawn_texts_stay_without_words(app, session, round, own_words) -> None:
    session.execute(
        update(Submission)
        .where(Submission.text.contains(PLACE))
        .values(withdrawn_at=clock.now(), search=None)
    )

    assert prepare(app, "--all")["texts"] == 2
    assert words_of(session, round)[0] is None


def test_what_was_added_and_the_copies_are_kept(app, session, make, round, own_words) -> None:
    first = session.scalars(select(Submission).order_by(Submission.id).limit(1)).one()
    first.additions = [Addition(submit_key="k", text="ขอที่จอดรถด้วย", created_at=clock.now())]
    copy = make.submission(round, "เน็ตหมู่บ้านช้ามากครับ")

    assert prepare(app, "--all")["texts"] == 4

    session.expire_all()
    assert "จอด" in words_of(session, round)[0]
    groups = dict(session.execute(select(TextCopy.submission_id, TextCopy.group_id)).all())
    assert groups[copy.id] == first.id + 1
    assert session.scalar(select(func.count()).select_from(TextCopy)) == 4


def test_themes_are_found_by_the_words_of_today(app, session, make, round) -> None:
    theme = make.theme(round, "ชื่อเดิม", [make.submission(round)])
    board.rename(theme.id, f"เรื่อง{PLACE}", actor=make.officer(), now=clock.now())
    extend_dictionary([PLACE])
    try:
        assert prepare(app, "--round", round.slug)["themes"] == 1
        assert [each.id for each in search_themes(PLACE, 5)] == [theme.id]
        session.refresh(theme, ["search"])
        assert PLACE in theme.search
    finally:
        extend_dictionary([])


def test_the_doctor_counts_texts_of_older_rules(app, session, make, round) -> None:
    assert finding(app).ok
    make.submission(round, "ข้อความที่ยังรอผู้ช่วยอยู่")
    extend_dictionary([PLACE])
    try:
        found = finding(app)
        assert not found.ok
        assert found.detail == "3 are prepared by older rules"
        assert "ideation themes prepare --all" in found.remedy
        prepare(app, "--all")
        assert finding(app).ok
    finally:
        extend_dictionary([])


@pytest.mark.parametrize("arguments", [[], ["--all", "--round", "x"], ["--round", "nowhere"]])
def test_it_says_which_round_is_meant(app, session, arguments) -> None:
    done = app.test_cli_runner().invoke(group, ["prepare", *arguments])

    assert done.exit_code != 0
    assert "--round" in done.output or "nowhere" in done.output


def test_the_rules_are_named_by_the_words_they_know(own_words) -> None:
    with_place = rules()
    extend_dictionary([PLACE, "คลินิกแก้หนี้เคลื่อนที่"])
    assert rules() != with_place
    extend_dictionary(["คลินิกแก้หนี้เคลื่อนที่", PLACE])
    both = rules()
    extend_dictionary([])
    assert len({both, with_place, rules()}) == 3
    assert len(both) <= 40
