"""The section about the trial: what was believed, what was measured, changed and said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import lazyload, selectinload

from ideation.core.formats import date_words, number
from ideation.core.i18n import _
from ideation.core.sectors import SECTORS, Sector
from ideation.deliver.findings import Finding, finding
from ideation.deliver.models import (
    EntryKind,
    Feedback,
    Indicator,
    Poc,
    PocEntry,
    Tester,
)
from ideation.deliver.service.dossiers.parts.markdown import (
    LONGEST_QUOTE,
    block,
    bullets,
    heading,
    link,
    plain,
    quote,
    table,
    together,
)
from ideation.deliver.service.dossiers.parts.root import Root
from ideation.deliver.words import VERDICTS
from ideation.diagnose.words import excerpt
from ideation.extensions import db
from ideation.notify import links

QUOTES: Final = 3
UNSAID: Final = ""  # The sector of those who did not say.


@dataclass(frozen=True)
class Trial:
    """What came out of a trial; feedback by sector and verdict, hidden ones left out."""

    results: Sequence[tuple[Indicator, Finding]]
    testers: int
    changes: Sequence[PocEntry]
    feedback: Mapping[tuple[str, str], int]
    quotes: Sequence[Feedback]

    @property
    def reached(self) -> int:
        """How many indicators reached their target."""
        return sum(found.reached for _indicator, found in self.results)


def facts(poc: Poc) -> Trial:
    """Return what came out of a trial."""
    shown = (Feedback.poc_id == poc.id, Feedback.hidden_at.is_(None))
    counted = (
        select(Feedback.sector, Feedback.verdict, func.count())
        .where(*shown)
        .group_by(Feedback.sector, Feedback.verdict)
    )
    newest = select(Feedback).where(*shown).order_by(Feedback.id.desc()).limit(QUOTES)
    changes = (
        select(PocEntry)
        .where(PocEntry.poc_id == poc.id, PocEntry.kind == EntryKind.ADJUST)
        .order_by(PocEntry.at, PocEntry.id)
    )
    testers = select(func.count()).select_from(Tester).where(Tester.poc_id == poc.id)
    return Trial(
        results=_results(poc),
        testers=db.session.scalar(testers) or 0,
        changes=list(db.session.scalars(changes)),
        feedback={
            (sector or UNSAID, verdict): n for sector, verdict, n in db.session.execute(counted)
        },
        quotes=list(db.session.scalars(newest.options(lazyload(Feedback.author)))),
    )


def write(root: Root) -> str:
    """Write the section."""
    poc, known = root.poc, facts(root.poc)
    return together(
        _opening(poc, known),
        _("What was believed:"),
        block(poc.hypothesis),
        *_measured(known),
        *_changed(known.changes),
        *_said(known),
        *_concluded(poc),
    )


def _results(poc: Poc) -> list[tuple[Indicator, Finding]]:
    query = (
        select(Indicator)
        .where(Indicator.poc_id == poc.id)
        .order_by(Indicator.position)
        .options(selectinload(Indicator.measurements))
    )
    return [(indicator, finding(indicator)) for indicator in db.session.scalars(query)]


def _opening(poc: Poc, known: Trial) -> str:
    lines = [
        _("Trial: %(title)s", title=link(poc.title, links.to("poc", poc.id))),
        _(
            "Time: from %(start)s to %(end)s",
            start=date_words(poc.starts_on),
            end=date_words(poc.ended_at or poc.ends_on),
        ),
        _("Place: %(place)s", place=plain(poc.where_tried)) if poc.where_tried else "",
        _("Responsible unit: %(unit)s", unit=plain(poc.unit.name_th or poc.unit.abbr)),
        _("People who took part: %(number)s", number=number(known.testers)),
    ]
    return bullets(line for line in lines if line)


def _measured(known: Trial) -> list[str]:
    if not known.results:
        return []
    heads = [
        _("Indicator"), _("Result"), _("Baseline"), _("Target"), _("Last value"),
    ]  # fmt: skip
    return [
        heading(_("Results against the targets")),
        _(
            "Indicators that reached their target: %(reached)s of %(all)s.",
            reached=number(known.reached),
            all=number(len(known.results)),
        ),
        table(heads, [_row(*result) for result in known.results], words=2),
    ]


def _row(indicator: Indicator, found: Finding) -> list[str]:
    if found.latest is None:
        verdict, value = _("not measured"), "–"
    else:
        verdict = _("reached") if found.reached else _("not reached")
        value = _(
            "%(value)s on %(day)s", value=number(found.latest), day=date_words(found.measured_on)
        )
    name = f"{indicator.name} ({indicator.unit})"
    return [plain(name), verdict, number(found.baseline), number(found.target), value]


def _changed(changes: Sequence[PocEntry]) -> list[str]:
    title = heading(_("What was adjusted on the way"))
    if not changes:
        return [title, _("Nothing had to be adjusted.")]
    lines = [
        _(
            "%(day)s: %(text)s. Reason: %(reason)s",
            day=date_words(entry.at),
            text=plain(entry.text),
            reason=plain(entry.reason),
        )
        for entry in changes
    ]
    return [title, bullets(lines)]


def _said(known: Trial) -> list[str]:
    title = heading(_("What those who tried it say"))
    if not known.feedback:
        return [title, _("Nobody has given feedback.")]
    verdicts = {verdict: str(word.label) for verdict, word in VERDICTS.items()}
    sectors = {
        **{sector.value: str(word) for sector, word in SECTORS.items()},
        UNSAID: _("Not said"),
    }
    rows = [
        [word, *(number(known.feedback.get((sector, verdict), 0)) for verdict in verdicts)]
        for sector, word in sectors.items()
        if any((sector, verdict) in known.feedback for verdict in verdicts)
    ]
    return [
        title,
        table([_("Sector"), *verdicts.values()], rows),
        *(
            quote(excerpt(each.text, LONGEST_QUOTE), _source(each, verdicts))
            for each in known.quotes
        ),
    ]


def _source(feedback: Feedback, verdicts: Mapping[str, str]) -> str:
    sector = str(SECTORS[Sector(feedback.sector)]) if feedback.sector else ""
    # The link is also what tells later whether the words were hidden, see `withdrawn`.
    address = f"{links.to('poc', feedback.poc_id)}#said-{feedback.id}"
    parts = (link(verdicts[feedback.verdict], address), sector, date_words(feedback.created_at))
    return " · ".join(part for part in parts if part)


def _concluded(poc: Poc) -> list[str]:
    return [heading(_("Conclusion")), block(poc.reason)] if poc.reason else []
