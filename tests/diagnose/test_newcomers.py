"""Texts that come between runs are placed by what the last run learned."""

import pytest
from sqlalchemy import select, update

from ideation.core import clock, work
from ideation.core.perform import perform
from ideation.core.registry import registry
from ideation.diagnose.models import (
    Addition,
    Bar,
    Submission,
    Theme,
    ThemeMember,
    ThemePlacer,
    ThemeRun,
)
from ideation.diagnose.service import board, newcomers, placing, theming
from ideation.diagnose.service.theme_runs import placers
from ideation.diagnose.service.theme_runs.texts import read_texts
from ideation.text import placer_file
from ideation.text.engine import propose_themes
from tests.diagnose.test_theming_runs import MATTERS, NEW_MATTER, run

INTERNET = "เน็ตที่หมู่บ้านช้ามาก หลุดบ่อยค่ะ"
FRAUD = "มิจฉาชีพโทรมาหลอกให้โอนเงินหมดบัญชี"
APPS = "ผู้สูงอายุลงทะเบียนแอปรัฐไม่ได้ สแกนหน้าไม่ผ่าน"


@pytest.fixture
def round(session, make):
    """A round with a theme for each matter."""
    made = make.round()
    for texts in MATTERS.values():
        for text in texts:
            make.submission(made, text)
    run(session, made)
    return made


@pytest.fixture
def officer(make):
    return make.officer()


def theme_of(session, submission) -> int | None:
    return session.scalar(
        select(ThemeMember.theme_id).where(
            ThemeMember.submission_id == submission.id, ThemeMember.is_primary
        )
    )


def main_theme(session, round, matter: str) -> Theme:
    """The theme that holds most texts of a matter."""
    found = session.scalars(
        select(ThemeMember.theme_id)
        .join(Submission, Submission.id == ThemeMember.submission_id)
        .where(Submission.round_id == round.id, Submission.text.in_(MATTERS[matter]))
    ).all()
    return session.get_one(Theme, max(set(found), key=found.count))


def members_of(session, theme) -> list[int]:
    query = select(ThemeMember.submission_id).where(
        ThemeMember.theme_id == theme.id, ThemeMember.is_primary
    )
    return sorted(session.scalars(query))


def post(session, make, round, text: str, *barred: Theme):
    """Post a text, and let a worker place it."""
    made = make.submission(round, text)
    session.add_all(Bar(theme_id=theme.id, submission_id=made.id) for theme in barred)
    place(session, made)
    return made


def place(session, submission) -> None:
    work.add(session, theming.KIND, [submission.id], now=clock.now())
    session.commit()
    item = work.item_of(session, theming.KIND, submission.id)
    assert perform(session, registry.kinds[theming.KIND], item.id) == 1


@pytest.mark.parametrize(("text", "matter"), [(INTERNET, "เน็ต"), (FRAUD, "หลอกลวง"), (APPS, "แอป")])
def test_a_posted_text_joins_the_theme_of_its_matter(session, make, round, text, matter) -> None:
    theme = main_theme(session, round, matter)
    size = theme.size

    said = post(session, make, round, text)

    assert theme_of(session, said) == theme.id
    assert theme.size == size + 1
    score = session.scalars(select(ThemeMember.score).filter_by(submission_id=said.id)).one()
    assert newcomers.LEAST <= score <= 1


def test_what_was_added_to_a_text_counts(session, make, round) -> None:
    said = make.submission(round, "ขอแจ้งเรื่องนี้ครับ")
    said.additions = [Addition(submit_key="k", text=FRAUD, created_at=clock.now())]

    place(session, said)

    assert theme_of(session, said) == main_theme(session, round, "หลอกลวง").id


def test_after_a_merge_new_texts_go_where_the_old_ones_went(session, make, round, officer) -> None:
    internet, apps = (main_theme(session, round, matter) for matter in ("เน็ต", "แอป"))

    board.merge(apps.id, [internet.id], actor=officer, now=clock.now())

    assert theme_of(session, post(session, make, round, INTERNET)) == apps.id


def test_after_a_split_new_texts_go_to_the_half_of_their_neighbours(
    session, make, round, officer
) -> None:
    internet, fraud = (main_theme(session, round, matter) for matter in ("เน็ต", "หลอกลวง"))
    goes = members_of(session, fraud)
    board.merge(internet.id, [fraud.id], actor=officer, now=clock.now())
    edit = board.split(internet.id, "กลโกง", goes, actor=officer, now=clock.now())

    made = session.get_one(Theme, edit.summary["new_id"])

    assert theme_of(session, post(session, make, round, FRAUD)) == made.id
    assert theme_of(session, post(session, make, round, INTERNET)) == internet.id


def test_texts_follow_voices_that_officers_moved(session, make, round, officer) -> None:
    fraud = main_theme(session, round, "หลอกลวง")
    other = make.theme(round, "ภัยออนไลน์")

    board.move(fraud.id, members_of(session, fraud), other.id, actor=officer, now=clock.now())

    assert theme_of(session, post(session, make, round, FRAUD)) == other.id


def test_a_text_does_not_return_to_a_theme_it_was_taken_out_of(
    session, make, round, officer
) -> None:
    fraud, apps = (main_theme(session, round, matter) for matter in ("หลอกลวง", "แอป"))
    others = [theme for theme in theming_themes(session, round) if theme.id != fraud.id]

    said = post(session, make, round, FRAUD, fraud)
    nowhere = post(session, make, round, FRAUD, fraud, *others)

    assert theme_of(session, said) in {None, *(theme.id for theme in others)}
    assert theme_of(session, nowhere) is None
    # Half of what is near it is in another theme now, which is the next best.
    board.move(fraud.id, members_of(session, fraud)[::2], apps.id, actor=officer, now=clock.now())
    assert theme_of(session, post(session, make, round, FRAUD, fraud)) == apps.id


def theming_themes(session, round) -> list[Theme]:
    return list(session.scalars(select(Theme).where(Theme.round_id == round.id)))


@pytest.mark.parametrize("text", ["qwerty zxcvb", "😀😀😀", "!!!"])
def test_a_text_unlike_the_round_waits_for_the_next_run(session, make, round, text) -> None:
    said = post(session, make, round, text)

    assert theme_of(session, said) is None
    run(session, round)
    assert theme_of(session, said) is not None


def test_withdrawn_texts_still_tell_where_their_matter_went(session, make, round) -> None:
    fraud = main_theme(session, round, "หลอกลวง")
    nearest = session.scalars(
        select(Submission).where(Submission.text == "มิจฉาชีพโทรมาหลอกให้โอนเงินทุกวัน")
    ).one()
    nearest.withdrawn_at, nearest.text = clock.now(), ""
    place(session, nearest)

    assert theme_of(session, nearest) is None
    assert theme_of(session, post(session, make, round, FRAUD)) == fraud.id


def test_a_theme_without_any_voice_left_takes_no_texts(session, make, round) -> None:
    fraud = main_theme(session, round, "หลอกลวง")
    placing.unplace(members_of(session, fraud))

    assert theme_of(session, post(session, make, round, FRAUD)) != fraud.id


def test_a_new_run_replaces_what_the_last_one_learned(session, make, round) -> None:
    for text in NEW_MATTER:
        make.submission(round, text)

    made = run(session, round, n_themes=4)

    kept = session.scalars(select(ThemePlacer)).one()
    assert (kept.round_id, kept.run_id) == (round.id, made.id)
    texts = select(Submission.text).where(Submission.id.in_(kept.submission_ids))
    assert set(NEW_MATTER) < set(session.scalars(texts))
    said = post(session, make, round, "ขอใช้ภาพถ่ายดาวเทียมเตือนน้ำท่วมเกษตรกรด้วย")
    satellites = session.scalars(select(Submission).where(Submission.text == NEW_MATTER[1])).one()
    assert theme_of(session, said) == theme_of(session, satellites)


def test_a_text_that_comes_while_a_run_computes_is_placed_by_it(session, make, round) -> None:
    texts = read_texts(round.id)
    late = make.submission(round, FRAUD)

    proposal = propose_themes(texts.texts, n_themes=3)
    made = session.scalars(select(ThemeRun)).one()
    placers.keep(made, texts, proposal, now=clock.now())

    assert theme_of(session, late) == main_theme(session, round, "หลอกลวง").id


def test_a_round_without_texts_keeps_no_placer(session, round) -> None:
    session.execute(
        update(Submission).where(Submission.round_id == round.id).values(withdrawn_at=clock.now())
    )
    run(session, round)

    assert session.scalar(select(ThemePlacer)) is None


def test_what_another_tokeniser_learned_is_not_used(session, make, round, monkeypatch) -> None:
    monkeypatch.setattr(placer_file, "TOKENISER", "another/1")

    assert theme_of(session, post(session, make, round, INTERNET)) is None

    run(session, round)
    said = post(session, make, round, INTERNET + " มาก")
    assert theme_of(session, said) == main_theme(session, round, "เน็ต").id


def test_a_damaged_placer_leaves_texts_open(session, make, round) -> None:
    session.execute(update(ThemePlacer).values(data=b"PK\x03\x04 nothing", created_at=clock.now()))

    assert theme_of(session, post(session, make, round, INTERNET)) is None


def test_a_round_without_a_run_leaves_texts_open(session, make) -> None:
    round = make.round()
    make.theme(round, "เน็ตช้า", [make.submission(round, INTERNET)])

    assert theme_of(session, post(session, make, round, INTERNET)) is None


def test_what_a_worker_has_loaded_is_not_read_again(session, make, round, queries) -> None:
    newcomers._load.cache_clear()
    theming.keep_ready()
    queries.clear()

    found = newcomers.find_places(round.id, [INTERNET], [frozenset()])

    assert found[0] is not None
    assert not [each for each in queries if "theme_placer.data" in each]


def test_a_worker_is_ready_where_no_run_has_ended(session) -> None:
    theming.keep_ready()
