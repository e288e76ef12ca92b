"""What comes next on the line of a trace: one sentence that says who does what, and when."""

from datetime import date, datetime
from typing import Any

from ideation.core.clock import day_of
from ideation.core.formats import date_words
from ideation.core.i18n import _
from ideation.core.registry import Step
from ideation.deliver.models import Decision, DossierState, OutcomeState, Poc, PocState, Ruling
from ideation.develop.models import Challenge, ChallengeState, IdeaState
from ideation.develop.policy import takes_ideas
from ideation.diagnose.models import ThemeState
from ideation.diagnose.service.coming import before_selection
from ideation.rounds.models import RoundState, Stage
from ideation.rounds.windows import stage_views
from ideation.trace.service.loading import Chain, Loaded
from ideation.trace.service.telling.common import agency_of, office_of
from ideation.trace.walk import Line


def next_step(loaded: Loaded, way: Line | None, *, now: datetime) -> Step:
    """Return the last step of a trace: what comes next.

    Args:
        loaded: what the trace is drawn from.
        way: the line; None for a voice without a theme.
        now: the present moment.
    """
    theme = loaded.theme
    if theme is None or way is None or theme.state != ThemeState.SELECTED:
        text = before_selection(loaded.round, theme)
    else:
        text = _after_selection(loaded, way, now)
    return Step(ref=("next", 0), title=_("What comes next"), icon="clock", text=text, state="next")


def _after_selection(loaded: Loaded, way: Line, now: datetime) -> str:
    on_line = dict(way.stops)
    challenges = {each.id: each for each in loaded.challenges}
    challenge = challenges.get(on_line.get("challenge", 0))
    if challenge is None:
        return _before_challenge(loaded, now)
    chains = {each.idea.id: each for each in loaded.chains}
    chain = chains.get(on_line.get("idea", 0))
    if chain is None or chain.idea.state != IdeaState.PROMOTED:
        return _before_trial(loaded, challenge, chain, now)
    if chain.poc is None:
        return _(
            "%(office)s plans the trial of this idea. %(when)s",
            office=agency_of(loaded),
            when=_stage_words(loaded, Stage.DELIVER, now),
        )
    if chain.dossier is None:
        return _of_trial(loaded, chain.poc, now)
    return _of_dossier(loaded, way, chain, chain.poc)


def _before_challenge(loaded: Loaded, now: datetime) -> str:
    agency = agency_of(loaded)
    if loaded.needs:
        return _(
            "%(office)s turns the needs into a challenge, to which everybody can propose ideas. "
            "%(when)s",
            office=agency,
            when=_stage_words(loaded, Stage.DEVELOP, now),
        )
    view = _stage(loaded, Stage.DISCOVER, now)
    if view.state == "open":
        until = _until(view.closes_at)
        return _(
            "Everybody can answer the statements about this theme %(until)s. Then %(office)s says "
            "which needs it found.",
            until=until,
            office=agency,
        )
    return _(
        "%(office)s finds out with everybody what people really need. %(when)s",
        office=agency,
        when=_stage_words(loaded, Stage.DISCOVER, now),
    )


def _before_trial(loaded: Loaded, challenge: Challenge, chain: Chain | None, now: datetime) -> str:
    agency = agency_of(loaded)
    if challenge.state == ChallengeState.DRAFT:
        return _(
            "%(office)s is still writing the challenge. %(when)s", office=agency, when=_no_day()
        )
    if chain is not None and chain.idea.state == IdeaState.DECLINED:
        return _("%(office)s does not try this idea. The reason stands above.", office=agency)
    if challenge.state == ChallengeState.OPEN and now < challenge.opens_at:
        return _(
            "Everybody can propose ideas from %(start)s to %(end)s. Then %(office)s says which are "
            "tried, and why.",
            start=date_words(challenge.opens_at),
            end=date_words(challenge.closes_at),
            office=agency,
        )
    if takes_ideas(challenge, now):
        return _(
            "Everybody can propose and support ideas until %(end)s. Then %(office)s says which are "
            "tried, and why.",
            end=date_words(challenge.closes_at),
            office=agency,
        )
    return _(
        "%(office)s assesses the ideas and says which are tried, and why. %(when)s",
        office=agency,
        when=_stage_words(loaded, Stage.DELIVER, now),
    )


def _of_trial(loaded: Loaded, poc: Poc, now: datetime) -> str:
    office = office_of(loaded, poc.unit)
    if poc.state == PocState.STOPPED:
        return _(
            "%(office)s does not go on with this trial. What it showed stands above.", office=office
        )
    if poc.state == PocState.FINISHED:
        return _(
            "%(office)s writes up what was learned and hands it to the committee. %(when)s",
            office=office,
            when=_no_day(),
        )
    today = day_of(now)
    if poc.state == PocState.PLANNED:
        start = max(poc.starts_on, today)
        return _("%(office)s begins the trial on %(day)s.", office=office, day=date_words(start))
    if poc.ends_on < today:
        return _(
            "The trial was to end on %(day)s. %(office)s says next what it showed.",
            day=date_words(poc.ends_on),
            office=office,
        )
    return _(
        "The trial runs until %(day)s: everybody can try it and say what works. Then %(office)s "
        "says what it showed.",
        day=date_words(poc.ends_on),
        office=office,
    )


def _of_dossier(loaded: Loaded, way: Line, chain: Chain, poc: Poc) -> str:
    office = office_of(loaded, poc.unit)
    dossier = chain.dossier
    if dossier is None or dossier.state == DossierState.DRAFTING:
        return _("%(office)s is writing the dossier. %(when)s", office=office, when=_no_day())
    if chain.meets_at is not None and dossier.state == DossierState.SCHEDULED:
        return _(
            "%(committee)s takes it up on %(day)s.",
            committee=chain.committee,
            day=date_words(chain.meets_at),
        )
    if dossier.state in (DossierState.SUBMITTED, DossierState.SCHEDULED):
        return _("The committee’s secretary puts it on an agenda. %(when)s", when=_no_day())
    if dossier.state == DossierState.RETURNED:
        return _(
            "%(office)s revises it on the points above and hands it in again. %(when)s",
            office=office,
            when=_no_day(),
        )
    decisions = [each for each in loaded.decisions if ("decision", each.id) in way.stops]
    return _of_decision(loaded, decisions[-1] if decisions else None)


def _of_decision(loaded: Loaded, decision: Decision | None) -> str:
    agency = agency_of(loaded)
    if decision is None or decision.ruling == Ruling.REJECTED:
        return _("The way of this proposal ends here. The committee’s reasons stand above.")
    steps = loaded.steps[decision.id]
    open_steps = [
        each for each in steps if each.state in (OutcomeState.PLANNED, OutcomeState.IN_PROGRESS)
    ]
    if not steps:
        return _("%(office)s says which steps follow. %(when)s", office=agency, when=_no_day())
    if not open_steps:
        return _("Everything that was to follow is done or has a reason. Nothing is left open.")
    first = min(open_steps, key=lambda each: each.due_on or date.max)
    office = office_of(loaded, first.unit)
    if first.due_on is None:
        return _(
            "%(office)s: “%(step)s”. %(when)s", office=office, step=first.title, when=_no_day()
        )
    return _(
        "%(office)s: “%(step)s”, by %(day)s.",
        office=office,
        step=first.title,
        day=date_words(first.due_on),
    )


def _stage(loaded: Loaded, stage: Stage, now: datetime) -> Any:
    return next(view for view in stage_views(loaded.round, now) if view.stage == stage)


def _stage_words(loaded: Loaded, stage: Stage, now: datetime) -> str:
    """Return when a stage is, as a sentence of its own."""
    if loaded.round.state == RoundState.CLOSED:
        return _("The round has ended; what follows is said on its page.")
    view = _stage(loaded, stage, now)
    if view.state == "open" and view.closes_at:
        return _("This is planned until %(day)s.", day=date_words(view.closes_at))
    opens_at = view.opens_at if view.state == "upcoming" else view.reopens_at
    if opens_at:
        return _("This begins on %(day)s.", day=date_words(opens_at))
    return _no_day()


def _until(moment: datetime | None) -> str:
    return _("until %(day)s", day=date_words(moment)) if moment else _("until further notice")


def _no_day() -> str:
    return _("No day is set yet; followers are told.")
