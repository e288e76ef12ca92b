"""Opening the demo's rounds, with their notices."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from ideation.accounts.models import Account
from ideation.agencies.models import Agency
from ideation.extensions import db
from ideation.rounds import service as rounds
from ideation.rounds.models import Level, Moment, Round, RoundState, Stage
from ideation.rounds.windows import Window


def open_round(
    agency: Agency, described: Mapping[str, Any], owner: Account, now: datetime
) -> Round:
    """Return a round as the content describes it; one that is there already stays as it is."""
    found = db.session.scalar(select(Round).where(Round.slug == described["slug"]))
    if found is not None:
        return found
    begun = now + timedelta(days=min(w["opens_day"] for w in described["windows"]))
    written_at = min(begun, now)
    draft = _draft(agency, described, now)
    made = rounds.draft_round(agency.slug, draft, actor=owner, now=written_at)
    if described["state"] == RoundState.PUBLISHED:
        rounds.change_state(made.slug, "publish", actor=owner, now=written_at)
    for notice in described["notices"]:
        rounds.add_notice(
            made.slug,
            title=notice["title"],
            body=notice["body"],
            actor=owner,
            now=now + timedelta(days=notice["published_day"]),
        )
    return made


def _draft(agency: Agency, described: Mapping[str, Any], now: datetime) -> rounds.RoundDraft:
    areas = {area.slug: area.id for area in agency.mission_areas}
    return rounds.RoundDraft(
        title=described["title"],
        slug=described["slug"],
        purpose=described["purpose"],
        level=Level(described["level"]),
        moment=Moment(described["moment"]),
        mission_area_id=areas[described["mission_area"]],
        windows=tuple(
            Window(
                Stage(window["stage"]),
                now + timedelta(days=window["opens_day"]),
                now + timedelta(days=window["closes_day"]),
            )
            for window in described["windows"]
        ),
        steps=tuple(rounds.Step(step["title"], step["body"]) for step in described["steps"]),
    )
