"""Doing a run of the theme engine again, to see that it gives the same themes."""

from dataclasses import dataclass

from ideation.core.errors import Conflict, NotFound
from ideation.core.i18n import _l
from ideation.diagnose.models import ThemeRun, ThemeRunRecord
from ideation.diagnose.service.theme_runs.encoder import chosen_encoder
from ideation.diagnose.service.theme_runs.outcome import Memberships
from ideation.diagnose.service.theme_runs.texts import Texts, read_texts
from ideation.extensions import db
from ideation.text.engine import ThemeProposal, input_hash, propose_themes, versions


@dataclass(frozen=True)
class Verdict:
    """What doing a run again showed.

    Args:
        run_id: the run.
        texts: so many texts were grouped.
        themes: so many themes were found this time.
        differing: so many texts came into another theme than in the run.
        versions: what is of another version now: its name, the version then and now.
    """

    run_id: int
    texts: int
    themes: int
    differing: int
    versions: dict[str, tuple[str, str]]


def record(run: ThemeRun, texts: Texts, known: Memberships, proposal: ThemeProposal) -> None:
    """Keep what a run started from and what the engine found; the caller commits."""
    db.session.merge(
        ThemeRunRecord(
            run_id=run.id,
            submission_ids=texts.ids,
            placed=known.placed,
            before=known.before,
            labels=list(proposal.labels),
        )
    )


def verify(run_id: int) -> Verdict:
    """Do a run again with what it started from, and compare; nothing is written.

    Raises:
        NotFound: there is no such run that ended well and was recorded.
        Conflict: texts were changed or withdrawn since.
    """
    run, kept = db.session.get(ThemeRun, run_id), db.session.get(ThemeRunRecord, run_id)
    if run is None or kept is None:
        raise NotFound(_l("There is no finished run %(number)s.", number=run_id))
    texts, public = _texts_of(run, kept)
    vectoriser = chosen_encoder()
    again = propose_themes(
        texts,
        n_themes=run.parameters["n_themes"],
        placed=kept.placed,
        before=kept.before,
        quotable=public,
        random_state=run.parameters["random_state"],
        vectoriser=vectoriser,
    )
    pairs = zip(again.labels, kept.labels, strict=True)
    now = versions(vectoriser)
    return Verdict(
        run_id=run.id,
        texts=len(texts),
        themes=len(again.themes),
        differing=sum(one != other for one, other in pairs),
        versions={
            name: (str(run.parameters.get(name)), now[name])
            for name in now
            if run.parameters.get(name) != now[name]
        },
    )


def _texts_of(run: ThemeRun, kept: ThemeRunRecord) -> tuple[list[str], list[bool]]:
    """Read the texts of a run as they are now, if they are what they were."""
    found = read_texts(run.round_id)
    rows = dict(zip(found.ids, zip(found.texts, found.public, strict=True), strict=True))
    missing = sum(submission_id not in rows for submission_id in kept.submission_ids)
    if missing:
        raise Conflict(
            _l(
                "Texts of this run were withdrawn since (%(count)s), so it cannot be done again.",
                count=missing,
            )
        )
    texts = [rows[submission_id][0] for submission_id in kept.submission_ids]
    if input_hash(texts) != run.input_hash:
        raise Conflict(_l("Texts of this run were added to since, so it cannot be done again."))
    return texts, [rows[submission_id][1] for submission_id in kept.submission_ids]
