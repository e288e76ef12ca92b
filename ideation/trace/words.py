"""The words of Trace: kinds of objects, and how people take part in each stage."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from ideation.core.i18n import _l
from ideation.develop.models import ChallengeState, IdeaState
from ideation.discover.models import StatementState
from ideation.rounds.models import Stage


class Word(NamedTuple):
    """How a state is shown: what it is called, and the tone of its chip."""

    label: Any
    tone: str


CHALLENGE_STATES: Mapping[str, Word] = MappingProxyType(
    {
        ChallengeState.DRAFT: Word(_l("Draft"), "quiet"),
        ChallengeState.OPEN: Word(_l("Open for ideas"), "success"),
        ChallengeState.CLOSED: Word(_l("No longer takes ideas"), "quiet"),
    }
)
IDEA_STATES: Mapping[str, Word] = MappingProxyType(
    {
        IdeaState.PROPOSED: Word(_l("Proposed"), "info"),
        IdeaState.PROMOTED: Word(_l("Taken up for a trial"), "success"),
        IdeaState.DECLINED: Word(_l("Not taken up, with reasons"), "danger"),
        IdeaState.WITHDRAWN: Word(_l("Withdrawn"), "quiet"),
    }
)
NEED_FOUND = Word(_l("Needs were found"), "info")
# What somebody can have given.
GIFTS: Mapping[str, Any] = MappingProxyType(
    {
        "submission": _l("Voice"),
        "statement": _l("Statement"),
        "idea": _l("Idea"),
        "comment": _l("Comment"),
        "feedback": _l("Feedback on a trial"),
    }
)
STATEMENT_STATES: Mapping[str, Word] = MappingProxyType(
    {
        StatementState.SUGGESTED: Word(_l("Waits for approval"), "warning"),
        StatementState.DECLINED: Word(_l("Not put to the vote, with reasons"), "danger"),
    }
)
# What everybody can do in each stage (B2), in one or two plain sentences.
WAYS: Mapping[str, Any] = MappingProxyType(
    {
        Stage.DIAGNOSE: _l(
            "Say in your own words what is wrong or what you need: here without an account, by "
            "telephone, by letter or in person. Support what others said. You get a number with "
            "which you follow your words."
        ),
        Stage.DISCOVER: _l(
            "Agree or disagree with short statements about a theme, and add one of your own. "
            "Read which needs were found, and which voices prove each of them."
        ),
        Stage.DEVELOP: _l(
            "Propose an idea for a challenge, unusual ones too. Say what speaks for or against "
            "the ideas of others, and support the ones you want tried."
        ),
        Stage.DELIVER: _l(
            "Join a trial and say what works and what does not. Read what the trial showed, what "
            "the committee decided and why, and what was done after it."
        ),
    }
)
