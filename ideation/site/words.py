"""The words for kinds of work."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from ideation.core.i18n import _l
from ideation.deliver.words import POC_STATES, RULINGS

# The kinds of things that a search finds.
FOUND: Mapping[str, Any] = MappingProxyType(
    {
        "round": _l("Rounds"),
        "theme": _l("Themes"),
        "submission": _l("Voices"),
        "statement": _l("Statements"),
        "need": _l("Needs"),
        "challenge": _l("Challenges"),
        "idea": _l("Ideas"),
        "poc": _l("Trials"),
        "dossier": _l("Dossiers"),
        "decision": _l("Decisions"),
    }
)
KINDS: Mapping[str, Any] = MappingProxyType(
    {
        "submission.theme": _l("Find the theme of a voice"),
        "theme_run.execute": _l("Run the theme engine"),
        "import.run": _l("Import a file"),
        "news.spread": _l("Tell people of news"),
        "digest.write": _l("Write the letter of a day or a week"),
        "message.send": _l("Send an e-mail"),
    }
)


def outcome_words(came: Any) -> tuple[Any, str]:
    """Return the words and the tone of how far a theme has got: a ruling or a trial's end."""
    word = RULINGS.get(came.state) or POC_STATES[came.state]
    return word.label, word.tone
