"""Proofs of concept, dossiers, committees, meetings and decisions for tests."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from ideation.accounts.models import Role
from ideation.agencies.models import Unit
from ideation.core import clock
from ideation.deliver.models import (
    Committee,
    CommitteeMember,
    Decision,
    Dossier,
    DossierSection,
    DossierVersion,
    Indicator,
    Measurement,
    Meeting,
    MeetingItem,
    OutcomeStep,
    Poc,
)
from ideation.develop.models import Idea


class DeliverMake:
    """Makes objects of Deliver."""

    def poc(self, idea: Idea, **values: Any) -> Poc:
        now = clock.now()
        today = now.date()
        unit_id = self.session.scalars(
            select(Unit.id).where(Unit.agency_id == idea.challenge.theme.round.agency_id)
        ).first()
        poc = self._add(
            Poc(
                **{
                    "idea_id": idea.id,
                    "title": "ทดลองจุดกระจายสัญญาณ 3 หมู่บ้าน",
                    "hypothesis": "ถ้ามีจุดกระจายสัญญาณที่วัด นักเรียนจะส่งการบ้านช่วงค่ำได้",
                    "unit_id": unit_id,
                    "state": "running",
                    "starts_on": today - timedelta(days=60),
                    "ends_on": today + timedelta(days=60),
                    "created_at": now,
                    "updated_at": now,
                    "started_at": now - timedelta(days=60),
                    **values,
                }
            )
        )
        indicator = self._add(
            Indicator(
                poc_id=poc.id, position=1, name="ครัวเรือนที่ใช้ได้ช่วงค่ำ", unit="ร้อยละ",
                baseline=20, target=80,
            )
        )  # fmt: skip
        for month, value in enumerate((25, 48)):
            self._add(
                Measurement(
                    indicator_id=indicator.id,
                    measured_on=poc.starts_on + timedelta(days=30 * month),
                    value=value,
                    entered_at=now,
                )
            )
        self.session.refresh(poc)
        return poc

    def finished_poc(self, idea: Idea, **values: Any) -> Poc:
        """A trial that ended well."""
        ended = {"state": "finished", "reason": "ถึงเป้าหมาย", "ended_at": clock.now()}
        return self.poc(idea, **{**ended, **values})

    def dossier(self, poc: Poc, **values: Any) -> Dossier:
        now = clock.now()
        dossier = self._add(
            Dossier(
                **{
                    "poc_id": poc.id,
                    "title": "ข้อเสนออินเทอร์เน็ตช่วงค่ำสำหรับหมู่บ้าน",
                    "created_at": now,
                    "updated_at": now,
                    **values,
                }
            )
        )
        self._add(
            DossierSection(
                dossier_id=dossier.id, key="summary", position=1, body="สรุป", updated_at=now
            )
        )
        return dossier

    def submitted_dossier(self, poc: Poc, **values: Any) -> Dossier:
        """A dossier that was handed in as its first version."""
        now = clock.now()
        handed_in = {"state": "submitted", "version_number": 1, "submitted_at": now}
        dossier = self.dossier(poc, **{**handed_in, **values})
        self._add(
            DossierVersion(
                dossier_id=dossier.id, number=1, title=dossier.title,
                content={"sections": [{"key": "summary", "body": "สรุป"}]}, submitted_at=now,
            )
        )  # fmt: skip
        return dossier

    def committee(self, members: int = 3, **values: Any) -> Committee:
        """A committee whose first member is the chair."""
        agency = values.pop("agency", None) or self.agency
        now = clock.now()
        committee = self._add(
            Committee(
                **{
                    "agency_id": agency.id,
                    "name": f"คณะกรรมการทดสอบ {next(self.count)}",
                    "quorum": members // 2 + 1,
                    "created_at": now,
                    **values,
                }
            )
        )
        for number in range(members):
            self.committee_member(
                committee, self.member(Role.COMMITTEE_MEMBER, agency), chair=number == 0
            )
        self.session.refresh(committee)
        return committee

    def committee_member(
        self, committee: Committee, account: Any, *, chair: bool = False, **values: Any
    ) -> CommitteeMember:
        today = clock.now().date()
        return self._add(
            CommitteeMember(
                **{
                    "committee_id": committee.id,
                    "account_id": account.id,
                    "seat": "chair" if chair else "member",
                    "starts_on": today - timedelta(days=100),
                    "ends_on": today + timedelta(days=265),
                    **values,
                }
            )
        )

    def meeting(self, committee: Committee, **values: Any) -> Meeting:
        now = clock.now()
        return self._add(
            Meeting(
                **{
                    "committee_id": committee.id,
                    "title": "การประชุมครั้งที่ 1",
                    "held_at": now,
                    "created_at": now,
                    "updated_at": now,
                    **values,
                }
            )
        )

    def meeting_item(self, meeting: Meeting, dossier: Dossier, **values: Any) -> MeetingItem:
        """An item for a dossier that was handed in; the dossier becomes scheduled."""
        version = self.session.scalars(
            select(DossierVersion)
            .where(DossierVersion.dossier_id == dossier.id)
            .order_by(DossierVersion.number.desc())
        ).first()
        dossier.state = "scheduled"
        return self._add(
            MeetingItem(
                **{
                    "meeting_id": meeting.id,
                    "position": next(self.count),
                    "dossier_id": dossier.id,
                    "dossier_version_id": version.id,
                    **values,
                }
            )
        )

    def decision(self, item: MeetingItem, **values: Any) -> Decision:
        """A decision as the committee's votes would make it."""
        item.state = "decided"
        item.dossier.state = values.get("ruling", "approved")
        return self._add(
            Decision(
                **{
                    "item_id": item.id,
                    "dossier_id": item.dossier_id,
                    "agency_id": item.meeting.committee.agency_id,
                    "number": f"{next(self.count)}/2569",
                    "ruling": "approved",
                    "reasons": "ผลการทดลองถึงเป้าหมาย",
                    "tally": {
                        "approve": 2, "return": 0, "reject": 1, "abstain": 0,
                        "present": 3, "recused": 0, "quorum": 2,
                    },
                    "decided_at": clock.now(),
                    **values,
                }
            )
        )  # fmt: skip

    def outcome_step(self, decision: Decision, **values: Any) -> OutcomeStep:
        now = clock.now()
        return self._add(
            OutcomeStep(
                **{
                    "decision_id": decision.id,
                    "submit_key": f"step-{next(self.count)}",
                    "position": next(self.count),
                    "title": "ขยายไปอีก 20 หมู่บ้าน",
                    "created_at": now,
                    "updated_at": now,
                    **values,
                }
            )
        )
