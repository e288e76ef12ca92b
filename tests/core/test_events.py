import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ideation.core import clock, events


def test_an_event_names_who_did_what_to_which_object(session, make):
    officer = make.officer()
    round = make.round()
    events.record(
        session,
        "round.published",
        round,
        now=clock.now(),
        actor=officer,
        role="officer",
        was="draft",
    )
    session.commit()
    (event,) = events.history(session, round)
    assert (event.verb, event.subject_kind, event.subject_id) == (
        "round.published",
        "round",
        round.id,
    )
    assert (event.actor_id, event.actor_role, event.data) == (
        officer.id,
        "officer",
        {"was": "draft"},
    )


@pytest.mark.parametrize("change", ["UPDATE event SET verb = 'x'", "DELETE FROM event"])
def test_the_record_cannot_be_changed(session, make, change):
    events.record(session, "round.published", make.round(), now=clock.now())
    session.commit()
    with pytest.raises(DBAPIError, match="never changed"):
        session.execute(text(change))
