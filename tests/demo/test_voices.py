"""The demo's voices read like a real consultation, and its content fits them."""

import csv
from collections import Counter
from pathlib import Path

import pytest
import yaml

from ideation.core.provinces import PROVINCES, province

DEMO = Path(__file__).parents[2] / "ideation" / "demo"
PROFILE = DEMO.parent / "agencies" / "profiles" / "onde.yaml"
COLUMNS = ["text", "title", "kind", "province", "channel", "name", "days_ago", "hour", "language"]
KINDS = {"issue", "need", "suggestion", "question", "complaint", "tip_off"}
CHANNELS = {"web", "phone", "letter", "email", "in_person", "line"}
CAMPAIGN = "ให้เครื่องตัดสินชีวิตคน"
AREAS = ("economy", "society", "infrastructure", "space", "fund")


def read(area):
    with (DEMO / "voices" / f"{area}.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        assert reader.fieldnames == COLUMNS
        return list(reader)


@pytest.fixture(scope="module")
def voices():
    return {area: read(area) for area in AREAS}


@pytest.fixture(scope="module")
def everyone(voices):
    return [row for rows in voices.values() for row in rows]


@pytest.fixture(scope="module")
def content():
    return yaml.safe_load((DEMO / "content.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def profile():
    return yaml.safe_load(PROFILE.read_text(encoding="utf-8"))


def test_there_are_enough_voices_in_every_mission_area(voices, everyone):
    assert len(everyone) >= 430
    assert all(len(rows) >= 50 for rows in voices.values())


def test_every_column_is_valid(everyone):
    for row in everyone:
        assert row["kind"] in KINDS, row
        assert row["channel"] in CHANNELS, row
        assert row["language"] in {"th", "en"}, row
        assert not row["province"] or province(row["province"]), row
        assert 0 <= int(row["days_ago"]) <= 45, row
        assert 0 <= int(row["hour"]) <= 23, row
        assert row["text"] == row["text"].strip(), row


def test_the_language_is_that_of_the_text(everyone):
    for row in everyone:
        thai = any("ก" <= letter <= "๛" for letter in row["text"])
        assert thai == (row["language"] == "th"), row


def test_only_the_campaign_repeats_itself_word_for_word(everyone):
    counts = Counter(row["text"] for row in everyone)
    repeated = [text for text, count in counts.items() if count > 1]
    assert repeated
    assert all(CAMPAIGN in text for text in repeated)


def test_the_campaign_came_within_two_days(everyone):
    campaign = [row for row in everyone if CAMPAIGN in row["text"]]
    assert len(campaign) == 8
    assert max(int(r["days_ago"]) for r in campaign) - min(int(r["days_ago"]) for r in campaign) < 2


def test_outside_the_campaign_nobody_fills_in_a_form(everyone):
    openings = Counter(row["text"][:14] for row in everyone if CAMPAIGN not in row["text"])
    assert max(openings.values()) <= 3, openings.most_common(3)


def test_lengths_run_from_a_remark_to_a_letter(everyone):
    lengths = sorted(len(row["text"]) for row in everyone)
    assert lengths[0] >= 15
    assert sum(length <= 35 for length in lengths) >= 30
    assert 70 <= lengths[len(lengths) // 2] <= 150
    assert lengths[-10] > 300
    assert lengths[-1] <= 600


def test_people_of_every_region_speak_and_most_stay_nameless(everyone):
    present = {row["province"] for row in everyone}
    assert {each.region for each in PROVINCES if each.code in present} == {
        "north",
        "northeast",
        "central",
        "east",
        "west",
        "south",
    }
    assert sum(1 for row in everyone if row["name"]) < len(everyone) / 4


def test_every_kind_and_channel_occurs(everyone):
    assert {row["kind"] for row in everyone} == KINDS
    assert {row["channel"] for row in everyone} == CHANNELS


def test_a_decision_is_about_something_that_was_said(content, voices):
    for decision in content["decisions"]:
        texts = [row["text"] for row in voices[decision["mission_area"]]]
        heard = [text for text in texts if any(word in text for word in decision["keywords"])]
        assert len(heard) >= 5, decision["key"]


def test_the_content_names_only_what_exists(content, profile):
    areas = {area["slug"] for area in profile["mission_areas"]}
    units = {unit["abbr"] for unit in profile["units"]}
    people = {account["email"] for account in content["accounts"]}
    for round_ in content["rounds"]:
        assert round_["mission_area"] in areas
        assert set(round_["voices"]) <= set(AREAS)
        assert round_["owner"] in people
    for decision in content["decisions"]:
        assert decision["unit"] in units
        assert decision["decided_by"] in people


def test_each_role_has_a_demo_account_at_an_address_nobody_owns(content):
    roles = {account["role"] for account in content["accounts"]}
    assert roles == {
        "citizen",
        "business",
        "officer",
        "evaluator",
        "committee_member",
        "committee_secretary",
        "auditor",
        "administrator",
    }
    assert all(account["email"].endswith("@demo.example.org") for account in content["accounts"])


def test_a_unit_decides_only_in_its_own_mission_areas(content, profile):
    units = {area["slug"]: area["units"] for area in profile["mission_areas"]}
    for decision in content["decisions"]:
        assert decision["unit"] in units[decision["mission_area"]], decision["key"]


def test_the_profile_has_the_units_of_the_source_in_its_order(profile):
    assert [area["units"] for area in profile["mission_areas"]] == [
        ["ศก.", "พน.", "ยศ.", "ชศ."],
        ["สค.", "พน.", "ยศ."],
        ["คท.", "พน.", "ยศ."],
        ["อช.", "คท.", "พน.", "ยศ."],
        ["กท."],
    ]
    assert [step["stage"] for step in profile["methods"]] == [
        "diagnose",
        "discover",
        "develop",
        "deliver",
    ]


def test_provinces_are_77_in_thai_order():
    assert len(PROVINCES) == len({each.code for each in PROVINCES}) == 77
    names = [each.name_th for each in PROVINCES]
    assert names[:3] == ["กระบี่", "กรุงเทพมหานคร", "กาญจนบุรี"]
    assert names.index("เชียงใหม่") > names.index("ชุมพร")
    assert names.index("เชียงใหม่") < names.index("ตรัง")
    assert province("50").name_en == "Chiang Mai"
    assert province("99") is None
