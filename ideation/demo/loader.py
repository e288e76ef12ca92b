"""Loading the living example through the services that people's clicks use.

Each part can be loaded again: what is there already stays as it is.
"""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, func, select

from ideation.accounts import service as accounts
from ideation.accounts.models import Account, Role
from ideation.agencies import service as agencies
from ideation.agencies.models import Agency
from ideation.core import clock, work
from ideation.core.errors import Conflict
from ideation.core.models import WorkItem
from ideation.core.perform import perform
from ideation.core.registry import registry
from ideation.demo import deciding
from ideation.demo.content import read_content, read_voices
from ideation.diagnose import consent
from ideation.diagnose.models import Submission, Support, ThemeRun
from ideation.diagnose.service import submissions, theme_runs
from ideation.diagnose.service.support import support
from ideation.extensions import db
from ideation.rounds import service as rounds
from ideation.rounds.models import Level, Moment, Round, RoundState, Stage
from ideation.rounds.windows import Window

OWN_VOICE_EVERY = 60  # Every so many voices one is the demo citizen's own.
SUPPORTED_VOICES = 60
MOST_SUPPORTERS = 24


def load(say: Callable[[str], None], *, now: datetime) -> None:
    """Load agency, accounts, rounds, voices, themes and decisions.

    Args:
        say: told of each step.
        now: the moment from which all dates of the content count.
    """
    content = read_content()
    say("agency and accounts")
    agency = agencies.load_profile(content["agency"], now=now)
    people = {row["email"]: _account(agency, row, now) for row in content["accounts"]}
    citizen = next(iter(people.values()))
    for described in content["rounds"]:
        round = _round(agency, described, people[described["owner"]], now)
        if not described["voices"]:
            continue
        say(f"voices of {round.slug}")
        _voices(round, described["voices"], citizen, now)
        _supports(round, now)
        _do_waiting("submission.theme")
        if db.session.scalar(select(exists().where(ThemeRun.round_id == round.id))):
            continue
        say("themes")
        _run_themes(round, people[described["owner"]])
        say("decisions")
        deciding.decide_themes(round, content["decisions"], people, now=now)
        # What officers did stays; the run describes the themes that they made.
        _run_themes(round, people[described["owner"]])
    say("letters")
    _do_waiting("theme.notify")
    _do_waiting("message.send")


def _account(agency: Agency, row: dict[str, Any], now: datetime) -> Account:
    is_staff = row["role"] not in (Role.CITIZEN, Role.BUSINESS)
    units = {unit.abbr: unit.id for unit in agency.units}
    return accounts.add_demo_account(
        email=row["email"],
        display_name=row["display_name"],
        organisation_name=row.get("organisation_name"),
        language=row["language"],
        agency_id=agency.id if is_staff else None,
        role=row["role"] if is_staff else None,
        unit_ids=[units[abbr] for abbr in row.get("units", [])],
        now=now,
    )


def _round(agency: Agency, described: dict[str, Any], owner: Account, now: datetime) -> Round:
    found = db.session.scalar(select(Round).where(Round.slug == described["slug"]))
    if found is not None:
        return found
    areas = {area.slug: area.id for area in agency.mission_areas}
    begun = now + timedelta(days=min(w["opens_day"] for w in described["windows"]))
    draft = rounds.RoundDraft(
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
    written_at = min(begun, now)
    made = rounds.draft_round(agency.slug, draft, actor=owner, now=written_at)
    if described["state"] == RoundState.PUBLISHED:
        rounds.change_state(made.slug, RoundState.PUBLISHED, actor=owner, now=written_at)
    for notice in described["notices"]:
        rounds.add_notice(
            made.slug,
            title=notice["title"],
            body=notice["body"],
            actor=owner,
            now=now + timedelta(days=notice["published_day"]),
        )
    return made


def _voices(round: Round, areas: list[str], citizen: Account, now: datetime) -> None:
    voices = sorted(
        (voice for area in areas for voice in read_voices(area, now)), key=lambda v: v.said_at
    )
    in_round = select(func.count()).select_from(Submission).where(Submission.round_id == round.id)
    if (db.session.scalar(in_round) or 0) >= len(voices):
        return
    for number, voice in enumerate(voices):
        own = number % OWN_VOICE_EVERY == 1
        submissions.submit(
            round.slug,
            **voice.values,
            contact_email=citizen.email if own else None,
            consent_version=consent.CURRENT,
            submit_token=voice.token,
            author=citizen if own else None,
            channel=voice.channel,
            language="th",
            now=voice.said_at,
        )


def _supports(round: Round, now: datetime) -> None:
    """Let visitors support some of the voices; the same ones each time."""
    if db.session.scalar(select(exists().where(Support.id.is_not(None)))):
        return
    numbers = db.session.scalars(
        select(Submission.number)
        .where(Submission.round_id == round.id, Submission.is_public)
        .order_by(Submission.id)
    ).all()
    chance = random.Random(2569)  # noqa: S311  An example, not a secret.
    for number in chance.sample(numbers, min(SUPPORTED_VOICES, len(numbers))):
        for supporter in range(chance.randint(1, MOST_SUPPORTERS)):
            support(number, actor=None, visitor_key=f"demo-{supporter}", tracked=(), now=now)


def _do_waiting(name: str) -> None:
    """Do here and now what the workers would, as far as they have not."""
    kind = registry.kinds[name]
    waiting = select(WorkItem).where(WorkItem.kind == name, WorkItem.state == "waiting").limit(1)
    while item := db.session.scalar(waiting):
        if not perform(db.session, kind, item.id):
            break


def _run_themes(round: Round, owner: Account) -> None:
    try:
        run = theme_runs.request_run(round, actor=owner, now=clock.now())
    except Conflict:
        return  # A worker is at it already.
    item_id = work.item_of(db.session, theme_runs.KIND, run.id).id
    perform(db.session, registry.kinds[theme_runs.KIND], item_id)
