"""Public numbers and secrets that people are given."""

import hashlib
import hmac
import secrets

# Crockford's base32 leaves out I, L, O and U, which people misread.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SECRET_LENGTH = 26
# PostgreSQL's bigint holds no larger one.
LARGEST_ID = 2**63 - 1
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_number() -> str:
    """Return a public number such as `7K3M-Q8ZT`: 40 random bits, easy to read aloud."""
    characters = [secrets.choice(ALPHABET) for _ in range(8)]
    return "".join(characters[:4]) + "-" + "".join(characters[4:])


def tidy_number(typed: str) -> str:
    """Return a typed public number in its written form, forgiving case, spaces and dashes."""
    plain = _plain(typed)
    return f"{plain[:4]}-{plain[4:]}"


def new_secret() -> str:
    """Return a receipt's secret: 26 base32 characters, 130 random bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(SECRET_LENGTH))


def hash_secret(secret: str, key: str) -> bytes:
    """Return what is stored of a secret.

    A receipt's secret is long and random, so a keyed hash is enough; argon2 would cost
    minutes on an import (docs/architecture.md).

    Args:
        secret: as given or as typed by a person; case, spaces and dashes do not matter.
        key: the installation's SECRET_KEY.

    Returns:
        32 bytes of HMAC-SHA-256.
    """
    return hmac.digest(key.encode(), _plain(secret).encode(), hashlib.sha256)


def same_secret(typed: str, stored: bytes, key: str) -> bool:
    """Tell in constant time whether a typed secret is the stored one."""
    return hmac.compare_digest(hash_secret(typed, key), stored)


def new_token() -> str:
    """Return a random token of 256 bits for links and sessions."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """Return what is stored of a random token: its SHA-256 in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def _plain(typed: str) -> str:
    kept = [character for character in typed.upper() if character.isascii() and character.isalnum()]
    return "".join(kept).translate(_MISREAD)
