"""One spelling for every way of typing the same Thai text."""

import re
import unicodedata
from typing import Final

MAX_CHARS: Final = 10_000
"""Texts are cut here before any work is done on them: every later step is linear in this."""

_TONES = "\u0e48-\u0e4b"
_ABOVE_BELOW = "\u0e31\u0e34-\u0e3a\u0e47"
_FOLLOWING = "\u0e30\u0e32\u0e33\u0e45"
_LEADING = "\u0e40-\u0e44"
_CONSONANTS = "\u0e01-\u0e2e"

# Control and format characters, lone surrogates, variation selectors. Among them are U+200B, U+200D
# and U+FEFF, which pythainlp's normalize leaves in place, and NUL, which PostgreSQL refuses.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]+"
)
_DIGITS: Final = {0x0E50 + digit: str(digit) for digit in range(10)}

# The order matters: two typed sara e are a sara ae, before repeats are folded; the repeats are
# folded before marks are reordered, which keeps every pattern linear on a run of one letter.
_RULES: Final = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        ("\u0e40{2,}", "\u0e41"),
        ("\u0e4d([\u0e48-\u0e4b]?)\u0e32", r"\1" + "\u0e33"),
        ("([\u0e48-\u0e4b])\u0e4d\u0e32", r"\1" + "\u0e33"),
        ("\u0e46(?: ?\u0e46)+", "\u0e46"),
        (f"([{_ABOVE_BELOW}{_FOLLOWING}{_LEADING}\u0e4c-\u0e4e])\\1+", r"\1"),
        (f"[{_TONES}]+([{_TONES}])", r"\1"),
        (f"([{_TONES}\u0e4c])([{_ABOVE_BELOW}])", r"\2\1"),
        (f"([{_FOLLOWING}])([{_TONES}])", r"\2\1"),
        ("(?<![\u0e24\u0e26])\u0e45", "\u0e32"),
        # Three may be right where two words meet (คะแนนนิยม), unless nothing follows.
        (f"([{_CONSONANTS}])\\1{{3,}}", r"\1"),
        (f"([{_CONSONANTS}])\\1{{2}}(?![\u0e01-\u0e4e])", r"\1"),
        (r"([^\w\s])\1{2,}", r"\1"),
        (f"(^|\\s)[{_ABOVE_BELOW}{_TONES}\u0e4c-\u0e4e]+", r"\1"),
        (r"\s+", " "),
    )
)


def normalise(text: str) -> str:
    """Give `text` in the one spelling that everything in this package matches on.

    Invisible characters go, marks come into standard order, letters that are repeated for
    emphasis and repeated ๆ are folded, Thai digits become Arabic ones, white space becomes
    single spaces. Case stays, because labels are cut from the result.

    Args:
        text: Any string, hostile ones too; what lies beyond `MAX_CHARS` is ignored.

    Returns:
        At most `MAX_CHARS` characters.
    """
    text = _INVISIBLE.sub("", text[:MAX_CHARS])
    text = unicodedata.normalize("NFC", text).translate(_DIGITS)
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text.strip()[:MAX_CHARS]
