"""The product's own application, whose web process sometimes dies between commit and hint."""

import os
import random
import signal
from collections.abc import Sequence

from ideation import create_app
from ideation.core import work

application = create_app()
_hint = application.extensions["hinter"]
_share = float(os.environ["DEATHS_BEFORE_HINT"])


def _die_or_hint(item_ids: Sequence[int]) -> None:
    if random.random() < _share:  # noqa: S311  Chance, not secrecy.
        os.kill(os.getpid(), signal.SIGKILL)
    _hint(item_ids)


work.bind(_die_or_hint)
