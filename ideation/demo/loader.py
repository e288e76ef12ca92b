"""Loading the living example through the services that people's clicks use.

Each part can be loaded again: what is there already stays as it is.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, select

from ideation.accounts import service as accounts
from ideation.accounts.models import Account, Role
from ideation.agencies import service as agencies
from ideation.agencies.models import Agency
from ideation.demo import content as files
from ideation.demo import deciding, developing, discovering, resolving, speaking, trying
from ideation.demo.content import Voice
from ideation.demo.rounds import open_round
from ideation.demo.story import Story
from ideation.demo.waiting import do_waiting, run_themes
from ideation.diagnose.models import ThemeRun
from ideation.extensions import db
from ideation.notify.models import Frequency
from ideation.notify.service import choices, inbox

Say = Callable[[str], None]
Content = Mapping[str, Any]

ACCOUNTS_DAY = -430
"""The accounts are older than the first round."""


def load(say: Say, *, now: datetime) -> None:
    """Load agency, accounts, the decided round, the open one, and what officers work on.

    Args:
        say: told of each step.
        now: the moment from which all dates of the content count.
    """
    content, decided = files.read_content(), files.read_decided("round")
    say("agency and accounts")
    agency = agencies.load_profile(content["agency"], now=now)
    people = _people(agency, [*content["accounts"], *decided["accounts"]], now)
    _decided_round(agency, people, decided, say, now)
    for described in content["rounds"]:
        round = open_round(agency, described, people[described["owner"]], now)
        if described["voices"]:
            _open_round(Story(agency, round, people, now), described, content, say)
    say("news and letters")
    for kind in ("news.spread", "message.send"):
        do_waiting(kind)


def _people(agency: Agency, rows: Iterable[Content], now: datetime) -> dict[str, Account]:
    units = {unit.abbr: unit.id for unit in agency.units}
    found: dict[str, Account] = {}
    at = now + timedelta(days=ACCOUNTS_DAY)
    for row in rows:
        is_staff = row["role"] not in (Role.CITIZEN, Role.BUSINESS)
        account = accounts.add_demo_account(
            email=row["email"],
            display_name=row["display_name"],
            organisation_name=row.get("organisation_name"),
            language=row.get("language", "th"),
            agency_id=agency.id if is_staff else None,
            role=row["role"] if is_staff else None,
            unit_ids=[units[abbr] for abbr in row.get("units", [])],
            now=at,
        )
        if not accounts.is_listed(account):
            # Nobody reads the letters of those who only fill the example.
            choices.choose(account, Frequency.NEVER, now=at)
        found[row["email"]] = account
    return found


def _decided_round(
    agency: Agency, people: Mapping[str, Account], content: Content, say: Say, now: datetime
) -> None:
    """Load the round that has gone the whole way, from its voices to what followed."""
    described = content["round"]
    round = open_round(agency, described, people[described["owner"]], now)
    story = Story(agency, round, people, now)
    say(f"voices of {round.slug}")
    speaking.speak(
        round, files.read_decided_voices(now), _citizen(people), own=content["own_voices"]
    )
    speaking.say_the_same(round, supported=25, most=12)
    do_waiting("submission.theme")
    _themes(story, described, content["decisions"], say)
    end = files.read_decided("decision")
    committee_id = resolving.found_committee(story, end["committee"])
    evening = {
        "discover": files.read_decided("discover"),
        "ideas": files.read_decided("ideas"),
        "comments": files.read_decided_rows("comments"),
        "trial": files.read_decided("trial")["poc"],
        "feedback": files.read_decided_rows("feedback"),
        **end,
    }
    say("from votes to a decision")
    is_news = not resolving.has_decided(committee_id)
    dossier_id = _whole_way(story, content["decisions"], evening, committee_id)
    resolving.carry_out(story, resolving.decision_on(dossier_id), end["outcomes"])
    if is_news:
        # What happened in a year everybody has heard of; what follows waits to be read.
        do_waiting("news.spread")
        for account in people.values():
            inbox.read_all(account, now=story.at(end["outcomes"][1]["begun_day"]))
    say("from votes to a coming meeting")
    helpers = files.read_decided("helpers")
    _whole_way(story, content["decisions"], helpers, committee_id)
    trying.try_idea(story, helpers["running"]["trial"], helpers["running"]["feedback"])
    say("ideas that are wanted now")
    _open_challenge(story, content["decisions"], files.read_decided("far"))


def _whole_way(
    story: Story, decisions: Sequence[Content], content: Content, committee_id: int
) -> int:
    """Load how a theme came before the committee, and return its dossier."""
    theme_id = _theme_of(story, decisions, content["discover"]["theme"])
    discovering.discover(story, theme_id, content["discover"])
    developing.develop(story, theme_id, content["ideas"], content["comments"])
    poc_id = trying.try_idea(story, content["trial"], content["feedback"])
    dossier_id = trying.write_dossier(story, poc_id, content["dossier"])
    resolving.meet(story, committee_id, dossier_id, content["meeting"])
    return dossier_id


def _open_challenge(story: Story, decisions: Sequence[Content], content: Content) -> None:
    """Load a challenge to which everybody can propose ideas."""
    theme_id = _theme_of(story, decisions, content["discover"]["theme"])
    discovering.discover(story, theme_id, content["discover"])
    developing.develop(story, theme_id, content["ideas"], content["comments"])


def _theme_of(story: Story, decisions: Sequence[Content], key: str) -> int:
    decision = next(row for row in decisions if row["key"] == key)
    return deciding.theme_of(story.round, decision)


def _open_round(story: Story, described: Content, content: Content, say: Say) -> None:
    """Load the round in which people speak today, and the beginnings of its Discover."""
    say(f"voices of {story.round.slug}")
    voices: list[Voice] = [
        voice for area in described["voices"] for voice in files.read_voices(area, story.now)
    ]
    speaking.speak(story.round, voices, _citizen(story.people))
    speaking.say_the_same(story.round, supported=60, most=24)
    do_waiting("submission.theme")
    _themes(story, described, content["decisions"], say)
    say("statements")
    for found in files.read_discover():
        theme_id = _theme_of(story, content["decisions"], found["theme"])
        discovering.discover(story, theme_id, found)


def _themes(story: Story, described: Content, decisions: Sequence[Content], say: Say) -> None:
    """Form the themes of a round once, and let officers decide them."""
    if db.session.scalar(select(exists().where(ThemeRun.round_id == story.round.id))):
        return
    owner: Account = story.people[described["owner"]]
    at = story.now + timedelta(days=min(row["decided_day"] for row in decisions) - 1)
    say("themes")
    run_themes(story.round, owner, at)
    say("decisions")
    deciding.decide_themes(story.round, decisions, story.people, now=story.now)
    # What officers did stays; the run describes the themes that they made.
    run_themes(story.round, owner, at + timedelta(hours=1))


def _citizen(people: Mapping[str, Account]) -> Account:
    return next(iter(people.values()))
