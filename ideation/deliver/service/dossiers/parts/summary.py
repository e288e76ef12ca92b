"""The section that says it all in a few lines."""

from ideation.core.formats import date_words, number
from ideation.core.i18n import _
from ideation.deliver.service.dossiers.parts import ideas, needs, opinions, trial
from ideation.deliver.service.dossiers.parts.markdown import block, bullets, plain, together
from ideation.deliver.service.dossiers.parts.root import Root


def write(root: Root) -> str:
    """Write the section."""
    return together(bullets(_lines(root)), *_conclusion(root))


def _lines(root: Root) -> list[str]:
    theme, poc = root.theme, root.poc
    asked = opinions.facts(theme)
    proposed = ideas.facts(root.challenge, root.idea)
    tried = trial.facts(poc)
    lines = [
        _(
            "What people said: %(voices)s voices about “%(theme)s”.",
            voices=number(theme.size),
            theme=plain(theme.label),
        ),
        _("Needs found: %(number)s.", number=number(len(needs.facts(theme)))),
    ]
    if asked.people:
        lines.append(
            _(
                "People who gave their opinion on %(statements)s statements: %(people)s.",
                statements=number(len(asked.statements)),
                people=number(asked.people),
            )
        )
    lines += [
        _(
            "Ideas for the challenge “%(challenge)s”: %(ideas)s. Tried was “%(idea)s”.",
            challenge=plain(root.challenge.title),
            ideas=number(len(proposed.all)),
            idea=plain(root.idea.title),
        ),
        _(
            "Trial from %(start)s to %(end)s with %(testers)s people: %(reached)s of %(all)s "
            "indicators reached their target.",
            start=date_words(poc.starts_on),
            end=date_words(poc.ended_at or poc.ends_on),
            testers=number(tried.testers),
            reached=number(tried.reached),
            all=number(len(tried.results)),
        ),
    ]
    return lines


def _conclusion(root: Root) -> list[str]:
    return [_("Conclusion of the trial:"), block(root.poc.reason)] if root.poc.reason else []
