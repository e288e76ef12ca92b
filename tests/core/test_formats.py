"""How moments are written, in both languages."""

from datetime import UTC, datetime, timedelta

import pytest

from ideation.core import clock, formats
from ideation.core.i18n import force_locale

NOW = datetime(2026, 6, 12, 3, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _noon(app, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.mark.parametrize(
    ("before", "thai", "english"),
    [
        (timedelta(seconds=-2), "เมื่อสักครู่", "just now"),
        (timedelta(seconds=59), "เมื่อสักครู่", "just now"),
        (timedelta(minutes=5), "5 นาทีที่ผ่านมา", "5 minutes ago"),
        (timedelta(days=3), "3 วันที่ผ่านมา", "3 days ago"),
        (timedelta(days=40), "3 พ.ค. 2569", "3 May 2026"),
    ],
)
def test_how_long_ago_with_the_whole_moment_for_readers(before, thai, english):
    for language, words in (("th", thai), ("en", english)):
        with force_locale(language):
            written = formats.ago(NOW - before)
            assert f">{words}</time>" in written
            assert f'title="{formats.datetime_words(NOW - before)}"' in written


def test_days_are_of_the_buddhist_era_in_thai_and_by_the_clock_of_thailand():
    late = datetime(2026, 12, 31, 18, 5, tzinfo=UTC)
    with force_locale("th"):
        assert formats.datetime_words(late) == "1 ม.ค. 2570 เวลา 01.05 น."
        assert formats.thai_digits(formats.date_words(late)) == "๑ ม.ค. ๒๕๗๐"
    with force_locale("en"):
        assert formats.datetime_words(late) == "1 Jan 2027, 01:05"
