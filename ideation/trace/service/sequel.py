"""What came of a selected theme, for the page of a person whose voice began it."""

from collections.abc import Sequence
from datetime import datetime

from ideation.core.registry import Ref, Step
from ideation.diagnose.models import Submission, Theme
from ideation.extensions import db
from ideation.trace import policy
from ideation.trace.service import coming, loading, telling
from ideation.trace.service.drawing import graph_of
from ideation.trace.walk import line


def sequel(theme_id: int, *, submission_id: int | None, now: datetime) -> Sequence[Step]:
    """Return the steps after the selection of a theme, as the public sees them.

    Args:
        theme_id: the theme.
        submission_id: the voice that asks; needs that cite it come first and say so.
        now: the present moment.

    Returns:
        the steps, the last one saying what comes next; none if there is no such theme.
    """
    # The page that asks has loaded both already.
    theme = db.session.get(Theme, theme_id)
    voice = db.session.get(Submission, submission_id) if submission_id else None
    if theme is None:
        return []
    start: Ref = ("submission", voice.id) if voice else ("theme", theme.id)
    sight = policy.sight_of(None, theme, now)
    loaded = loading.after(theme, sight, start, voice=voice, aside=False)
    graph = graph_of(loaded)
    following = coming.next_step(loaded, line(graph, start), now=now)
    return [*telling.sequel(loaded, graph, start), following]
