"""The words for kinds of work."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from ideation.core.i18n import _l

KINDS: Mapping[str, Any] = MappingProxyType(
    {
        "submission.theme": _l("Find the theme of a voice"),
        "theme_run.execute": _l("Run the theme engine"),
        "theme.notify": _l("Tell people of a decision"),
        "import.run": _l("Import a file"),
        "message.send": _l("Send an e-mail"),
    }
)
