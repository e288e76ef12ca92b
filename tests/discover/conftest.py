"""A selected theme in a round whose Discover stage is open, and the people around it."""

from datetime import timedelta

import pytest

from ideation.core import clock

NOW = clock.now()
DAY = timedelta(days=1)
OPEN = [("discover", NOW - DAY, NOW + 30 * DAY)]
OVER = [("discover", NOW - 30 * DAY, NOW - DAY)]
AHEAD = [("discover", NOW + DAY, NOW + 30 * DAY)]
SELECTED = {"state": "selected", "reason": "ทำได้ในปีนี้", "decided_at": NOW}


@pytest.fixture
def round(make):
    return make.round(windows=OPEN)


@pytest.fixture
def theme(make, round):
    voices = [make.submission(round, f"เน็ตหมู่บ้านล่มทุกเย็น ครั้งที่ {n}") for n in range(3)]
    return make.theme(round, "อินเทอร์เน็ตชุมชน", voices, **SELECTED)


@pytest.fixture
def statement(make, theme):
    return make.statement(theme)


@pytest.fixture
def officer(make):
    return make.officer()
