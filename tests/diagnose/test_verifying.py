"""A theme run can be done again with what it started from, and gives the same themes."""

import json

import pytest
from sqlalchemy import select

from ideation.core import clock
from ideation.core.errors import Conflict, NotFound
from ideation.diagnose.models import Submission, ThemeRunRecord
from ideation.diagnose.service import board, theme_runs

from .test_theming_runs import living, round, run  # noqa: F401  # a fixture and two helpers


def test_a_run_done_again_gives_the_same_themes(session, round) -> None:  # noqa: F811
    verdict = theme_runs.verify(run(session, round).id)
    assert (verdict.texts, verdict.differing, verdict.versions) == (18, 0, {})
    assert verdict.themes == len(living(session, round))


def test_a_later_run_and_officers_edits_change_nothing_in_it(session, round, make) -> None:  # noqa: F811
    first = run(session, round)
    one, other, *_ = living(session, round)
    board.move(one.id, one.central_ids[:1], other.id, actor=make.officer(), now=clock.now())
    second = run(session, round)
    assert theme_runs.verify(first.id).differing == 0
    assert theme_runs.verify(second.id).differing == 0


def test_other_themes_are_told(session, round) -> None:  # noqa: F811
    made = run(session, round)
    kept = session.get_one(ThemeRunRecord, made.id)
    kept.labels = [(label + 1) % 3 for label in kept.labels]
    made.parameters = {**made.parameters, "numpy": "0.1"}
    session.commit()
    verdict = theme_runs.verify(made.id)
    assert verdict.differing == 18
    assert verdict.versions["numpy"][0] == "0.1"


def test_a_withdrawn_text_cannot_be_grouped_again(session, round, make) -> None:  # noqa: F811
    made = run(session, round)
    make.submission(round, "ข้อความใหม่ที่มาทีหลัง")
    assert theme_runs.verify(made.id).texts == 18
    kept = session.scalars(select(ThemeRunRecord)).one()
    session.get_one(Submission, kept.submission_ids[0]).withdrawn_at = clock.now()
    with pytest.raises(Conflict, match=r"\b1\b"):
        theme_runs.verify(made.id)


def test_an_unknown_run_is_not_found(session) -> None:
    with pytest.raises(NotFound):
        theme_runs.verify(999_999)


@pytest.mark.committed
def test_the_command_tells_it(session, round, command) -> None:  # noqa: F811
    made = run(session, round)
    session.commit()
    told = json.loads(command("themes", "verify", str(made.id), "--json").stdout)
    assert (told["run_id"], told["texts"], told["differing"]) == (made.id, 18, 0)
    missing = command("themes", "verify", "999999", check=False)
    assert missing.returncode == 1
    assert "Traceback" not in missing.stderr
