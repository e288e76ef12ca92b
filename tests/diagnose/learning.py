"""What a run leaves behind, for tests that make their themes by hand."""

from ideation.core import clock
from ideation.diagnose.models import ThemeRun
from ideation.diagnose.service.theme_runs import placers
from ideation.diagnose.service.theme_runs.texts import read_texts
from ideation.text.engine import propose_themes


def learn(session, round, n_themes: int) -> None:
    """Keep the placer of a run over a round's texts, which leaves its themes as they are."""
    run = ThemeRun(round_id=round.id, state="done", parameters={}, created_at=clock.now())
    session.add(run)
    session.flush()
    texts = read_texts(round.id)
    placers.keep(run, texts, propose_themes(texts.texts, n_themes=n_themes), now=clock.now())
