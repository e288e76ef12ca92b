"""A small world that holds one of everything a route can be about."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from flask_security.confirmable import generate_confirmation_token
from flask_security.recoverable import generate_reset_password_token

from ideation.accounts import service as accounts
from ideation.accounts.models import Account, Invitation, Membership, Role, SignInSession
from ideation.core import clock, ids
from ideation.core.models import WorkItem
from ideation.core.settings import settings
from ideation.diagnose.models import BadRow, SubmissionImport, ThemeRun
from ideation.diagnose.service import board, imports
from tests import factories
from tests.guards.roles import STAFF
from tests.guards.rooms import deliver, develop, discover, notify, trace

TABLE = "ข้อความ,จังหวัด\nเน็ตหมู่บ้านล่มทุกเย็น,เชียงใหม่\n,ลำปาง\n".encode()


@dataclass
class World:
    """Accounts by role, and names by which cases speak of objects: `{theme}`, `{draft}`."""

    accounts: dict[str, Account]
    names: dict[str, Any] = field(default_factory=dict)

    def client(self, app: Any, role: str) -> FlaskClient:
        """Return a browser in which a role is signed in; a visitor is not."""
        client = app.test_client()
        if role == "visitor":
            return client
        return factories.sign_in(client, self.accounts[role])


def build(make: factories.Make) -> World:
    """Make the world in the session of a test, without committing it."""
    accounts = {
        "citizen": make.account(),
        "business": make.account(kind="organisation", organisation_name="ร้านทดสอบ จำกัด"),
        **{role: make.member(Role(role)) for role in STAFF},
        "outsider": make.member(Role.OFFICER, agency=make.new_agency()),
    }
    world = World(accounts)
    _rounds(make, world)
    _voices(make, world)
    _people(make, world)
    _work(make, world)
    for room in (notify, discover, develop, deliver, trace):
        room.furnish(make, world)
    make.session.commit()
    return world


def _rounds(make: factories.Make, world: World) -> None:
    now = clock.now()
    shown, draft = make.round(), make.round(state="draft", published_at=None)
    world.names |= {
        "agency": make.agency.slug,
        "area": make.agency.mission_areas[0].id,
        "round": shown.slug,
        "round_row": shown.id,
        "draft": draft.slug,
        "draft_row": draft.id,
        "closed": make.round(state="closed", closed_at=now).slug,
    }


def _voices(make: factories.Make, world: World) -> None:
    citizen, officer = world.accounts["citizen"], world.accounts["officer"]
    round_ = make.round()
    texts = ("เน็ตประชารัฐล่มบ่อย", "สัญญาณมือถือไม่มีบนดอย", "อยากได้ไวไฟที่โรงเรียน")
    voices = [make.submission(round_, text) for text in texts]
    secret = ids.new_secret()
    # Nobody owns the first voice; the citizen wrote the last.
    voices[0].secret_hash = ids.hash_secret(secret, settings().secret_key)
    voices[2].author_id = citizen.id
    theme = make.theme(round_, members=voices[:2])
    other = make.theme(round_, label="ไวไฟในโรงเรียน", members=voices[2:])
    hidden = make.theme(make.round(state="draft", published_at=None), label="ประเด็นที่ยังไม่เปิดเผย")
    make.session.flush()
    edit = board.rename(theme.id, "เน็ตชุมชน", actor=officer, now=clock.now())
    run = ThemeRun(
        round_id=round_.id, state="done", progress=100, step="done", parameters={},
        created_at=clock.now(), finished_at=clock.now(),
    )  # fmt: skip
    make.session.add(run)
    make.session.flush()
    world.names |= {
        "voiced_round": round_.slug,
        "voice": voices[0].number,
        "submission": voices[0].id,
        "secret": secret,
        "own_voice": voices[2].number,
        "theme": theme.id,
        "other_theme": other.id,
        "hidden_theme": hidden.id,
        "edit": edit.id,
        "run": run.id,
        "token_of_form": ids.new_token(),
    }


def _people(make: factories.Make, world: World) -> None:
    now = clock.now()
    token = ids.new_token()
    invitation = Invitation(
        agency_id=make.agency.id, email="someone@example.org", role="officer",
        token_hash=ids.hash_token(token), created_at=now, expires_at=now + timedelta(days=7),
    )  # fmt: skip
    make.session.add(invitation)
    # A member whom administrators may change without harm to the roles that ask.
    colleague = make.member(Role.EVALUATOR)
    newcomer = make.account(confirmed_at=None)
    make.session.flush()
    accounts.begin_session(colleague, "pytest", now=now)
    world.names |= {
        "invitation": invitation.id,
        "invitation_token": token,
        "membership": _membership(make, colleague).id,
        "session": make.session.query(SignInSession).filter_by(account_id=colleague.id).one().id,
        "citizen_email": world.accounts["citizen"].email,
        "unconfirmed_email": newcomer.email,
        "confirm_token": generate_confirmation_token(newcomer),
        "reset_token": generate_reset_password_token(colleague),
        "password": factories.PASSWORD,
    }


def _membership(make: factories.Make, account: Account) -> Membership:
    return make.session.query(Membership).filter_by(account_id=account.id).one()


def _work(make: factories.Make, world: World) -> None:
    now = clock.now()
    officer = world.accounts["officer"]
    waiting = imports.upload(world.names["round"], "voices.csv", TABLE, actor=officer, now=now)
    finished = imports.upload(world.names["round"], "done.csv", TABLE, actor=officer, now=now)
    _finish(make, finished)
    item = WorkItem(
        kind="message.send", subject_id=1, state="failed", attempt=5, failures=5, due_at=now,
        created_at=now, agency_id=make.agency.id, error="the mail server is away",
    )  # fmt: skip
    make.session.add(item)
    make.session.flush()
    world.names |= {"waiting_import": waiting.id, "import": finished.id, "item": item.id}


def _finish(make: factories.Make, made: SubmissionImport) -> None:
    made.state, made.rows_good, made.rows_bad = "done", 1, 1
    made.rows_read = made.rows_total
    make.session.add(BadRow(import_id=made.id, line=3, reason="text_empty", cells=["", "ลำปาง"]))
