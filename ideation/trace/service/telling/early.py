"""The steps of Diagnose and Discover: voices, theme, statements and needs."""

from collections.abc import Iterator, Sequence
from typing import Final

from ideation.core.formats import number
from ideation.core.i18n import _, ngettext
from ideation.core.registry import Branch, Ref, Step
from ideation.core.statuses import status_words
from ideation.diagnose.models import Submission, Theme, ThemeState
from ideation.discover.models import Need, NeedState, Statement, StatementState
from ideation.trace.service.loading import Counts, Loaded
from ideation.trace.service.telling.common import (
    LONGEST_QUOTE,
    agency_of,
    office_of,
    path_of,
    plain,
)

# So many needs stand on the line itself; the others are folded.
NEEDS_ON_LINE: Final = 3


def voice_step(submission: Submission, also: str) -> Step:
    """Tell of the one voice that the reader comes from, and what else it touches on."""
    return Step(
        ref=("submission", submission.id),
        title=_("Somebody said this"),
        stage="diagnose",
        icon="voice",
        at=submission.said_at,
        quote=submission.text[:LONGEST_QUOTE],
        lang=submission.language,
        text=_("It also touches on the theme “%(theme)s”.", theme=also) if also else "",
        path=path_of(("submission", submission.id)),
        here=True,
    )


def voices_step(theme: Theme, quote: Submission | None, counts: Counts) -> Step:
    """Tell of all the voices behind a theme: how many, where from, and one that speaks for them."""
    return Step(
        ref=("voices", theme.id),
        title=ngettext(
            "%(count)s voice was raised",
            "%(count)s voices were raised",
            theme.size,
            count=number(theme.size),
        ),
        stage="diagnose",
        icon="voice",
        people=theme.size,
        quote=quote.text[:LONGEST_QUOTE] if quote else "",
        lang=quote.language if quote else "th",
        text=" ".join(_about_voices(theme, counts)),
        path=f"{path_of(('theme', theme.id))}#voices",
    )


def _about_voices(theme: Theme, counts: Counts) -> Iterator[str]:
    if theme.provinces:
        yield ngettext(
            "They come from %(num)s province.", "They come from %(num)s provinces.", theme.provinces
        )
    if counts.confidential:
        yield ngettext(
            "%(num)s of them is a report of wrongdoing that only officers read.",
            "%(num)s of them are reports of wrongdoing that only officers read.",
            counts.confidential,
        )


def theme_steps(loaded: Loaded, theme: Theme, *, from_voice: bool) -> list[Step]:
    """Tell of a theme: that voices were gathered into it, its answer, and what was decided."""
    ref: Ref = ("theme", theme.id)
    if from_voice:
        title = _("It was gathered with others into the theme “%(label)s”", label=theme.label)
    else:
        title = _("They were gathered into the theme “%(label)s”", label=theme.label)
    began = Step(
        ref=ref,
        title=title,
        stage="diagnose",
        icon="theme",
        at=theme.created_at,
        who=office_of(loaded),
        people=theme.size if from_voice else None,
        text=" ".join(_about_voices(theme, loaded.counts)) if from_voice else "",
        path=path_of(ref),
    )
    said = [*_selection(loaded, theme), *_answer(loaded, theme)]
    return [began, *sorted(said, key=lambda step: str(step.at))]


def _selection(loaded: Loaded, theme: Theme) -> Iterator[Step]:
    titles = {
        ThemeState.SELECTED: (_("The theme was selected for development"), "select"),
        ThemeState.REJECTED: (_("The theme was not selected"), "reject"),
    }
    if theme.state not in titles:
        return
    title, icon = titles[ThemeState(theme.state)]
    yield Step(
        ref=("selection", theme.id),
        title=title,
        stage="diagnose",
        icon=icon,
        at=theme.decided_at,
        who=office_of(loaded),
        text=plain(theme.reason),
    )


def _answer(loaded: Loaded, theme: Theme) -> Iterator[Step]:
    if theme.answer:
        yield Step(
            ref=("answer", theme.id),
            title=_("The agency answered"),
            stage="diagnose",
            icon="answer",
            at=theme.answered_at,
            who=office_of(loaded),
            text=plain(theme.answer),
        )


def statement_steps(loaded: Loaded, theme: Theme, start: Ref) -> Iterator[Step]:
    """Tell how many statements were put to the vote; the one the reader comes from by itself."""
    counts = loaded.counts
    if counts.statements:
        others = [each for each in loaded.statements if _is_listed(each, start)]
        yield Step(
            ref=("statements", theme.id),
            title=ngettext(
                "%(num)s statement was put to the vote",
                "%(num)s statements were put to the vote",
                counts.statements,
            ),
            stage="discover",
            icon="discover",
            who=agency_of(loaded),
            people=counts.voters,
            path=f"{path_of(('theme', theme.id))}/statements",
            branches=tuple(_statement_branch(loaded, others, counts.statements, start)),
        )
    for statement in loaded.statements:
        if start == ("statement", statement.id):
            yield statement_step(loaded, statement)


def _is_listed(statement: Statement, start: Ref) -> bool:
    return statement.state == StatementState.APPROVED and start != ("statement", statement.id)


def _statement_branch(
    loaded: Loaded, others: Sequence[Statement], total: int, start: Ref
) -> Iterator[Branch]:
    if not others:
        return
    theme_id = others[0].theme_id
    left_out = total - len(others) - (start[0] == "statement")
    if start[0] == "statement":
        title = ngettext("%(num)s other statement", "%(num)s other statements", total - 1)
    else:
        title = _("The statements that most people answered")
    yield Branch(
        title=title,
        steps=tuple(statement_step(loaded, each) for each in others),
        more=max(left_out, 0),
        path=f"{path_of(('theme', theme_id))}/statements",
    )


def statement_step(loaded: Loaded, statement: Statement) -> Step:
    """Tell of one statement and, once that leads nobody, how people answered."""
    ref: Ref = ("statement", statement.id)
    approved = statement.state == StatementState.APPROVED
    return Step(
        ref=ref,
        title=_("Statement: “%(text)s”", text=statement.text),
        stage="discover",
        icon="discover",
        at=statement.created_at,
        people=statement.vote_count,
        text=_(
            "%(agree)s agree, %(disagree)s disagree, %(passed)s pass.",
            agree=statement.agree_count,
            disagree=statement.disagree_count,
            passed=statement.pass_count,
        )
        if approved and loaded.answers_shown
        else "",
        path=path_of(ref),
        status="" if approved else _("Not public"),
    )


def notes_step(loaded: Loaded, theme: Theme) -> Iterator[Step]:
    """Tell that officers also listened away from the platform."""
    if loaded.counts.notes:
        yield Step(
            ref=("field_notes", theme.id),
            title=ngettext(
                "%(num)s interview, visit or observation was noted",
                "%(num)s interviews, visits and observations were noted",
                loaded.counts.notes,
            ),
            stage="discover",
            icon="people",
            who=agency_of(loaded),
        )


def need_steps(
    loaded: Loaded, on_line: Sequence[Need], others: Sequence[Need], voice: Submission | None
) -> Iterator[Step]:
    """Tell of the needs that were found: some by themselves, the others folded beside the last."""
    for place, need in enumerate(on_line, 1):
        beside = _other_needs(loaded, others) if place == len(on_line) else ()
        yield need_step(loaded, need, voice, beside)
    if others and not on_line:
        yield Step(
            ref=("needs", others[0].theme_id),
            title=ngettext("%(num)s need was found", "%(num)s needs were found", len(others)),
            stage="discover",
            icon="discover",
            who=agency_of(loaded),
            branches=_other_needs(loaded, others),
        )


def _other_needs(loaded: Loaded, others: Sequence[Need]) -> tuple[Branch, ...]:
    if not others:
        return ()
    title = ngettext("%(num)s other need", "%(num)s other needs", len(others))
    return (Branch(title, tuple(need_step(loaded, each, None) for each in others)),)


def need_step(
    loaded: Loaded, need: Need, voice: Submission | None, beside: tuple[Branch, ...] = ()
) -> Step:
    """Tell of one need, who has it and why, and how many voices prove it."""
    ref: Ref = ("need", need.id)
    cited = {proof.submission_id for proof in need.evidence if proof.submission_id}
    if voice is not None and voice.id in cited:
        title = _("These words are cited as evidence for a need: “%(need)s”", need=need.title)
    else:
        title = _("A need was found: “%(need)s”", need=need.title)
    published = need.state == NeedState.PUBLISHED
    return Step(
        ref=ref,
        title=title,
        stage="discover",
        icon="discover",
        at=need.published_at or need.created_at,
        who=agency_of(loaded),
        people=len(cited) or None,
        text=plain(need.why),
        path=path_of(ref),
        status="" if published else status_words("draft")[0],
        branches=beside,
    )
