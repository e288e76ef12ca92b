"""The links in letters that stop them (RFC 8058): signed, so that nobody stops another's."""

from dataclasses import dataclass
from typing import Final

from itsdangerous import BadSignature, URLSafeSerializer

from ideation.core.errors import NotFound
from ideation.core.i18n import _l
from ideation.core.settings import settings

ACCOUNT: Final = "account"
SUBMISSION: Final = "submission"


@dataclass(frozen=True)
class Letters:
    """The letters that a link stops.

    Args:
        kind: `account` for all letters of news to an account, `submission` for those to an
            address that was given with a submission.
        key: the account's id, or the submission's number.
    """

    kind: str
    key: str


def path_to_stop(letters: Letters) -> str:
    """Return the path that stops letters; it does not grow old, because letters are kept."""
    return f"/mail/stop/{_signer().dumps([letters.kind, letters.key])}"


def read(token: str) -> Letters:
    """Return what the token of a link stops.

    Raises:
        NotFound: we never wrote this token.
    """
    try:
        kind, key = _signer().loads(token)
    except BadSignature:
        raise NotFound(
            _l("This link is not one of ours, or not whole. Open it from the letter once more.")
        ) from None
    return Letters(kind, key)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(settings().secret_key, salt="mail-stop")
