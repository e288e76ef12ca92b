"""Statements, votes, field notes and needs for tests."""

from typing import Any

from ideation.core import clock
from ideation.diagnose.models import Submission, Theme
from ideation.discover.models import FieldNote, Need, NeedEvidence, Statement


class DiscoverMake:
    """Makes objects of Discover."""

    def statement(
        self, theme: Theme, text: str = "ควรมีอินเทอร์เน็ตทุกหมู่บ้าน", **values: Any
    ) -> Statement:
        return self._add(
            Statement(
                **{
                    "theme_id": theme.id,
                    "text": text,
                    "state": "approved",
                    "submit_key": f"statement-{next(self.count)}",
                    "created_at": clock.now(),
                    **values,
                }
            )
        )

    def field_note(self, theme: Theme, **values: Any) -> FieldNote:
        now = clock.now()
        return self._add(
            FieldNote(
                **{
                    "theme_id": theme.id,
                    "submit_key": f"note-{next(self.count)}",
                    "method": "interview",
                    "held_on": now.date(),
                    "text": "สัมภาษณ์ผู้ใหญ่บ้าน: เน็ตล่มทุกเย็น",
                    "created_at": now,
                    "updated_at": now,
                    **values,
                }
            )
        )

    def need(self, theme: Theme, evidence: tuple[Submission, ...] = (), **values: Any) -> Need:
        now = clock.now()
        need = self._add(
            Need(
                **{
                    "theme_id": theme.id,
                    "submit_key": f"need-{next(self.count)}",
                    "who": "นักเรียนในหมู่บ้านห่างไกล",
                    "what": "อินเทอร์เน็ตที่ใช้ได้ช่วงค่ำ",
                    "why": "ส่งการบ้านได้ตรงเวลา",
                    "state": "published",
                    "created_at": now,
                    "updated_at": now,
                    "published_at": now,
                    **values,
                }
            )
        )
        for submission in evidence:
            self._add(NeedEvidence(need_id=need.id, submission_id=submission.id))
        return need
