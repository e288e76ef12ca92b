"""Which passwords are refused: too short, or among the first that somebody would try.

The check needs no network. It does not ask for capitals or signs: these make passwords hard to
remember, not hard to guess.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from ideation.core.i18n import _

SHORTEST = 10
LONGEST = 128

# Words that lists of stolen passwords are full of, here and abroad; digits and signs around
# them change nothing.
_COMMON = frozenset(
    (Path(__file__).parent / "common_passwords.txt").read_text(encoding="utf-8").split()
)
_ROWS = (
    "01234567890123456789",
    "98765432109876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "ๅภถคตจขชๆไำพะัีรนยบลฟหกดเ้่าสวงผปแอิืทมใฝ",
)
_DISGUISES = str.maketrans("@4301!5$7", "aaeoiisst")
_SHORTEST_NAME = 4


def weakness(password: str, known: Iterable[str] = ()) -> str:
    """Return the sentence that refuses a password, or nothing if it may be used.

    Args:
        password: in its normal form.
        known: what an attacker knows of the person: e-mail address, name, organisation.
    """
    if len(password) < SHORTEST:
        return _("Use a password of at least %(number)s characters.", number=SHORTEST)
    if len(password) > LONGEST:
        return _("Use a password of at most %(number)s characters.", number=LONGEST)
    lower = password.lower()
    if len(set(lower)) < 5 or _is_row(lower) or _is_common(lower):
        return _("This password is one of the first that others would try. Choose another one.")
    if any(name in lower for name in _names(known)):
        return _("Do not use your name or e-mail address in the password.")
    return ""


def _is_row(lower: str) -> bool:
    """Tell whether it is keys or digits in a row, a repeated piece, or a number such as a date."""
    if any(lower in row for row in _ROWS) or re.fullmatch(r"(.{1,5}?)\1+", lower):
        return True
    return re.fullmatch(r"[\d\s./+-]+", lower) is not None and len(lower) <= 12


def _is_common(lower: str) -> bool:
    """Tell whether nothing but common words is left when digits and signs are taken away."""
    trimmed = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", lower)
    for plain in (lower, trimmed.translate(_DISGUISES)):
        words = re.findall(r"[^\W\d_]+(?:[\u0e31-\u0e4e]+[^\W\d_]*)*", plain)
        if words and all(word in _COMMON or _twice_common(word) for word in words):
            return True
    return False


def _twice_common(word: str) -> bool:
    return any(word[:cut] in _COMMON and word[cut:] in _COMMON for cut in range(2, len(word) - 1))


def _names(known: Iterable[str]) -> list[str]:
    parts = [part for word in known for part in re.split(r"[@.\s_+-]+", word.lower())]
    return [part for part in parts if len(part) >= _SHORTEST_NAME and part != "mail"]
