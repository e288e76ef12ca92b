"""The page and the data of a trace, from every step of it and for everybody who may ask."""

from datetime import timedelta

import pytest

from ideation.accounts.models import Role
from ideation.core import clock
from ideation.core.registry import registry
from ideation.deliver import models as deliver
from ideation.diagnose.models import ThemeMember
from ideation.discover.models import NeedEvidence, StatementVote
from tests.factories import sign_in
from tests.helpers import words
from tests.trace.way import KINDS, support, whole_way

DAY = timedelta(days=1)
MOST_QUERIES = 15
# A sentence of every step, in the order in which they stand on the line.
STEPS = (
    "voices were raised", "gathered into the theme", "selected for development",
    "put to the vote", "A need was found", "A challenge was set", "An idea was proposed",
    "taken up for a trial", "It was tried", "What the trial showed", "written up for the committee",
    "The committee approved, decision 3/2569", "ขยายไปอีก 20 หมู่บ้าน", "What comes next",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _english(client):
    with client.session_transaction() as cookie:
        cookie["language"] = "en"


def steps_of(client, kind: str, key: int) -> list[dict]:
    response = client.get(f"/trace/{kind}/{key}.json")
    assert response.status_code == 200
    return response.json["steps"]


def step(steps: list[dict], kind: str) -> dict:
    found = [each for each in steps if each["kind"] == kind]
    assert len(found) == 1, [each["kind"] for each in steps]
    return found[0]


def text_of(client, kind: str, key: int) -> str:
    return words(client.get(f"/trace/{kind}/{key}"))


@pytest.mark.parametrize("kind", [each for each in KINDS if each != "submission"])
def test_from_any_step_the_same_line_is_walked_both_ways(client, make, kind):
    way = whole_way(make)
    page = text_of(client, kind, getattr(way, kind).id)
    places = [page.find(said) for said in STEPS]
    assert -1 not in places, STEPS[places.index(-1)]
    assert places == sorted(places)
    here = [each for each in steps_of(client, kind, getattr(way, kind).id) if each["here"]]
    assert [(each["kind"], each["id"]) for each in here] == [(kind, getattr(way, kind).id)]
    assert page.count("You are here") == 1


def test_from_a_voice_the_line_begins_with_its_words(client, make):
    way = whole_way(make)
    page = text_of(client, "submission", way.submission.id)
    order = ("เน็ตล่มทุกเย็นตอนลูกทำการบ้าน", "gathered with others", "These words are cited", STEPS[-3])
    places = [page.find(said) for said in order]
    assert -1 not in places
    assert places == sorted(places)


def test_a_voice_without_a_theme_says_what_comes_next(client, make):
    voice = make.submission(make.round(), "เพิ่งส่งมา")
    steps = steps_of(client, "submission", voice.id)
    assert [each["kind"] for each in steps] == ["submission", "next"]
    assert "within a few minutes" in steps[-1]["text"]


def test_every_step_says_how_many_people_stood_there(client, make, session):
    way = whole_way(make)
    now = clock.now()
    for number, choice in enumerate(("agree", "agree", "disagree")):
        session.add(
            StatementVote(
                statement_id=way.statement.id, voter=f"account:{90 + number}", choice=choice,
                cast_at=now,
            )
        )  # fmt: skip
    tester, supporter = make.account(), make.account()
    support(make, way.idea, f"account:{supporter.id}", "visitor:x")
    # Whoever supports and comments is one person; so is whoever tries and says how it was.
    make.comment(way.idea, supporter)
    make.comment(way.idea, make.account(), hidden_at=now, hidden_reason="หยาบคาย")
    session.add(deliver.Tester(poc_id=way.poc.id, account_id=tester.id, joined_at=now))
    for number, author in enumerate((tester, make.account())):
        session.add(
            deliver.Feedback(
                poc_id=way.poc.id, author_id=author.id, submit_key=f"f{number}", verdict="works",
                text="ใช้ได้", created_at=now,
            )
        )  # fmt: skip
    steps = steps_of(client, "decision", way.decision.id)
    people = {each["kind"]: each["people"] for each in steps}
    assert people["voices"] == 3
    assert people["statements"] == 3
    assert people["need"] == 2
    assert people["idea"] == 3
    assert people["challenge"] == 3
    assert people["poc"] == 2
    assert people["decision"] == 3


def test_every_step_names_its_office_and_its_day(client, make):
    way = whole_way(make)
    steps = steps_of(client, "theme", way.theme.id)
    assert step(steps, "poc")["office"] == "กองยุทธศาสตร์และแผนงาน"
    assert step(steps, "decision")["office"] == "คณะกรรมการเน็ต"
    assert step(steps, "need")["office"] == make.agency.name_en
    assert step(steps, "decision")["at"] == way.decision.decided_at.isoformat()
    assert step(steps, "decision")["path"] == f"/decisions/{way.decision.id}"


def test_other_branches_are_folded_with_their_number_and_what_came_of_them(client, make):
    way = whole_way(make)
    for number in range(3):
        make.idea(way.challenge, title=f"แนวคิดที่ {number}")
    rival = make.promoted_idea(way.challenge, title="เสาที่โรงเรียน")
    trial = make.poc(rival, title="ทดลองที่โรงเรียน")
    other = make.challenge(way.theme, title="โจทย์ที่สอง")
    make.idea(other, title="แนวคิดของโจทย์ที่สอง")
    steps = steps_of(client, "theme", way.theme.id)
    ideas = step(steps, "idea")["beside"]
    assert [branch["title"] for branch in ideas] == ["4 other ideas"]
    assert "It was tried: “ทดลองที่โรงเรียน”" in [each["title"] for each in ideas[0]["steps"]]
    challenges = step(steps, "challenge")["beside"]
    assert [branch["title"] for branch in challenges] == ["1 other challenge"]
    titles = [each["title"] for each in challenges[0]["steps"]]
    assert titles == [
        "A challenge was set: “โจทย์ที่สอง”", "An idea was proposed: “แนวคิดของโจทย์ที่สอง”",
    ]  # fmt: skip
    mine = steps_of(client, "poc", trial.id)
    assert step(mine, "idea")["title"] == "An idea was proposed: “เสาที่โรงเรียน”"
    assert "decision" not in [each["kind"] for each in mine]


def test_long_branches_are_cut_and_say_how_many_more_there_are(client, make):
    way = whole_way(make)
    for number in range(30):
        make.idea(way.challenge, title=f"แนวคิดที่ {number}", support_count=number)
    last = make.idea(way.challenge, title="ไม่มีใครสนับสนุน")
    branch = step(steps_of(client, "theme", way.theme.id), "idea")["beside"][0]
    assert branch["title"] == "31 other ideas"
    assert len(branch["steps"]) + branch["more"] == 31
    assert branch["steps"][0]["title"] == "An idea was proposed: “แนวคิดที่ 29”"
    # Whoever comes from the least of them finds it on the line all the same.
    own = step(steps_of(client, "idea", last.id), "idea")
    assert own["here"]


def test_a_page_needs_the_same_queries_for_one_thing_and_for_many(client, make, queries):
    way = whole_way(make)
    page = f"/trace/theme/{way.theme.id}"
    client.get("/about")
    queries.clear()
    assert client.get(page).status_code == 200
    few = len(queries)
    for number in range(20):
        make.statement(way.theme, f"ข้อความที่ {number}")
        make.need(way.theme, (way.voices[2],))
        challenge = make.challenge(way.theme, (way.need,))
        idea = make.promoted_idea(challenge)
        make.idea(challenge)
        make.comment(idea)
        dossier = make.submitted_dossier(make.finished_poc(idea))
        item = make.meeting_item(way.meeting, dossier)
        make.outcome_step(make.decision(item))
    client.get("/about")
    queries.clear()
    assert client.get(page).status_code == 200
    assert len(queries) == few <= MOST_QUERIES


@pytest.mark.parametrize("kind", KINDS)
def test_staff_need_no_more_queries_than_a_page_may_have(client, make, queries, kind):
    way = whole_way(make)
    key = getattr(way, kind).id
    sign_in(client, make.officer(language="en"))
    client.get("/about")
    queries.clear()
    assert client.get(f"/trace/{kind}/{key}").status_code == 200
    assert len(queries) <= MOST_QUERIES


def test_drafts_are_left_out_for_those_who_may_not_see_them(client, make):
    way = whole_way(make)
    need = make.need(way.theme, who="ร่างผู้ใช้", state="draft", published_at=None)
    challenge = make.challenge(way.theme, title="ร่างโจทย์", state="draft", published_at=None)
    page = text_of(client, "theme", way.theme.id)
    assert "ร่างผู้ใช้" not in page
    assert "ร่างโจทย์" not in page
    for kind, hidden in (("need", need), ("challenge", challenge)):
        assert client.get(f"/trace/{kind}/{hidden.id}").status_code == 404
        assert client.get(f"/trace/{kind}/{hidden.id}.json").status_code == 404
    staff = sign_in(client.application.test_client(), make.member(Role.EVALUATOR, language="en"))
    page = text_of(staff, "need", need.id)
    assert "ร่างผู้ใช้" in page
    assert "Draft" in page
    assert "ร่างโจทย์" in text_of(staff, "theme", way.theme.id)


def test_everything_in_a_draft_round_is_hidden_from_outsiders(client, make):
    way = whole_way(make, round=make.round(state="draft", published_at=None))
    for kind in KINDS:
        key = getattr(way, kind).id
        assert client.get(f"/trace/{kind}/{key}").status_code == 404, kind
        assert client.get(f"/trace/{kind}/{key}.json").status_code == 404, kind
    outsider = sign_in(
        client.application.test_client(), make.officer(agency=make.new_agency(), language="en")
    )
    assert outsider.get(f"/trace/theme/{way.theme.id}").status_code == 404
    staff = sign_in(client.application.test_client(), make.officer(language="en"))
    assert staff.get(f"/trace/theme/{way.theme.id}").status_code == 200


@pytest.mark.parametrize(
    ("state", "role", "seen"),
    [
        ("drafting", None, False),
        ("drafting", Role.COMMITTEE_MEMBER, False),
        ("drafting", Role.OFFICER, True),
        ("submitted", None, False),
        ("submitted", Role.EVALUATOR, False),
        ("submitted", Role.COMMITTEE_SECRETARY, True),
    ],
)
def test_a_dossier_is_traced_only_for_those_who_may_know_of_it(client, make, state, role, seen):
    way = whole_way(make)
    idea = make.promoted_idea(way.challenge)
    dossier = make.submitted_dossier(make.finished_poc(idea), title="ยังไม่เปิดเผย", state=state)
    if role:
        sign_in(client, make.member(role, language="en"))
    assert client.get(f"/trace/dossier/{dossier.id}").status_code == (200 if seen else 404)
    assert ("ยังไม่เปิดเผย" in text_of(client, "idea", idea.id)) == seen


def test_a_dossier_is_public_from_the_day_its_meeting_is_called(client, make):
    way = whole_way(make)
    dossier = make.submitted_dossier(make.finished_poc(make.promoted_idea(way.challenge)))
    meeting = make.meeting(way.committee, held_at=clock.now() + 9 * DAY)
    make.meeting_item(meeting, dossier)
    assert client.get(f"/trace/dossier/{dossier.id}").status_code == 404
    meeting.state = "called"
    steps = steps_of(client, "dossier", dossier.id)
    assert "คณะกรรมการเน็ต takes it up on" in steps[-1]["text"]


def test_statements_that_were_not_approved_are_no_part_of_it(client, make):
    way = whole_way(make)
    suggested = make.statement(way.theme, "รออนุมัติอยู่", state="suggested")
    assert client.get(f"/trace/statement/{suggested.id}").status_code == 404
    assert "รออนุมัติอยู่" not in text_of(client, "theme", way.theme.id)
    staff = sign_in(client.application.test_client(), make.officer(language="en"))
    assert "รออนุมัติอยู่" in text_of(staff, "statement", suggested.id)


def test_nobody_learns_how_others_answered_while_answers_are_taken(client, make):
    now = clock.now()
    windows = [("discover", now - DAY, now + DAY)]
    open_way = whole_way(make, round=make.round(windows=windows))
    assert "3 agree" not in text_of(client, "statement", open_way.statement.id)
    open_way.round.windows[0].closes_at = now - DAY / 2
    assert "3 agree, 1 disagree" in text_of(client, "statement", open_way.statement.id)


def test_reports_of_wrongdoing_are_counted_and_never_shown(client, make, session):
    way = whole_way(make)
    report = make.submission(way.round, "เจ้าหน้าที่เรียกเงิน", kind="tip_off")
    session.add(
        ThemeMember(
            theme_id=way.theme.id, submission_id=report.id, score=1.0, assigned_at=clock.now()
        )
    )
    way.theme.size, way.theme.central_ids = 4, [report.id]
    session.flush()
    page = text_of(client, "theme", way.theme.id)
    assert "4 voices were raised" in page
    assert "1 of them is a report of wrongdoing" in page
    assert "เรียกเงิน" not in page
    assert client.get(f"/trace/submission/{report.id}").status_code == 404
    staff = sign_in(client.application.test_client(), make.officer(language="en"))
    assert staff.get(f"/trace/submission/{report.id}").status_code == 200


def test_a_withdrawn_voice_and_a_withdrawn_idea_have_no_trace(client, make):
    way = whole_way(make)
    way.voices[2].withdrawn_at = clock.now()
    idea = make.idea(way.challenge, title="ถอนแล้ว", state="withdrawn")
    assert client.get(f"/trace/submission/{way.voices[2].id}").status_code == 404
    assert client.get(f"/trace/idea/{idea.id}").status_code == 404
    assert "ถอนแล้ว" not in text_of(client, "theme", way.theme.id)


def test_the_trace_of_a_merged_theme_leads_to_where_it_went(client, make, session):
    way = whole_way(make)
    old = make.theme(way.round, "รวมไปแล้ว", merged_into_id=way.theme.id)
    older = make.theme(way.round, "รวมไปก่อนหน้า", merged_into_id=old.id)
    need = make.need(older, who="ผู้ใช้จากประเด็นเดิม")
    response = client.get(f"/trace/theme/{older.id}")
    assert response.status_code == 301
    assert response.location == f"/trace/theme/{way.theme.id}"
    # What grew out of the old one belongs to the new one now.
    assert "ผู้ใช้จากประเด็นเดิม" in text_of(client, "theme", way.theme.id)
    assert "You are here" in text_of(client, "need", need.id)


@pytest.mark.parametrize("path", ["account/1", "theme/0", "idea/999999", "meeting/1"])
def test_what_is_not_there_has_no_trace(client, make, path):
    make.account()
    assert client.get(f"/trace/{path}").status_code == 404
    assert client.get(f"/trace/{path}.json").status_code == 404


def test_the_data_holds_the_graph_and_no_personal_data(client, make):
    way = whole_way(make)
    author = make.account("somebody@example.org", display_name="สมชาย ใจดี")
    way.idea.author_id = author.id
    way.submission.author_id, way.submission.contact_email = author.id, "other@example.org"
    body = client.get(f"/trace/submission/{way.submission.id}.json")
    links = {
        (link["from"]["kind"], link["to"]["kind"], link["cites"]) for link in body.json["links"]
    }
    assert ("submission", "theme", False) in links
    assert ("submission", "need", True) in links
    assert ("need", "challenge", True) in links
    assert ("decision", "outcome_step", False) in links
    text = body.get_data().decode("unicode_escape", errors="ignore")
    for private in ("example.org", "สมชาย", way.submission.number):
        assert private not in text
        assert private not in text_of(client, "submission", way.submission.id)


def test_evidence_of_a_statement_leads_to_the_need_that_cites_it(client, make, session):
    way = whole_way(make)
    other = make.need(way.theme, who="ครูบนดอย")
    session.add(NeedEvidence(need_id=other.id, statement_id=way.statement.id))
    session.flush()
    session.expire_all()
    steps = steps_of(client, "statement", way.statement.id)
    assert "ครูบนดอย" in next(each for each in steps if each["kind"] == "need")["title"]


@pytest.mark.parametrize("kind", ["theme", "need", "challenge", "idea", "poc"])
def test_the_page_of_an_object_leads_to_its_trace(client, make, kind):
    way = whole_way(make)
    key = getattr(way, kind).id
    page = client.get(registry.links[kind](key))
    assert f'href="/trace/{kind}/{key}"' in page.get_data(as_text=True)
