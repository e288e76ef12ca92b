"""The handler of `theme_run.execute`: from a round's texts to its themes.

The long computing holds no lock. Then the round is locked, what officers and workers did in
the meantime is read, and everything is written in one commit.
"""

import time
from collections.abc import Set
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import exists, select

from ideation.core import clock, events
from ideation.core.work import LeaseLost, Task
from ideation.diagnose.models import ThemeRun
from ideation.diagnose.service import placing, theming
from ideation.diagnose.service.theme_runs import drift, outcome, placers, verifying
from ideation.diagnose.service.theme_runs.encoder import chosen_encoder
from ideation.diagnose.service.theme_runs.texts import Texts, read_texts
from ideation.extensions import db
from ideation.text.engine import ThemeProposal, propose_themes

KIND: Final = "theme_run.execute"
LEASE: Final = timedelta(minutes=3)
PORTION: Final = 1_000
TELL_EVERY: Final = 2.0  # seconds
LONGEST_ERROR: Final = 500

# Where on the way from 0 to 100 each step begins.
READING, STARTING, WRITING = 1, 3, 90


def handle(task: Task) -> None:
    """Do a run; the handler of `theme_run.execute`.

    Raises:
        Exception: whatever went wrong, after the run was marked as failed.
    """
    run = db.session.get_one(ThemeRun, task.subject_id)
    if run.state == "done" or _overtaken(run):
        return
    run.error = None
    run.finished_at = None
    try:
        _Doing(run, task).all_steps()
    except LeaseLost:
        raise
    except Exception as error:
        _mark_failed(task, error)
        raise


def _overtaken(run: ThemeRun) -> bool:
    """Tell whether this run failed before and another one has been asked for since."""
    if run.state != "failed":
        return False
    newer = exists().where(ThemeRun.round_id == run.round_id, ThemeRun.id > run.id)
    return bool(db.session.scalar(select(newer)))


def _mark_failed(task: Task, error: Exception) -> None:
    db.session.rollback()
    run = db.session.get_one(ThemeRun, task.subject_id)
    run.state = "failed"
    run.error = repr(error)[:LONGEST_ERROR]
    run.finished_at = clock.now()
    db.session.commit()


class _Doing:
    """One attempt at a run."""

    def __init__(self, run: ThemeRun, task: Task) -> None:
        self.run = run
        self.task = task
        self.began = time.monotonic()
        self.prepared = 0.0
        self.grouped = 0.0

    def all_steps(self) -> None:
        self._tell("reading", READING)
        texts = read_texts(self.run.round_id)
        seen = drift.seen_before(self.run)
        known = outcome.memberships(texts.ids, seen)
        # Whatever loads at first use loads here, and not in two threads at once.
        theming.load()
        # The engine knows no database, so it computes in a thread while this one catches up
        # with texts that no worker has prepared yet, mostly waiting for PostgreSQL's indexes.
        with ThreadPoolExecutor(max_workers=1) as pool:
            proposing = pool.submit(
                propose_themes,
                texts.texts,
                n_themes=self.run.parameters["n_themes"],
                placed=known.placed,
                before=known.before,
                quotable=texts.public,
                progress=self._note_grouped,
                vectoriser=chosen_encoder(),
            )
            self._prepare(len(texts.ids))
            while not wait([proposing], timeout=TELL_EVERY).done:
                self._tell("grouping", self._progress())
        proposal = proposing.result()
        self._tell("writing", WRITING)
        placing.lock_round(self.run.round_id)
        # Themes are as old as the wish for them, however long a worker took to come to it.
        written = outcome.write(self.run.round, texts, proposal, seen=seen, now=self.run.created_at)
        placers.keep(self.run, texts, proposal, now=clock.now())
        verifying.record(self.run, texts, known, proposal)
        self._close(texts, proposal, seen, written)

    def _note_grouped(self, share: float) -> None:
        self.grouped = min(1.0, share)

    def _progress(self) -> int:
        share = (self.prepared + self.grouped) / 2
        return STARTING + int(share * (WRITING - STARTING))

    def _tell(self, step: str, progress: int) -> None:
        """Store how far it is and prolong the lease; whatever was written is committed."""
        self.run.state = "running"
        self.run.step = step
        self.run.progress = progress
        self.task.renew()

    def _prepare(self, total: int) -> None:
        done = 0
        while said := theming.unprepared(self.run.round_id, PORTION):
            prepared = theming.prepare([each.text for each in said])
            placing.lock_round(self.run.round_id)
            theming.store(said, prepared)
            done += len(said)
            self.prepared = min(1.0, done / max(total, 1))
            self._tell("preparing", self._progress())
        self.prepared = 1.0

    def _close(
        self, texts: Texts, proposal: ThemeProposal, seen: Set[int], written: outcome.Written
    ) -> None:
        run = self.run
        run.state = "done"
        run.step = "done"
        run.progress = 100
        run.parameters = {**run.parameters, **_plain(proposal.parameters)}
        run.input_hash = proposal.input_hash
        changed = drift.measures(texts.ids, seen, proposal.confidence, written)
        run.measures = {**_plain(proposal.measures), **changed}
        run.texts = len(texts.ids)
        run.themes = written.themes
        run.themes_new = written.themes_new
        run.seconds = round(time.monotonic() - self.began, 1)
        run.finished_at = clock.now()
        events.record(
            db.session,
            "theme_run.finished",
            run,
            now=run.finished_at,
            role="system",
            agency_id=run.round.agency_id,
            round=run.round_id,
            texts=run.texts,
            themes=run.themes,
            themes_new=run.themes_new,
            moved=written.moved,
        )


def _plain(values: Any) -> dict[str, Any]:
    """Turn numbers of numpy into those that JSON knows."""
    return {key: value.item() if hasattr(value, "item") else value for key, value in values.items()}
