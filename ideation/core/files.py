"""Files that people hand in: checked, named safely and kept in the database."""

import hashlib
from datetime import datetime
from pathlib import PurePath
from typing import Any

from ideation.core.errors import InvalidInput, TooLarge
from ideation.core.i18n import _l
from ideation.core.models import StoredFile
from ideation.extensions import AnySession

LARGEST_BYTES = 25 * 1024 * 1024
LONGEST_NAME = 120


def store(
    session: AnySession,
    name: str,
    content: bytes,
    media_type: str,
    *,
    now: datetime,
    actor: Any = None,
) -> StoredFile:
    """Add a file to the session; the caller commits.

    Raises:
        TooLarge: more than 25 MB.
        InvalidInput: nothing in it.
    """
    if not content:
        raise InvalidInput(_l("The file is empty. Choose another file."), field="file")
    if len(content) > LARGEST_BYTES:
        raise TooLarge(_l("The file is larger than 25 MB. Split it and try again."), field="file")
    file = StoredFile(
        name=PurePath(name.replace("\\", "/")).name[-LONGEST_NAME:] or "file",
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        created_at=now,
        created_by_id=actor.id if actor else None,
    )
    session.add(file)
    session.flush()
    return file
