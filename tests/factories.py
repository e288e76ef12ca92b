"""Objects for tests, made by the models themselves and flushed, never committed."""

import itertools
from datetime import datetime, timedelta
from typing import Any

from flask.testing import FlaskClient
from flask_security import hash_password
from sqlalchemy.orm import Session

from ideation.accounts.models import Account, Membership, Role
from ideation.agencies.models import Agency, MissionArea, Responsibility, Unit
from ideation.core import clock, ids
from ideation.diagnose.models import Submission, Theme, ThemeMember
from ideation.rounds.models import ParticipationStep, Round, StageWindow
from tests.making.deliver import DeliverMake
from tests.making.develop import DevelopMake
from tests.making.discover import DiscoverMake

PASSWORD = "รหัสผ่านสำหรับการทดสอบ-7"


class Make(DiscoverMake, DevelopMake, DeliverMake):
    """Makes objects in a session; every argument has a sensible value of its own."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.count = itertools.count(1)
        self._agency: Agency | None = None
        self._password: str | None = None

    def _add(self, thing: Any) -> Any:
        self.session.add(thing)
        self.session.flush()
        return thing

    @property
    def agency(self) -> Agency:
        """The agency that everything belongs to unless told otherwise."""
        if self._agency is None:
            self._agency = self.new_agency()
        return self._agency

    def new_agency(self) -> Agency:
        number = next(self.count)
        agency = self._add(
            Agency(
                slug=f"agency-{number}",
                name_th=f"หน่วยงานทดสอบ {number}",
                name_en=f"Test agency {number}",
                short_th=f"ทด.{number}",
                short_en=f"TA{number}",
                created_at=clock.now(),
            )
        )
        unit = self._add(Unit(agency_id=agency.id, abbr="ยศ.", name_th="กองยุทธศาสตร์และแผนงาน"))
        area = self._add(
            MissionArea(
                agency_id=agency.id,
                slug="infrastructure",
                name_th="ด้านโครงสร้างพื้นฐานดิจิทัล",
                name_en="Digital infrastructure",
                description_th="นโยบายและมาตรฐานด้านโครงสร้างพื้นฐานดิจิทัล",
                position=1,
            )
        )
        self._add(Responsibility(mission_area_id=area.id, unit_id=unit.id, position=1))
        self.session.refresh(agency)
        return agency

    def account(self, email: str | None = None, **values: Any) -> Account:
        number = next(self.count)
        if self._password is None:
            self._password = hash_password(PASSWORD)
        return self._add(
            Account(
                **{
                    "email": email or f"person-{number}@example.org",
                    "password": self._password,
                    "active": True,
                    "fs_uniquifier": ids.new_token(),
                    "confirmed_at": clock.now(),
                    "display_name": f"ผู้ใช้ทดสอบ {number}",
                    **values,
                }
            )
        )

    def member(self, role: Role, agency: Agency | None = None, **values: Any) -> Account:
        """An account with a staff role, and its second factor set up."""
        account = self.account(
            tf_primary_method="authenticator",
            tf_totp_secret="JBSWY3DPEHPK3PXP",
            **values,
        )
        self._add(
            Membership(
                account_id=account.id,
                agency_id=(agency or self.agency).id,
                role=role,
                created_at=clock.now(),
            )
        )
        self.session.refresh(account)
        return account

    def officer(self, **values: Any) -> Account:
        return self.member(Role.OFFICER, **values)

    def round(self, **values: Any) -> Round:
        number = next(self.count)
        agency = values.pop("agency", None) or self.agency
        now = clock.now()
        windows = values.pop("windows", None)
        made = self._add(
            Round(
                **{
                    "agency_id": agency.id,
                    "mission_area_id": agency.mission_areas[0].id,
                    "slug": f"round-{number}",
                    "title": f"รอบทดสอบ {number}",
                    "purpose": "รับฟังปัญหาอินเทอร์เน็ตชุมชน",
                    "level": "consult",
                    "state": "published",
                    "created_at": now,
                    "published_at": now,
                    **values,
                }
            )
        )
        if windows is None:
            windows = [("diagnose", now - timedelta(days=1), now + timedelta(days=30))]
        for stage, opens_at, closes_at in windows:
            self._add(
                StageWindow(round_id=made.id, stage=stage, opens_at=opens_at, closes_at=closes_at)
            )
        self._add(
            ParticipationStep(round_id=made.id, position=1, title="บอกเรื่องของคุณ", body="พิมพ์แล้วกดส่ง")
        )
        self.session.refresh(made)
        return made

    def submission(
        self, round: Round, text: str = "เน็ตประชารัฐล่มบ่อยมาก", **values: Any
    ) -> Submission:
        number = next(self.count)
        now = clock.now()
        return self._add(
            Submission(
                **{
                    "round_id": round.id,
                    "number": ids.new_number(),
                    "secret_hash": ids.hash_secret(ids.new_secret(), "key"),
                    "submit_key": f"key-{number}",
                    "text": text,
                    "said_at": now,
                    "created_at": now,
                    **values,
                }
            )
        )

    def theme(
        self, round: Round, label: str = "อินเทอร์เน็ตชุมชน", members: Any = (), **values: Any
    ) -> Theme:
        now = clock.now()
        theme = self._add(
            Theme(
                **{
                    "round_id": round.id,
                    "label": label,
                    "size": len(members),
                    "created_at": now,
                    "updated_at": now,
                    **values,
                }
            )
        )
        for submission in members:
            self._add(
                ThemeMember(
                    theme_id=theme.id, submission_id=submission.id, score=0.9, assigned_at=now
                )
            )
        return theme


def sign_in(client: FlaskClient, account: Account, now: datetime | None = None) -> FlaskClient:
    """Sign an account in by the session alone, as after a complete sign-in with second factor."""
    from ideation.accounts import service as accounts
    from ideation.accounts import sign_in as binding

    token = accounts.begin_session(account, "pytest", now=now or clock.now())
    with client.session_transaction() as cookie:
        cookie["_user_id"] = account.fs_uniquifier
        cookie["_id"] = binding.browser_identity(client.environ_base["HTTP_USER_AGENT"])
        cookie["_fresh"] = True
        cookie["fs_cc"] = "set"
        cookie["fs_paa"] = clock.now().timestamp()
        cookie["sign_in_session"] = token
    return client
