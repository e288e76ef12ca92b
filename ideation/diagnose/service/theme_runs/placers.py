"""What a run learned, kept for the texts that come after it."""

from datetime import datetime

from sqlalchemy import delete

from ideation.diagnose.models import ThemePlacer, ThemeRun
from ideation.diagnose.service import theming
from ideation.diagnose.service.theme_runs.outcome import without_theme
from ideation.diagnose.service.theme_runs.texts import Texts
from ideation.extensions import db
from ideation.text.engine import ThemeProposal
from ideation.text.placer_file import placer_bytes


def keep(run: ThemeRun, texts: Texts, proposal: ThemeProposal, *, now: datetime) -> None:
    """Keep what a run learned in place of the run before, and place who came meanwhile by it.

    The caller has written the run's outcome, holds the round's lock, and commits.
    """
    if proposal.placer is None:
        db.session.execute(delete(ThemePlacer).where(ThemePlacer.round_id == run.round_id))
        return
    db.session.merge(
        ThemePlacer(
            round_id=run.round_id,
            run_id=run.id,
            data=placer_bytes(proposal.placer),
            submission_ids=[texts.ids[row] for row in proposal.landmarks],
            created_at=now,
        )
    )
    db.session.flush()
    theming.assign(run.round_id, without_theme(run.round_id), now=run.created_at)
