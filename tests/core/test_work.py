from datetime import timedelta

import pytest

from ideation.core import clock, work
from ideation.core.models import WorkItem
from ideation.core.perform import perform
from ideation.extensions import db

NOW = clock.now()
LATER = NOW + timedelta(hours=1)


def ignore(task):
    pass


KIND = work.Kind("test.kind", ignore, lease=timedelta(minutes=1))
BATCHED = work.Kind("test.batch", ignore, lease=timedelta(minutes=1), batch=10)


@pytest.fixture
def hints(app):
    """The ids that were hinted at."""
    sent = []
    work.bind(sent.extend)
    yield sent
    work.bind(app.extensions["hinter"])


def items(session, kind=KIND.name):
    session.expire_all()
    return session.query(WorkItem).filter_by(kind=kind).order_by(WorkItem.id).all()


def added(session, kind=KIND, subjects=(1,), **values):
    work.add(session, kind.name, subjects, now=NOW, **values)
    session.commit()
    return [item.id for item in items(session, kind.name)]


def test_the_hint_is_sent_only_after_the_commit(session, hints):
    work.add(session, KIND.name, [1], now=NOW)
    session.flush()
    assert hints == []
    session.commit()
    assert hints == [item.id for item in items(session)]


def test_a_rollback_takes_the_work_and_its_hint_back(session, hints):
    work.add(session, KIND.name, [1], now=NOW)
    session.rollback()
    session.commit()
    assert hints == []
    assert items(session) == []


def test_asking_twice_makes_one_item(session, hints):
    added(session)
    added(session)
    assert len(items(session)) == 1


def test_only_one_worker_gets_the_lease(session, hints):
    (item_id,) = added(session)
    assert len(work.lease(session, KIND, item_id, now=NOW)) == 1
    assert work.lease(session, KIND, item_id, now=NOW) == ()


def test_work_that_is_not_due_is_not_leased(session, hints):
    (item_id,) = added(session, due_at=LATER)
    assert hints == []
    assert work.lease(session, KIND, item_id, now=NOW) == ()
    assert work.lease(session, KIND, item_id, now=LATER)


def test_a_lease_that_ran_out_goes_to_the_next_and_the_first_may_not_finish(session, hints):
    (item_id,) = added(session)
    first = work.lease(session, KIND, item_id, now=NOW)
    second = work.lease(session, KIND, item_id, now=LATER)
    assert second[0].attempt == first[0].attempt + 1
    with pytest.raises(work.LeaseLost):
        work.finish(session, first, now=LATER)
    session.rollback()
    work.finish(session, second, now=LATER)
    session.commit()
    assert items(session)[0].state == "done"


def test_asking_again_during_the_work_makes_the_running_attempt_void(session, hints):
    (item_id,) = added(session)
    running = work.lease(session, KIND, item_id, now=NOW)
    added(session)
    with pytest.raises(work.LeaseLost):
        work.finish(session, running, now=NOW)
    session.rollback()
    assert items(session)[0].state == "waiting"


def test_failures_wait_longer_each_time_and_the_fifth_goes_to_people(session, hints):
    (item_id,) = added(session, agency_id=7)
    now = NOW
    waits = []
    for _ in range(work.MAX_FAILURES):
        (held,) = work.lease(session, KIND, item_id, now=now)
        work.fail(session, held, "no luck", now=now)
        item = items(session)[0]
        waits.append((item.due_at - now).total_seconds())
        now = item.due_at
    assert waits[:4] == sorted(waits[:4])
    assert item.state == "failed"
    assert [failed.error for failed in work.failed(session, 7)] == ["no luck"]
    assert work.failed(session, 8) == []


def test_work_that_kills_its_worker_ten_times_goes_to_people(session, hints):
    (item_id,) = added(session)
    now = NOW
    for _ in range(work.MAX_DEATHS):
        assert work.lease(session, KIND, item_id, now=now)
        now += timedelta(minutes=2)
    assert work.lease(session, KIND, item_id, now=now) == ()
    assert items(session)[0].state == "failed"


def test_one_job_takes_a_batch_of_its_kind(session, hints):
    ids = added(session, BATCHED, range(25), batch=10)
    assert len(hints) == 3
    assert len(work.lease(session, BATCHED, ids[0], now=NOW)) == 10


def test_a_bad_item_does_not_keep_its_batch_back(session, hints):
    def handle(task):
        if 3 in task.subject_ids:
            raise ValueError("three")

    kind = work.Kind(BATCHED.name, handle, batch=10)
    ids = added(session, BATCHED, range(1, 6))
    with pytest.raises(ExceptionGroup, match="1 of 5"):
        perform(db.session, kind, ids[0])
    states = {item.subject_id: item.state for item in items(session, BATCHED.name)}
    assert states == {1: "done", 2: "done", 3: "waiting", 4: "done", 5: "done"}


def test_the_result_is_not_stored_when_the_lease_was_lost(session, make, hints):
    agency = make.agency

    def handle(task):
        agency.name_en = "changed by a worker that lost its lease"
        work.add(session, KIND.name, task.subject_ids, now=NOW)  # Asks again: voids the lease.

    (item_id,) = added(session)
    assert perform(db.session, work.Kind(KIND.name, handle), item_id) == 0
    session.refresh(agency)
    assert agency.name_en.startswith("Test agency")


def test_overdue_work_is_found_again(session, hints):
    added(session)
    grace = timedelta(seconds=3)
    assert work.overdue(session, now=clock.now(), grace=timedelta(hours=1), limit=10) == []
    assert len(work.overdue(session, now=LATER, grace=grace, limit=10)) == 1
