"""What a trace is drawn from, once it is loaded."""

from dataclasses import dataclass, field
from datetime import datetime

from ideation.core.registry import Ref
from ideation.deliver.models import Decision, Dossier, OutcomeStep, Poc
from ideation.develop.models import Challenge, Idea
from ideation.diagnose.models import Submission, Theme
from ideation.discover.models import Need, Statement
from ideation.rounds.models import Round


@dataclass(frozen=True)
class Chain:
    """An idea with the one trial and the one dossier that may have come of it.

    Args:
        idea: the idea, without its text.
        poc: its trial.
        dossier: the trial's dossier, if the reader may know of it.
        meets_at: when the committee takes the dossier up, if it stands on a called agenda.
        committee: which committee that is.
    """

    idea: Idea
    poc: Poc | None = None
    dossier: Dossier | None = None
    meets_at: datetime | None = None
    committee: str = ""


@dataclass(frozen=True)
class Counts:
    """Numbers of a theme that are counted, not listed.

    Args:
        confidential: voices that only officers read; part of the theme's size.
        statements: statements put to the vote.
        voters: people who answered at least one of them.
        notes: field notes.
    """

    confidential: int = 0
    statements: int = 0
    voters: int = 0
    notes: int = 0


@dataclass(frozen=True)
class Loaded:
    """What came of a theme, as far as a reader may see it.

    Args:
        theme: with its round; None for a voice that has found none yet.
        round: the round.
        voice: the submission that the reader comes from.
        also: what a second theme of the voice is called; empty for none.
        quote: a public voice that speaks for the theme.
        counts: what is counted.
        statements: those that most people answered.
        needs: with their evidence.
        challenges: in the order they were published.
        named: the needs that each challenge names, by its id.
        chains: promoted ideas and those most supported, by challenge.
        ideas: how many ideas each challenge has, by its id.
        decisions: with their items, meetings and committees.
        steps: what follows each decision, by its id.
        people: how many people stood at a challenge, an idea or a trial.
        answers_shown: whether the reader may know how people answered the statements.
    """

    round: Round
    theme: Theme | None = None
    voice: Submission | None = None
    also: str = ""
    quote: Submission | None = None
    counts: Counts = field(default_factory=Counts)
    statements: list[Statement] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    challenges: list[Challenge] = field(default_factory=list)
    named: dict[int, set[int]] = field(default_factory=dict)
    chains: list[Chain] = field(default_factory=list)
    ideas: dict[int, int] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    steps: dict[int, list[OutcomeStep]] = field(default_factory=dict)
    people: dict[Ref, int] = field(default_factory=dict)
    answers_shown: bool = False
