"""What comes next, at every stage of a trace: who does what, and when."""

from datetime import timedelta

import pytest

from ideation.core import clock
from ideation.core.formats import date_words
from ideation.core.i18n import force_locale
from tests.trace.way import whole_way

NOW = clock.now()
TODAY = NOW.astimezone(clock.THAILAND).date()
DAY = timedelta(days=1)
SOON = NOW + 5 * DAY
LATER = NOW + 20 * DAY


@pytest.fixture
def coming(client):
    """What comes next on the trace of an object, in English."""
    with client.session_transaction() as cookie:
        cookie["language"] = "en"

    def ask(kind: str, thing) -> str:
        steps = client.get(f"/trace/{kind}/{thing.id}.json").json["steps"]
        assert [step["state"] for step in steps].count("next") == 1
        assert steps[-1]["title"] == "What comes next"
        return steps[-1]["text"]

    return ask


def day(moment) -> str:
    with force_locale("en"):
        return date_words(moment)


@pytest.fixture
def office(make) -> str:
    return make.agency.name_en


def windows(**stages) -> list:
    return [(stage, opens, closes) for stage, (opens, closes) in stages.items()]


def selected(make, round, **values):
    given = {"state": "selected", "reason": "ทำได้", "decided_at": NOW, **values}
    return make.theme(round, "เน็ตล่ม", [make.submission(round)], **given)


def test_a_new_theme(make, coming, office):
    theme = make.theme(make.round())
    assert coming("theme", theme) == f"{office} reads the theme and answers within 15 days."


def test_a_theme_with_a_unit_and_a_day(make, coming):
    unit = make.agency.units[0]
    theme = make.theme(make.round(), unit_id=unit.id, due_on=TODAY)
    assert coming("theme", theme) == (
        f"กองยุทธศาสตร์และแผนงาน reads the theme and answers by {day(TODAY)}."
    )


def test_an_answered_theme(make, coming, office):
    theme = make.theme(make.round(), answer="ซ่อมแล้ว", answered_at=NOW)
    assert coming("theme", theme).startswith(f"{office} has answered and decides next")


def test_a_rejected_theme(make, coming, office):
    theme = make.theme(make.round(), state="rejected", reason="นอกอำนาจ", decided_at=NOW)
    assert coming("theme", theme).startswith(f"{office} does not go on with this theme.")


@pytest.mark.parametrize(
    ("stages", "says"),
    [
        ({"discover": (NOW - DAY, SOON)}, "answer the statements about this theme until {}"),
        ({"discover": (SOON, LATER)}, "This begins on {}."),
        ({}, "No day is set yet"),
    ],
)
def test_a_selected_theme(make, coming, stages, says):
    theme = selected(make, make.round(windows=windows(**stages)))
    assert says.format(day(SOON)) in coming("theme", theme)


def test_needs_without_a_challenge(make, coming, office):
    theme = selected(make, make.round(windows=windows(develop=(SOON, LATER))))
    make.need(theme)
    said = coming("theme", theme)
    assert said.startswith(f"{office} turns the needs into a challenge")
    assert day(SOON) in said


@pytest.mark.parametrize(
    ("opens", "closes", "says"),
    [
        (SOON, LATER, "propose ideas from {soon} to {later}."),
        (NOW - DAY, SOON, "propose and support ideas until {soon}."),
        (NOW - 2 * DAY, NOW - DAY, "assesses the ideas and says which are tried"),
    ],
)
def test_a_challenge(make, coming, opens, closes, says):
    theme = selected(make, make.round(windows=windows(develop=(NOW - DAY, LATER))))
    challenge = make.challenge(theme, opens_at=opens, closes_at=closes)
    assert says.format(soon=day(SOON), later=day(LATER)) in coming("challenge", challenge)


def test_a_challenge_takes_no_ideas_while_the_stage_is_closed(make, coming):
    theme = selected(make, make.round(windows=windows(develop=(SOON, LATER))))
    challenge = make.challenge(theme, opens_at=NOW - DAY, closes_at=LATER)
    assert "propose" not in coming("challenge", challenge)


def test_an_idea_that_was_not_taken_up(make, coming, office):
    challenge = make.challenge(selected(make, make.round()))
    idea = make.idea(challenge, state="declined", reason="แพงเกินไป", decided_at=NOW)
    assert coming("idea", idea).startswith(f"{office} does not try this idea.")


def test_a_promoted_idea_without_a_trial(make, coming, office):
    theme = selected(make, make.round(windows=windows(deliver=(NOW - DAY, SOON))))
    idea = make.promoted_idea(make.challenge(theme))
    assert coming("idea", idea) == (
        f"{office} plans the trial of this idea. This is planned until {day(SOON)}."
    )


@pytest.mark.parametrize(
    ("values", "says"),
    [
        (
            {"state": "planned", "started_at": None, "starts_on": TODAY + 9 * DAY},
            f"begins the trial on {day(TODAY + 9 * DAY)}.",
        ),
        ({"ends_on": TODAY + 9 * DAY}, f"The trial runs until {day(TODAY + 9 * DAY)}"),
        ({"ends_on": TODAY - DAY}, f"The trial was to end on {day(TODAY - DAY)}."),
        (
            {"state": "stopped", "reason": "ใช้ไม่ได้", "ended_at": NOW},
            "does not go on with this trial.",
        ),
        (
            {"state": "finished", "reason": "ใช้ได้", "ended_at": NOW},
            "writes up what was learned and hands it to the committee.",
        ),
    ],
)  # fmt: skip
def test_a_trial(make, coming, values, says):
    idea = make.promoted_idea(make.challenge(selected(make, make.round())))
    poc = make.poc(idea, **{"ends_on": TODAY + 30 * DAY, **values})
    said = coming("poc", poc)
    assert says in said
    assert "กองยุทธศาสตร์และแผนงาน" in said


@pytest.mark.parametrize(
    ("ruling", "says"),
    [
        ("returned", "revises it on the points above and hands it in again."),
        ("rejected", "The way of this proposal ends here."),
        ("approved", "says which steps follow."),
    ],
)
def test_a_decision(make, coming, ruling, says):
    way = whole_way(make)
    dossier = make.submitted_dossier(make.finished_poc(make.promoted_idea(way.challenge)))
    item = make.meeting_item(way.meeting, dossier)
    decision = make.decision(item, ruling=ruling, points="แก้งบ" if ruling == "returned" else "")
    assert says in coming("decision", decision)


def test_the_first_open_step_after_an_approval(make, coming, office):
    way = whole_way(make)
    make.outcome_step(way.decision, title="ของบ", due_on=TODAY + 3 * DAY)
    way.outcome_step.due_on = TODAY + 30 * DAY
    assert coming("decision", way.decision) == f"{office}: “ของบ”, by {day(TODAY + 3 * DAY)}."


def test_nothing_is_left_open(make, coming):
    way = whole_way(make)
    way.outcome_step.state, way.outcome_step.evidence = "done", "ติดตั้งครบ"
    way.outcome_step.done_at = NOW
    assert "Nothing is left open." in coming("outcome_step", way.outcome_step)
