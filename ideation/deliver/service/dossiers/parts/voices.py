"""The section about what people said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import lazyload

from ideation.core.formats import date_words, number
from ideation.core.i18n import _
from ideation.deliver.service.dossiers.parts.markdown import (
    LONGEST_QUOTE,
    block,
    link,
    plain,
    quote,
    together,
)
from ideation.deliver.service.dossiers.parts.root import Root
from ideation.diagnose.models import Submission, Theme, ThemeMember
from ideation.diagnose.service.themes.cards import quotes_of
from ideation.diagnose.words import channel_word, excerpt, province_word
from ideation.extensions import db
from ideation.notify import links

QUOTES: Final = 5
NAMED: Final = 5


@dataclass(frozen=True)
class Voices:
    """What is known of the voices of a theme; provinces and channels with their numbers.

    Reports of wrongdoing count in the theme's size, and nowhere else (B4).
    """

    provinces: Sequence[tuple[str, int]]
    channels: Sequence[tuple[str, int]]
    supports: int
    first_at: datetime | None
    last_at: datetime | None
    quotes: Sequence[Submission]


def facts(theme: Theme) -> Voices:
    """Count and quote the public voices of a theme."""
    supports, first_at, last_at = db.session.execute(
        _public(
            theme,
            func.coalesce(func.sum(Submission.support_count), 0),
            func.min(Submission.said_at),
            func.max(Submission.said_at),
        )
    ).one()
    return Voices(
        provinces=_numbers(theme, Submission.province),
        channels=_numbers(theme, Submission.channel),
        supports=int(supports),
        first_at=first_at,
        last_at=last_at,
        quotes=quotes_of([theme], QUOTES)[theme.id] or _closest(theme),
    )


def write(root: Root) -> str:
    """Write the section."""
    theme, known = root.theme, facts(root.theme)
    return together(
        " ".join(_sentences(theme, known)),
        *(quote(excerpt(said.text, LONGEST_QUOTE), _source(said)) for said in known.quotes),
        _selection(theme),
        link(_("All voices about this theme"), links.to("theme", theme.id)),
    )


def _sentences(theme: Theme, known: Voices) -> list[str]:
    said = [
        _(
            "Voices about “%(theme)s”: %(voices)s.",
            theme=plain(theme.label),
            voices=number(theme.size),
        )
    ]
    if known.first_at:
        said.append(
            _(
                "They were given from %(start)s to %(end)s.",
                start=date_words(known.first_at),
                end=date_words(known.last_at),
            )
        )
    if known.provinces:
        said.append(
            _(
                "Provinces they came from: %(provinces)s. Most came from: %(most)s.",
                provinces=number(len(known.provinces)),
                most=_listed([(province_word(code), n) for code, n in known.provinces]),
            )
        )
    if known.channels:
        channels = [(channel_word(channel), n) for channel, n in known.channels]
        said.append(_("Channels they came through: %(channels)s.", channels=_listed(channels)))
    if known.supports:
        said.append(_("Times others said the same: %(supports)s.", supports=number(known.supports)))
    return said


def _listed(counted: Sequence[tuple[str, int]]) -> str:
    named = [_("%(name)s (%(number)s)", name=name, number=number(n)) for name, n in counted[:NAMED]]
    return ", ".join(named)


def _source(said: Submission) -> str:
    parts = (
        link(_("No. %(number)s", number=said.number), links.to("submission_number", said.number)),
        province_word(said.province),
        date_words(said.said_at),
    )
    return " · ".join(part for part in parts if part)


def _selection(theme: Theme) -> str:
    if not theme.reason:
        return ""
    return together(_("Why the agency selected this theme:"), block(theme.reason))


def _numbers(theme: Theme, column: Any) -> list[tuple[str, int]]:
    query = _public(theme, column, func.count()).where(column.is_not(None)).group_by(column)
    rows = db.session.execute(query.order_by(func.count().desc(), column))
    return [(word, n) for word, n in rows]


def _closest(theme: Theme) -> list[Submission]:
    query = _public(theme, Submission).order_by(ThemeMember.score.desc(), Submission.id)
    return list(db.session.scalars(query.options(lazyload(Submission.author)).limit(QUOTES)))


def _public(theme: Theme, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Submission)
        .join(ThemeMember, ThemeMember.submission_id == Submission.id)
        .where(ThemeMember.theme_id == theme.id, ThemeMember.is_primary, Submission.is_public)
    )
