import csv
import io
import json

import pytest
from sqlalchemy import func, select

from ideation.accounts.models import Role
from ideation.core import clock, events, work
from ideation.core.errors import Conflict, InvalidInput, NotAllowed, SignInNeeded, StageClosed
from ideation.core.perform import perform
from ideation.core.registry import registry
from ideation.diagnose.models import Submission
from ideation.diagnose.rows import parse_date
from ideation.diagnose.service import imports
from ideation.diagnose.service.imports import running
from tests.factories import sign_in
from tests.helpers import csrf_token, words

NOW = clock.now()
TABLE = """text,kind,province,date
เน็ตประชารัฐหมู่บ้านเราล่มมาสามวันแล้ว,ปัญหา,จ.ตาก,15/11/2569
,ปัญหา,ตาก,
อยากให้อบรมผู้สูงอายุใช้แอป,ข้อเสนอแนะ,แม่ฮ่องสอน,2026-11-02
เสาสัญญาณไม่มี,เรื่องแปลก,ตาก,
สัญญาณไม่ถึงบนดอย,ปัญหา,เมืองทิพย์,
โดนแก๊งคอลเซ็นเตอร์หลอก,ร้องเรียน,กทม.,เมื่อวาน
เน็ตประชารัฐหมู่บ้านเราล่มมาสามวันแล้ว,ปัญหา,จ.ตาก,15/11/2569
""".encode()


@pytest.fixture
def officer(make):
    return make.officer()


@pytest.fixture
def round(make):
    return make.round()


def bring_in(session, round, officer, content=TABLE, name="voices.csv"):
    made = imports.upload(round.slug, name, content, actor=officer, now=NOW)
    item = imports.start(made.id, actor=officer, now=NOW)
    assert perform(session, registry.kinds[imports.KIND], item.id) == 1
    session.refresh(made)
    return made


def texts(session, round):
    query = select(Submission.text).where(Submission.round_id == round.id).order_by(Submission.id)
    return list(session.scalars(query))


def test_good_rows_enter_and_bad_rows_come_back_with_line_and_reason(session, round, officer):
    made = bring_in(session, round, officer)
    assert (made.rows_total, made.rows_good, made.rows_bad, made.rows_repeated) == (7, 3, 4, 0)
    found = list(csv.reader(io.StringIO(imports.bad_rows_csv(made))))
    assert found[0] == ["line", "reason", "text", "kind", "province", "date"]
    assert [row[0] for row in found[1:]] == ["3", "5", "6", "7"]
    assert all(row[1] for row in found[1:])


def test_the_words_of_a_thai_table_are_understood(session, round, officer):
    bring_in(session, round, officer)
    first = session.scalars(select(Submission).order_by(Submission.id)).first()
    assert (first.kind, first.province, first.channel) == ("issue", "63", "import")
    assert first.said_at == parse_date("2026-11-15")


def test_two_people_who_say_the_same_are_two_voices(session, round, officer):
    bring_in(session, round, officer)
    assert texts(session, round).count("เน็ตประชารัฐหมู่บ้านเราล่มมาสามวันแล้ว") == 2


def test_a_repeated_import_adds_nothing_and_a_longer_one_only_what_is_new(session, round, officer):
    bring_in(session, round, officer)
    again = bring_in(session, round, officer)
    assert (again.rows_good, again.rows_repeated, again.rows_bad) == (0, 3, 4)
    longer = bring_in(session, round, officer, TABLE + "เรื่องใหม่,ปัญหา,,\n".encode())
    assert (longer.rows_good, longer.rows_repeated) == (1, 3)
    assert len(texts(session, round)) == 4


def test_the_same_file_enters_another_round(session, make, officer, round):
    other = make.round()
    bring_in(session, round, officer)
    assert bring_in(session, other, officer).rows_good == 3


def test_every_new_voice_is_handed_to_the_workers(session, round, officer):
    bring_in(session, round, officer)
    assert work.counts(session)["submission.theme"] == {"waiting": 3}


def test_an_import_that_died_half_way_ends_with_true_counts(session, round, officer, monkeypatch):
    monkeypatch.setattr(running, "PORTION", 2)
    made = imports.upload(round.slug, "voices.csv", TABLE, actor=officer, now=NOW)
    imports.start(made.id, actor=officer, now=NOW)
    portions = []

    def die():
        session.commit()
        portions.append(1)
        if len(portions) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        imports.run(work.Task((work.Lease(0, made.id, 1),), NOW, die))
    session.rollback()
    assert made.state == "running"
    item = work.item_of(session, imports.KIND, made.id)
    perform(session, registry.kinds[imports.KIND], item.id)
    session.refresh(made)
    assert (made.state, made.rows_good, made.rows_repeated, made.rows_bad) == ("done", 3, 0, 4)


def test_start_and_end_stand_in_the_event_record(session, round, officer):
    made = bring_in(session, round, officer)
    verbs = [event.verb for event in events.history(session, made)]
    assert verbs == ["import.finished", "import.started", "import.uploaded"]


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in ("officer", "administrator")]
)
def test_only_those_who_run_rounds_bring_files_in(make, round, role):
    account = make.account() if role in ("citizen", "business") else make.member(role)
    with pytest.raises(NotAllowed):
        imports.upload(round.slug, "a.csv", TABLE, actor=account, now=NOW)


def test_an_officer_of_another_agency_may_not(make, round):
    stranger = make.member(Role.OFFICER, make.new_agency())
    with pytest.raises(NotAllowed):
        imports.upload(round.slug, "a.csv", TABLE, actor=stranger, now=NOW)


def test_a_visitor_is_asked_to_sign_in(round):
    with pytest.raises(SignInNeeded):
        imports.upload(round.slug, "a.csv", TABLE, actor=None, now=NOW)


def test_a_closed_round_takes_no_file(make, officer):
    closed = make.round(state="closed", closed_at=NOW)
    with pytest.raises(StageClosed):
        imports.upload(closed.slug, "a.csv", TABLE, actor=officer, now=NOW)


def test_an_import_starts_once_only(session, round, officer):
    made = bring_in(session, round, officer)
    with pytest.raises(Conflict):
        imports.start(made.id, actor=officer, now=NOW)


def test_a_column_for_the_text_must_be_chosen(round, officer):
    made = imports.upload(round.slug, "a.csv", b"what,where\nx,y\n", actor=officer, now=NOW)
    with pytest.raises(InvalidInput):
        imports.start(made.id, actor=officer, now=NOW)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2026-11-20", "2026-11-19T17:00:00+00:00"),
        ("20/11/2569", "2026-11-19T17:00:00+00:00"),
        ("๒๐/๑๑/๒๕๖๙", "2026-11-19T17:00:00+00:00"),
        ("29/02/2571", "2028-02-28T17:00:00+00:00"),
        ("1.2.2026 14:05", "2026-02-01T07:05:00+00:00"),
    ],
)
def test_dates_are_read_in_both_eras(given, expected):
    assert parse_date(given).isoformat() == expected


@pytest.mark.parametrize("given", ["31/02/2569", "yesterday", "2026-13-01", "99/99/9999"])
def test_a_date_that_is_none_is_refused(given):
    assert parse_date(given) is None


def test_formulas_in_bad_rows_stay_text(session, round, officer):
    made = bring_in(session, round, officer, b'text,kind\n"",=1+1\n')
    assert "'=1+1" in imports.bad_rows_csv(made)


def test_an_officer_brings_a_file_in_through_the_pages(session, client, round, officer):
    sign_in(client, officer)
    page = client.get(f"/rounds/{round.slug}/imports/new")
    answer = client.post(
        f"/rounds/{round.slug}/imports/new",
        data={"csrf_token": csrf_token(page), "file": (io.BytesIO(TABLE), "เสียง.csv")},
        follow_redirects=True,
    )
    assert "7" in words(answer)
    assert answer.request.path.endswith("/columns")
    made_id = answer.request.path.split("/")[2]
    token = csrf_token(answer)
    mapping = {"text": "0", "title": "", "kind": "1", "province": "2", "said_at": "3"}
    rest = {"channel": "", "name": "", "reference": "", "default_kind": "issue"}
    started = client.post(
        f"/imports/{made_id}/columns",
        data={
            "csrf_token": token,
            **mapping,
            **rest,
            "default_channel": "phone",
            "start": "1",
        },
        follow_redirects=True,
    )
    assert started.status_code == 200
    item = work.item_of(session, imports.KIND, int(made_id))
    perform(session, registry.kinds[imports.KIND], item.id)
    result = client.get(f"/imports/{made_id}")
    assert "เมืองทิพย์" in words(result)
    given_back = client.get(f"/imports/{made_id}/bad-rows.csv")
    assert given_back.get_data(as_text=True).startswith("\ufeffline,reason")
    channel = session.scalar(select(Submission.channel).limit(1))
    assert channel == "phone"


def test_a_wrong_file_is_refused_at_the_field(client, round, officer):
    sign_in(client, officer)
    page = client.get(f"/rounds/{round.slug}/imports/new")
    answer = client.post(
        f"/rounds/{round.slug}/imports/new",
        data={"csrf_token": csrf_token(page), "file": (io.BytesIO(b"%PDF"), "report.pdf")},
    )
    assert answer.status_code == 422
    assert "CSV" in words(answer)


@pytest.mark.committed
def test_the_command_brings_a_file_in_and_gives_bad_rows_back(session, make, command, tmp_path):
    round = make.round()
    session.commit()
    file = tmp_path / "voices.csv"
    file.write_bytes(TABLE)
    tried = json.loads(
        command(
            "submissions", "import", str(file), "--round", round.slug, "--dry-run", "--json"
        ).stdout
    )
    assert (tried["good"], tried["bad"]) == (3, 4)
    assert session.scalar(select(func.count()).select_from(Submission)) == 0
    done = json.loads(
        command("submissions", "import", str(file), "--round", round.slug, "--json").stdout
    )
    assert (done["rows"], done["good"], done["repeated"], done["bad"]) == (7, 3, 0, 4)
    assert "line,reason" in (tmp_path / "voices.bad-rows.csv").read_text("utf-8-sig")


@pytest.mark.committed
def test_the_command_names_what_is_wrong_in_one_sentence(session, make, command, tmp_path):
    round = make.round()
    session.commit()
    file = tmp_path / "voices.csv"
    file.write_bytes(TABLE)
    arguments = ("submissions", "import", str(file))
    no_round = command(*arguments, "--round", "nowhere", check=False)
    no_column = command(*arguments, "--round", round.slug, "--text-column", "ไม่มี", check=False)
    for failed in (no_round, no_column):
        assert failed.returncode == 1
        assert "Traceback" not in failed.stderr
        assert len(failed.stderr.strip().splitlines()) == 1
