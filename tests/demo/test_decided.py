"""The decided round's voices read like real ones, and its content holds together."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from ideation.core.provinces import PROVINCES, province
from ideation.core.sectors import Sector

DEMO = Path(__file__).parents[2] / "ideation" / "demo"
DECIDED = DEMO / "decided"
PROFILE = DEMO.parent / "agencies" / "profiles" / "onde.yaml"
COLUMNS = ["text", "title", "kind", "province", "channel", "name", "days_ago", "hour", "language"]
KINDS = {"issue", "need", "suggestion", "question", "complaint", "tip_off"}
CHANNELS = {"web", "phone", "letter", "email", "in_person", "line"}
ACTS = {
    "พระราชบัญญัติการพัฒนาดิจิทัลเพื่อเศรษฐกิจและสังคม พ.ศ. 2560",
    "พระราชบัญญัติสภาตำบลและองค์การบริหารส่วนตำบล พ.ศ. 2537",
    "พระราชบัญญัติกำหนดแผนและขั้นตอนการกระจายอำนาจให้แก่องค์กรปกครองส่วนท้องถิ่น พ.ศ. 2542",
    "พระราชบัญญัติว่าด้วยการกระทำความผิดเกี่ยวกับคอมพิวเตอร์ พ.ศ. 2550",
    "พระราชบัญญัติคุ้มครองข้อมูลส่วนบุคคล พ.ศ. 2562",
    "พระราชบัญญัติคุ้มครองเด็ก พ.ศ. 2546",
    "พระราชบัญญัติส่งเสริมและพัฒนาคุณภาพชีวิตคนพิการ พ.ศ. 2550",
    "พระราชบัญญัติผู้สูงอายุ พ.ศ. 2546",
}


def rows(name):
    with (DECIDED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    assert all(None not in row and None not in row.values() for row in found), name
    return found


def content(name):
    return yaml.safe_load((DECIDED / f"{name}.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def voices():
    return rows("voices")


@pytest.fixture(scope="module")
def described():
    return content("round")


@pytest.fixture(scope="module")
def matters():
    """The two matters of the round in one layout: the decided one and the one behind it."""
    evening = {
        "discover": content("discover"),
        "ideas": content("ideas"),
        "comments": rows("comments"),
        "trial": content("trial")["poc"],
        "feedback": rows("feedback"),
        **content("decision"),
    }
    return [evening, content("helpers")]


@pytest.fixture(scope="module")
def far():
    """The matter whose challenge is open."""
    return content("far")


@pytest.fixture(scope="module")
def people(described):
    first = yaml.safe_load((DEMO / "content.yaml").read_text(encoding="utf-8"))
    return {row["email"] for row in [*first["accounts"], *described["accounts"]]}


def fits(voice, decisions):
    """Return the decision that a voice belongs to: the first with a word of it, or the rest."""
    for decision in decisions:
        if any(word in voice["text"] for word in decision.get("keywords", [""])):
            return decision["key"]
    return None


def test_the_voices_are_valid(voices):
    assert len(voices) >= 175
    for row in voices:
        assert list(row) == COLUMNS
        assert row["kind"] in KINDS, row
        assert row["channel"] in CHANNELS, row
        assert not row["province"] or province(row["province"]), row
        assert 0 <= int(row["hour"]) <= 23, row
        assert row["text"] == row["text"].strip(), row
        assert 30 <= len(row["text"]) <= 200, row
        thai = any("ก" <= letter <= "๛" for letter in row["text"])
        assert thai == (row["language"] == "th"), row
    assert {row["kind"] for row in voices} == KINDS
    assert {row["channel"] for row in voices} == CHANNELS


def test_the_voices_came_while_the_round_listened(voices, described):
    (window,) = [w for w in described["round"]["windows"] if w["stage"] == "diagnose"]
    days = [-int(row["days_ago"]) for row in voices]
    assert window["opens_day"] < min(days)
    assert max(days) < window["closes_day"]


def test_no_voice_repeats_another_not_even_of_the_open_round(voices):
    earlier = {
        row["text"]
        for path in (DEMO / "voices").glob("*.csv")
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    }
    texts = [row["text"] for row in voices]
    assert len(set(texts)) == len(texts)
    assert not earlier & set(texts)
    openings = Counter(text[:14] for text in texts)
    assert max(openings.values()) <= 3, openings.most_common(3)


def test_people_of_every_region_speak_and_most_stay_nameless(voices):
    present = {row["province"] for row in voices}
    assert {each.region for each in PROVINCES if each.code in present} == {
        "north",
        "northeast",
        "central",
        "east",
        "west",
        "south",
    }
    assert 0 < sum(1 for row in voices if row["name"]) < len(voices) / 4


def test_every_voice_is_answered_and_every_keyword_was_said(voices, described):
    decisions = described["decisions"]
    sizes = Counter(fits(row, decisions) for row in voices)
    assert set(sizes) == {decision["key"] for decision in decisions}
    assert min(sizes.values()) >= 10
    assert sizes.most_common(1)[0][0] == "evening"
    for decision in decisions:
        assert decision["reason"]
        assert decision["answer"]
        for word in decision.get("keywords", ()):
            assert any(word in row["text"] for row in voices), word


def test_units_decide_in_their_own_mission_area(described, people):
    profile = yaml.safe_load(PROFILE.read_text(encoding="utf-8"))
    units = {area["slug"]: area["units"] for area in profile["mission_areas"]}
    for decision in described["decisions"]:
        assert decision["unit"] in units[decision["mission_area"]]
        assert decision["decided_by"] in people


def test_the_citizen_s_own_voices_are_among_them(voices, described):
    for start in described["own_voices"]:
        assert sum(row["text"].startswith(start) for row in voices) == 1, start


def test_added_accounts_stay_off_the_sign_in_page(described):
    addresses = [row["email"] for row in described["accounts"]]
    assert len(set(addresses)) == len(addresses)
    for address in addresses:
        assert re.fullmatch(r"[a-z]+\+[a-z0-9]+@demo\.example\.org", address), address


def test_everybody_who_acts_has_an_account(matters, far, people):
    for matter in [*matters, far]:
        named = re.findall(r"[\w.+]+@demo\.example\.org", str(matter))
        assert set(named) <= people


def test_statements_are_short_asked_once_and_answered_by_every_group(matters, far):
    for matter in [*matters, far]:
        found = matter["discover"]
        texts = [row["text"] for row in found["statements"]]
        assert len(set(texts)) == len(texts)
        for row in found["statements"]:
            assert len(row["text"]) <= 280
            groups = {len(kind["groups"]) for kind in found["voters"].values()}
            assert "declined" in row or {len(row["agree"])} == groups, row["key"]
        assert set(found["voters"]) == set(Sector)


def test_the_main_theme_has_what_citizens_suggested_and_one_declined(matters):
    found = matters[0]["discover"]["statements"]
    asked = [row for row in found if "declined" not in row]
    suggested = [row for row in asked if row["by"].startswith("citizen")]
    assert (len(asked), len(suggested), len(found)) == (14, 3, 15)
    assert sum(kind["count"] for kind in matters[0]["discover"]["voters"].values()) == 320


def test_needs_rest_on_what_was_said_voted_and_seen(matters, far, voices, described):
    for matter in [*matters, far]:
        found = matter["discover"]
        statements = {row["key"] for row in found["statements"]}
        notes = {row["key"] for row in found["field_notes"]}
        for need in found["needs"]:
            assert set(need["statements"]) <= statements
            assert set(need["notes"]) <= notes
            for start in need["voices"]:
                (voice,) = [row for row in voices if row["text"].startswith(start)]
                assert fits(voice, described["decisions"]) == found["theme"]
                assert voice["kind"] != "tip_off"


def test_ideas_are_scored_on_every_criterion_and_decided_with_reasons_of_their_own(matters):
    for matter in matters:
        criteria = matter["ideas"]["challenge"]["criteria"]
        for idea in matter["ideas"]["ideas"]:
            for scores in idea.get("scores", {}).values():
                assert len(scores) == len(criteria), idea["key"]
                assert set(scores) <= set(range(1, 6))
    ideas = matters[0]["ideas"]["ideas"]
    reasons = [idea["declined"] for idea in ideas if "declined" in idea]
    assert len(ideas) == 12
    assert len(set(reasons)) == len(reasons) == 10
    assert sum("promoted" in idea for idea in ideas) == 1
    assert sum("withdrawn_day" in idea for idea in ideas) == 1
    assert sum("revised" in idea for idea in ideas) == 2


def test_comments_are_on_ideas_that_were_there(matters, far):
    for matter in [*matters, far]:
        closed = matter["ideas"]["challenge"].get("closed_day", 0)
        begun = {idea["key"]: idea["day"] for idea in matter["ideas"]["ideas"]}
        gone = {idea["key"]: idea.get("withdrawn_day", 0) for idea in matter["ideas"]["ideas"]}
        texts = [row["text"] for row in matter["comments"]]
        assert len(set(texts)) == len(texts)
        for row in matter["comments"]:
            assert row["stance"] in {"for", "against", "neutral"}
            assert begun[row["idea"]] < int(row["day"]) < closed, row
            assert int(row["day"]) < gone[row["idea"]] or not gone[row["idea"]], row
    assert len(matters[0]["comments"]) >= 50
    assert len({row["stance"] for row in matters[0]["comments"]}) == 3


def test_ideas_are_wanted_now(far, described):
    challenge = far["ideas"]["challenge"]
    windows = [w for w in described["round"]["windows"] if w["stage"] == "develop"]
    assert windows[-1]["opens_day"] <= challenge["opened_day"] < 0
    assert 14 < challenge["closes_day"] <= windows[-1]["closes_day"]
    for idea in far["ideas"]["ideas"]:
        assert challenge["opened_day"] < idea["day"] < -2
        assert "decided_day" not in idea


def test_the_trial_is_measured_and_its_adjustment_shows(matters):
    trial = matters[0]["trial"]
    (adjusted,) = [row["day"] for row in trial["diary"] if "adjust" in row]
    after = [day > adjusted for day in trial["measured_days"]]
    assert len(after) == 6
    assert after.count(False) == 2
    falling = 0
    for indicator in trial["indicators"]:
        values = indicator["values"]
        assert len(values) == len(after)
        less_is_better = indicator["target"] < indicator["baseline"]
        falling += less_is_better
        if indicator["unit"] == "คน":
            continue
        before, later = values[:2], values[2:]
        assert max(later) < min(before) if less_is_better else min(later) > max(before)
    assert falling == 1


def test_feedback_comes_from_all_sectors_while_the_trial_runs(matters):
    for matter in matters:
        trial = matter["trial"]
        for row in matter["feedback"]:
            assert trial["started_day"] < int(row["day"]) < trial["finished_day"]
            assert row["verdict"] in {"works", "partly", "not"}
        assert {row["sector"] for row in matter["feedback"]} == set(Sector)
    counted = Counter(row["sector"] for row in matters[0]["feedback"])
    assert len(matters[0]["feedback"]) >= 25
    assert min(counted.values()) >= 5


def test_each_budget_adds_up(matters):
    for matter in matters:
        budget = matter["dossier"]["sections"]["budget"]
        (total,) = re.findall(r"\*\*([\d,]+) บาท\*\*", budget)
        parts = re.findall(r"\| ([\d,]+) \|$", budget, re.MULTILINE)
        numbers = [int(part.replace(",", "")) for part in parts]
        assert len(numbers) >= 4
        assert sum(numbers) == int(total.replace(",", ""))


def test_only_acts_that_exist_are_named(matters):
    for matter in matters:
        text = " ".join(str(matter["dossier"]["sections"]).replace("\\n", " ").split())
        named = re.findall(r"พระราชบัญญัติ[^*|]*? พ\.ศ\. 25\d\d", text)
        assert named
        assert set(named) <= ACTS, set(named) - ACTS


def test_the_committee_votes_one_by_one_and_is_split(matters):
    committee, meeting = matters[0]["committee"], matters[0]["meeting"]
    members = [email for email, _seat, _sector in committee["members"]]
    recused = {row["by"] for row in meeting["conflicts"] if row["recused"]}
    voters = [row["by"] for row in meeting["votes"]]
    assert len(members) == 7
    assert sorted([*voters, *recused]) == sorted(members)
    assert len(voters) >= committee["quorum"] >= len(members) / 2
    ballots = Counter(row["ballot"] for row in meeting["votes"])
    assert ballots == {"approve": 4, "return": 1, "reject": 1}
    reasons = [row["reason"] for row in meeting["votes"]]
    assert len(set(reasons)) == len(reasons)


def test_what_followed_is_done_under_way_and_planned(matters):
    steps = matters[0]["outcomes"]
    assert [("begun_day" in step, "done_day" in step) for step in steps] == [
        (True, True),
        (True, False),
        (False, False),
    ]


def test_the_meeting_to_come_decides_nothing_yet(matters):
    meeting = matters[1]["meeting"]
    assert meeting["called_day"] < 0 < meeting["held_day"]
    assert "votes" not in meeting
