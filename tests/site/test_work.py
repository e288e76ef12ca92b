"""The list of failed work, and having it tried again."""

import json

import pytest
from sqlalchemy import select

from ideation.accounts.models import Role
from ideation.core import clock, work
from ideation.core.events import history
from ideation.core.models import WorkItem
from ideation.diagnose.service.balance import balance
from tests.factories import sign_in
from tests.helpers import post, words
from tests.site.test_pages import failed_item

NOW = clock.now()


@pytest.fixture
def page(make):
    return f"/agencies/{make.agency.slug}/work"


@pytest.mark.parametrize("role", [Role.OFFICER, Role.ADMINISTRATOR, Role.AUDITOR])
def test_staff_see_what_failed_and_why(client, make, session, page, role):
    item = failed_item(session, make.agency, kind="submission.theme", subject_id=77)
    sign_in(client, make.member(role, language="en"))
    response = client.get(page)
    assert "Find the theme of a voice Number 77 5" in words(response)
    assert "ConnectionRefusedError" in words(response)
    assert 'href="/submissions/by-id/77"' in response.get_data(as_text=True)
    may_retry = role != Role.AUDITOR
    assert (f'name="item_id" value="{item.id}"' in response.get_data(as_text=True)) == may_retry


@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.COMMITTEE_MEMBER, None])
def test_others_do_not(client, make, page, role):
    sign_in(client, make.member(role) if role else make.account())
    assert client.get(page).status_code == 403


def test_a_visitor_signs_in_first_and_an_unknown_agency_is_not_found(client, make, page):
    assert "/account/login" in client.get(page).location
    sign_in(client, make.officer())
    assert client.get("/agencies/no-such/work").status_code == 404


def test_one_item_is_tried_again(client, make, session, page):
    first = failed_item(session, make.agency, subject_id=1)
    second = failed_item(session, make.agency, subject_id=2)
    officer = make.officer(language="en")
    sign_in(client, officer)
    response = post(client, f"{page}/retry", page=page, follow=True, item_id=first.id)
    assert "1 item is tried again" in words(response)
    assert (first.state, first.failures, first.error) == (
        "waiting",
        0,
        "ConnectionRefusedError(111)",
    )
    assert second.state == "failed"
    (event,) = history(session, first)
    assert (event.verb, event.actor_id) == ("work.retried", officer.id)
    again = post(client, f"{page}/retry", page=page, follow=True, item_id=first.id)
    assert "Somebody else" in words(again)
    assert len(history(session, first)) == 1


def test_all_of_the_agency_is_tried_again_and_nothing_of_another(client, make, session, page):
    items = [failed_item(session, make.agency, subject_id=n) for n in range(25)]
    other = failed_item(session, make.new_agency(), subject_id=99)
    sign_in(client, make.officer(language="en"))
    assert "1–20 of 25 results" in words(client.get(page))
    response = post(client, f"{page}/retry", page=page, follow=True)
    assert "25 items are tried again" in words(response)
    assert {item.state for item in items} == {"waiting"}
    assert other.state == "failed"
    assert "No failed work" in words(response)


def test_an_item_of_another_agency_cannot_be_tried_again(client, make, session, page):
    other = failed_item(session, make.new_agency())
    failed_item(session, make.agency, subject_id=5)
    sign_in(client, make.officer())
    post(client, f"{page}/retry", page=page, item_id=other.id)
    assert other.state == "failed"


def test_auditors_do_not_mend(client, make, session, page):
    item = failed_item(session, make.agency)
    sign_in(client, make.member(Role.AUDITOR))
    assert post(client, f"{page}/retry", page=page, item_id=item.id).status_code == 403
    assert item.state == "failed"


def test_only_failed_work_is_opened_again_and_hinted_at(make, session):
    failed = failed_item(session, make.agency, subject_id=1)
    done = failed_item(session, make.agency, subject_id=2, state="done")
    hints: list[int] = []
    kept = list(work._hinters)
    work.bind(hints.extend)
    try:
        assert work.retry(session(), [failed.id, done.id], now=NOW) == [failed.id]
        session.commit()
    finally:
        work.bind(kept[0])
    assert hints == [failed.id]
    assert (failed.state, done.state) == ("waiting", "done")


def items_for(session, submissions, states):
    for submission, state in zip(submissions, states, strict=True):
        session.add(
            WorkItem(
                kind="submission.theme",
                subject_id=submission.id,
                state=state,
                leased_until=NOW if state == "leased" else None,
                due_at=NOW,
                created_at=NOW,
            )
        )
    session.flush()


def test_the_balance_counts_each_submission_once(make, session):
    round_, other = make.round(), make.round()
    submissions = [make.submission(round_) for _n in range(6)]
    submissions += [make.submission(round_, withdrawn_at=NOW), make.submission(other)]
    items_for(
        session,
        submissions,
        ["done", "done", "waiting", "leased", "failed", "done", "done", "done"],
    )
    found = balance(round_.id)
    assert (found.submissions, found.themed, found.in_flight) == (7, 3, 2)
    assert (found.failed, found.withdrawn) == (1, 1)
    assert found.balanced
    assert balance().submissions == 8


def test_the_balance_fails_for_a_submission_that_nobody_works_on(make, session):
    round_ = make.round()
    make.submission(round_)
    found = balance(round_.id)
    assert not found.balanced
    assert found.themed == found.in_flight == found.failed == found.withdrawn == 0


@pytest.mark.committed
def test_the_command_prints_the_balance_and_tries_again(make, session, command):
    round_ = make.round(slug="village")
    submissions = [make.submission(round_) for _n in range(3)]
    items_for(session, submissions, ["done", "failed", "failed"])
    session.commit()
    ran = command("work", "status", "--round", "village", "--json", check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    status = json.loads(ran.stdout)
    assert status == {
        "submissions": 3,
        "themed": 1,
        "in_flight": 0,
        "failed": 2,
        "withdrawn": 0,
        "balanced": True,
        "kinds": {"submission.theme": {"done": 1, "failed": 2}},
    }
    assert "3 submissions = 1 themed" in command("work", "status").stdout
    assert "submission.theme" in command("work", "failed").stdout
    failed_ids = session.scalars(select(WorkItem.id).where(WorkItem.state == "failed")).all()
    session.commit()
    assert "1 of 1" in command("work", "retry", str(failed_ids[0])).stdout
    assert "1 of 1" in command("work", "retry", "--all").stdout
    assert command("work", "retry", check=False).returncode == 2
    make.submission(round_)
    session.commit()
    unbalanced = command("work", "status", check=False)
    assert unbalanced.returncode == 1
    assert "4 submissions ≠" in unbalanced.stdout
    unknown = command("work", "status", "--round", "no-such", check=False)
    assert unknown.returncode == 1
    assert "Traceback" not in unknown.stderr
