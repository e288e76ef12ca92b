"""The words of Develop that people read for what the database stores."""

from ideation.core.i18n import _l
from ideation.develop.models import ChallengeState, IdeaState, Stance

STANCES = {
    Stance.FOR: _l("For"),
    Stance.AGAINST: _l("Against"),
    Stance.NEUTRAL: _l("Neutral"),
}
# Words, tone and icon of a chip.
CHALLENGE_STATES = {
    ChallengeState.DRAFT: (_l("Draft"), "quiet", "draft"),
    ChallengeState.OPEN: (_l("Open for ideas"), "success", "check-circle"),
    ChallengeState.CLOSED: (_l("Closed for ideas"), "quiet", "closed"),
}
IDEA_STATES = {
    IdeaState.PROPOSED: (_l("Proposed"), "info", "develop"),
    IdeaState.PROMOTED: (_l("Taken up for a trial"), "success", "select"),
    IdeaState.DECLINED: (_l("Not taken up, with reasons"), "danger", "reject"),
    IdeaState.WITHDRAWN: (_l("Withdrawn by its author"), "quiet", "withdrawn"),
}
SCORE_WORDS = {
    1: _l("1: hardly"),
    2: _l("2: a little"),
    3: _l("3: partly"),
    4: _l("4: mostly"),
    5: _l("5: fully"),
}
