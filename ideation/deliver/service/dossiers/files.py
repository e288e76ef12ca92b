"""A dossier as a file to keep: Markdown, or plain text."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from ideation.core.formats import date_words
from ideation.core.i18n import _, force_locale
from ideation.deliver.service.dossiers import reading
from ideation.deliver.service.dossiers.parts import LANGUAGE
from ideation.deliver.service.dossiers.parts.markdown import plain, together

MEDIA_TYPES: Final = {"md": "text/markdown", "txt": "text/plain"}
_LINK = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]\(([^()\s]*)\)")
_HEADING = re.compile(r"^#+ +")
_RULE = re.compile(r"^\|(?: *:?-+:? *\|)+$")
_ESCAPED = re.compile(r"\\([\\`*_\[\]<>|&])")


@dataclass(frozen=True)
class Document:
    """A file: its name, its media type and its text."""

    name: str
    media_type: str
    text: str


def document(
    dossier_id: int, kind: str, number: int | None, *, actor: Any, now: datetime
) -> Document:
    """Return a dossier as a file.

    Args:
        dossier_id: the dossier.
        kind: `md` or `txt`.
        number: of a version; None for what `reading.show` would show.
        actor: who asks, or None.
        now: the present moment.

    Raises:
        NotFound: there is none for this person.
    """
    if number is None:
        page = reading.show(dossier_id, actor=actor, now=now)
    else:
        page = reading.show_version(dossier_id, number, actor=actor, now=now)
    with force_locale(LANGUAGE):
        text = _markdown(page)
    version = f"v{page.version.number}" if page.version else "draft"
    return Document(
        name=f"dossier-{dossier_id}-{version}.{kind}",
        media_type=MEDIA_TYPES[kind],
        text=text if kind == "md" else bare(text),
    )


def bare(markdown: str) -> str:
    """Return what Markdown says without its marks; links keep their addresses in brackets."""
    return "\n".join(_bare_line(line) for line in markdown.split("\n") if not _RULE.match(line))


def _markdown(page: reading.DossierPage) -> str:
    return (
        together(
            f"# {plain(page.title)}",
            _head(page),
            *(
                together(f"## {place}. {shown.part.title}", shown.body.strip())
                for place, shown in enumerate(page.sections, 1)
            ),
        )
        + "\n"
    )


def _head(page: reading.DossierPage) -> str:
    agency = page.round.agency.name_th
    if page.version is None:
        return together(agency, _("Draft, not handed in yet"))
    handed_in = _(
        "Version %(number)s, handed in on %(day)s",
        number=page.version.number,
        day=date_words(page.version.submitted_at),
    )
    return together(agency, handed_in)


def _bare_line(line: str) -> str:
    line = _HEADING.sub("", line)
    line = _LINK.sub(lambda link: f"{link[1]} ({link[2]})", line)
    if line.startswith("| ") and line.endswith(" |"):
        line = line[2:-2]
    return _ESCAPED.sub(r"\1", line.replace("**", "")).rstrip()
