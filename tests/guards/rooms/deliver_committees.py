"""The routes of committees and their meetings, and what they are about."""

from datetime import timedelta
from typing import Any

from ideation.accounts.models import Role
from ideation.core import clock
from ideation.core.typed import mark_of
from ideation.deliver.models import Attendance, CommitteeVote
from tests.guards.cases import (
    CONFLICT,
    MISSING,
    OK,
    Case,
    Outcome,
    everybody,
    get,
    only,
    post,
    staff_of_agency,
)

KEEPERS = "administrator committee_secretary"
CALLED = {"meeting_id": "{called_meeting}"}
PLANNED = {"meeting_id": "{planned_meeting}"}
CALLED_ITEM = {"item_id": "{called_item}"}
DISCUSSED = {"item_id": "{discussed_item}"}
VOTED = {"item_id": "{voted_item}"}
COUNTED = {"item_id": "{counted_item}"}


def keepers(outcome: Outcome) -> dict[str, Outcome]:
    """Those who make committees: administrators and committee secretaries."""
    return only(KEEPERS, outcome)


def secretary(outcome: Outcome, **but: Outcome) -> dict[str, Outcome]:
    """Those who run meetings."""
    return only("committee_secretary", outcome, **but)


def unheard(outcome: Outcome) -> dict[str, Outcome]:
    """The secretary, where outsiders do not even learn of a meeting."""
    hidden = dict.fromkeys(("visitor", "citizen", "business", "outsider"), MISSING)
    return secretary(outcome, **hidden)


CASES: tuple[Case, ...] = (
    get("committees.index", everybody(OK)),
    get("committees.index", everybody(MISSING), "no such agency", agency_slug="nowhere"),
    get("committees.show", everybody(OK)),
    get("committees.show", everybody(MISSING), "no such committee", committee_id="0"),
    get("committees.decisions", everybody(OK)),
    get("committees.new", keepers(OK)),
    post(
        "committees.new", keepers("committees.show"),
        name="คณะกรรมการใหม่", mandate="", quorum="3", submit_token="once",
    ),
    get("committees.edit", keepers(OK)),
    post(
        "committees.edit", keepers("committees.show"),
        name="คณะกรรมการเดิม", mandate="", quorum="2",
    ),
    get("committees.seat", keepers(OK)),
    post(
        "committees.seat", keepers("committees.show"), account_id="{candidate}", seat="member",
        sector="people", starts_on="2036-01-01", ends_on="2037-01-01",
    ),
    get("committees.end_term", keepers(OK), member_id="{seated}"),
    post(
        "committees.end_term", keepers("committees.show"), at={"member_id": "{seated}"},
        ends_on="{last_day}",
    ),
    get("meetings.index", everybody(OK)),
    get("meetings.new", secretary(OK)),
    post(
        "meetings.new", secretary("meetings.show"), title="ครั้งที่ 9",
        held_at="2036-01-01T09:00", place="", submit_token="once",
    ),
    get("meetings.show", everybody(OK)),
    get("meetings.show", staff_of_agency(OK, MISSING), "planned", meeting_id="{planned_meeting}"),
    get("meetings.show", everybody(MISSING), "no such meeting", meeting_id="0"),
    get("meetings.edit", secretary(OK), "called", meeting_id="{called_meeting}"),
    get("meetings.edit", unheard(OK), "planned", meeting_id="{planned_meeting}"),
    post(
        "meetings.edit", secretary("meetings.show"), "called", at=CALLED, title="ครั้งที่ 1",
        held_at="2036-01-01T09:00", place="",
    ),
    post(
        "meetings.add_item", secretary("meetings.show"), "called", at=CALLED,
        dossier_id="{agenda_dossier}",
    ),
    post(
        "meetings.move_item", secretary("meetings.show"), "called", at=CALLED_ITEM,
        direction="up",
    ),
    post("meetings.remove_item", secretary("meetings.show"), "called", at=CALLED_ITEM),
    post("meetings.change", unheard("meetings.show"), "planned", at=PLANNED, act="call"),
    post("meetings.change", secretary("meetings.show"), "called", at=CALLED, act="open"),
    post(
        "meetings.change", secretary("meetings.show"), "called, off again", at=CALLED,
        act="cancel", reason="น้ำท่วม",
    ),
    post("meetings.change", secretary(CONFLICT), "items are left", act="close"),
    post("meetings.mark_present", secretary("meetings.show"), present="{seated}"),
    post("meetings.write_notes", secretary(CONFLICT), "changed by others", notes="ก", seen="old"),
    post("meetings.write_notes", secretary("meetings.show"), notes="", seen="{no_notes}"),
    get("meetings.minutes", staff_of_agency(OK, MISSING), "still open"),
    get("meetings.minutes", everybody(OK), "closed", meeting_id="{closed_meeting}"),
    get("meetings.item", everybody(OK), item_id="{voted_item}"),
    get("meetings.item", everybody(OK), "decided", item_id="{decided_item}"),
    get("meetings.item", everybody(MISSING), "no such item", item_id="0"),
    post(
        "meetings.change_item", secretary("meetings.item"), at=DISCUSSED,
        act="open_vote", motion="เห็นชอบ",
    ),
    post(
        "meetings.change_item", secretary("meetings.decide"), "closing the vote", at=VOTED,
        act="close_vote", without_missing="1",
    ),
    post(
        "meetings.change_item", secretary("meetings.item"), "put off", at=DISCUSSED,
        act="defer", reason="รอข้อมูล",
    ),
    post(
        "meetings.declare", only("committee_member", "meetings.item"), at=VOTED,
        statement="ถือหุ้น", recused="y",
    ),
    post(
        "meetings.declare", secretary("meetings.item"), "for another", at=VOTED,
        member_id="{seated}", statement="ถือหุ้น",
    ),
    post(
        "meetings.vote", only("committee_member", "meetings.item"), at=VOTED,
        ballot="approve", reason="ได้ผล",
    ),
    get("meetings.decide", secretary(OK), item_id="{voted_item}"),
    get("meetings.decide", secretary("meetings.item"), "decided", item_id="{decided_item}"),
    get("meetings.decide", secretary(OK), "counted", item_id="{counted_item}"),
    post("meetings.decide", secretary("meetings.item"), at=COUNTED, reasons="ได้ผลจริง"),
    post("meetings.decide", secretary(CONFLICT), "votes are missing", at=VOTED, reasons="ก"),
    post(
        "meetings.write_discussion", secretary("meetings.item"), at=VOTED,
        discussion="", seen="{no_notes}",
    ),
)  # fmt: skip


def furnish(make: Any, world: Any) -> None:
    """Add a committee in session, with meetings in every state."""
    now = clock.now()
    committee = make.committee(members=2, quorum=2)
    seated = list(committee.members)
    role = make.committee_member(committee, world.accounts["committee_member"])
    meeting = make.meeting(committee, state="open", opened_at=now)
    for member in (*seated, role):
        make._add(Attendance(meeting_id=meeting.id, member_id=member.id, came_at=now))
    voted = make.meeting_item(meeting, _dossier(make), state="voting", motion="เห็นชอบ")
    discussed = make.meeting_item(meeting, _dossier(make), state="discussing")
    session = make.meeting(committee, state="open", opened_at=now)
    counted = make.meeting_item(session, _dossier(make), state="voting", counted_at=now)
    for member in seated:
        make._add(Attendance(meeting_id=session.id, member_id=member.id, came_at=now))
    for item in (voted, counted):
        make._add(
            CommitteeVote(
                item_id=item.id, member_id=seated[0].id, ballot="approve", reason="ได้ผล",
                cast_at=now,
            )
        )  # fmt: skip
    closed = make.meeting(committee, state="closed", opened_at=now, closed_at=now)
    decided = make.meeting_item(closed, _dossier(make))
    make.decision(decided)
    later = now + timedelta(days=9)
    called = make.meeting(committee, state="called", held_at=later)
    planned = make.meeting(committee, held_at=later)
    make.meeting_item(planned, _dossier(make))
    world.names |= {
        "committee": committee.id,
        "meeting": meeting.id,
        "called_meeting": called.id,
        "planned_meeting": planned.id,
        "closed_meeting": closed.id,
        "voted_item": voted.id,
        "counted_item": counted.id,
        "discussed_item": discussed.id,
        "decided_item": decided.id,
        "called_item": make.meeting_item(called, _dossier(make)).id,
        "agenda_dossier": _dossier(make).id,
        "seated": seated[1].id,
        "candidate": make.member(Role.COMMITTEE_MEMBER).id,
        "last_day": seated[1].ends_on.isoformat(),
        "no_notes": mark_of(""),
    }


def _dossier(make: Any) -> Any:
    theme = make.theme(make.round())
    return make.submitted_dossier(make.finished_poc(make.promoted_idea(make.challenge(theme))))
