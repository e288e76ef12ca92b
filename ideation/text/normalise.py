"""One spelling for every way of typing the same Thai text."""

import re
import unicodedata
from typing import Final

MAX_CHARS: Final = 10_000
"""Texts are cut here before any work is done on them: every later step is linear in this."""

_TONES: Final = "\u0e48-\u0e4b"
_ABOVE_BELOW: Final = "\u0e31\u0e34-\u0e3a\u0e47"
_SILENCERS: Final = "\u0e4c-\u0e4e"
_MARKS: Final = _ABOVE_BELOW + _TONES + _SILENCERS
_FOLLOWING: Final = "\u0e30\u0e32\u0e33"
_LEADING: Final = "\u0e40-\u0e44"
_CONSONANTS: Final = "\u0e01-\u0e2e"
_THAI: Final = "\u0e01-\u0e4e"
_WRITTEN: Final = "\u0e01-\u0e45\u0e47-\u0e4e"  # Without ๆ.

_DIGITS: Final = {0x0E50 + digit: str(digit) for digit in range(10)}
# Control and format characters, lone surrogates, variation selectors, letters that show nothing.
# Among them are U+200B, U+200D and U+FEFF, which pythainlp's normalize leaves in place, and NUL,
# which PostgreSQL refuses.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
    "\ud800-\udfff\U000e0000-\U000e0fff]+"
)
# The only emoji that are made of a letter or digit: 1️⃣ and ℹ️.
_LETTER_EMOJI = re.compile("[0-9#*]\u20e3|\u2139")
# Putting marks into their canonical order takes time with the square of their number.
_MANY_SIGNS = re.compile(r"([^\w\s]{32})[^\w\s]+")

# What follows a consonant is rarely out of order: a search spares most texts the work.
_CLUSTER = re.compile(f"[{_MARKS}{_FOLLOWING}]{{2,}}")
_OUT_OF_ORDER = re.compile(
    f"[{_TONES}{_SILENCERS}{_FOLLOWING}][{_MARKS}]|[{_ABOVE_BELOW}]{{2}}"
    f"|\u0e4d\u0e32|([{_FOLLOWING}])\\1"
)
# Where none of these is found no rule below has anything to do, and that is nearly everywhere. Five
# searches for single characters and short repeats take a tenth of the time of the rules.
_UNTIDY: Final = tuple(
    re.compile(pattern)
    for pattern in (
        # Printable ASCII, the Thai letters and marks in common use, dashes and quotation marks are
        # tidy by themselves.
        "[^ -~\u0e01-\u0e3a\u0e3f-\u0e44\u0e46-\u0e4c\u2010-\u2027]",
        r"(.)\1\1",
        f"([{_LEADING}{_FOLLOWING}\u0e46 ])\\1|\u0e46 \u0e46",
        # Marks stand on a consonant, and on a mark above or below only those of other kinds.
        f"[{_MARKS}](?:(?<![{_CONSONANTS}].)(?<![{_ABOVE_BELOW}].)|(?<=[{_ABOVE_BELOW}]{{2}}))",
        r"[^\w\s]{33}",
    )
)
_NOT_ABOVE_BELOW = re.compile(f"[^{_ABOVE_BELOW}]")
_NOT_TONES = re.compile(f"[^{_TONES}]")
_NOT_SILENCERS = re.compile(f"[^{_SILENCERS}]")
_NOT_FOLLOWING = re.compile(f"[^{_FOLLOWING}]")


def _rules(*rules: tuple[str, str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), replacement) for pattern, replacement in rules)


# In every list no rule makes work for one before it, so that once through is enough.
_LETTER_RULES: Final = _rules(
    # Marks of other scripts have no place on a Thai letter; punctuation and emoji are spared.
    (
        f"(?<=[{_THAI}])"
        r"[^\w\s\x00-\u02ff\u0e00-\u0e7f\u2000-\u20cf\u2100-\u2bff\u2e00-\u3020\u3030-\u303f"
        r"\ufe10-\ufe1f\ufe30-\uff65\uffe0-\uffef\U0001f000-\U0001fbff]+",
        "",
    ),
    ("(?<![\u0e24\u0e26])\u0e45", "\u0e32"),
    # Two typed sara e are a sara ae.
    ("\u0e40{2,}", "\u0e41"),
    (f"([{_LEADING}])\\1+", r"\1"),
)
_REPEAT_RULES: Final = _rules(
    # Marks without a letter.
    (f"(?<![{_THAI}])[{_MARKS}]+", ""),
    # Three may be right where two words meet (คะแนนนิยม), unless only ๆ follows, and where they
    # stand alone (ททท).
    (f"([{_CONSONANTS}])\\1{{3,}}", r"\1"),
    (f"(?<=[{_THAI}])([{_CONSONANTS}])(?<!\\1\\1)\\1{{2}}(?![{_WRITTEN}])", r"\1"),
    # English doubles letters inside a word (cool), hardly at its end. A word may begin with
    # three (www), and III is a number.
    (r"(?<=[A-Za-z])([A-HJ-Za-z])(?<!\1\1)\1{2,}(?=[A-Za-z])", r"\1\1"),
    (r"(?<=[A-Za-z])([A-HJ-Za-z])(?<!\1\1)\1{2,}", r"\1"),
    (r"([^\w\s])\1{2,}", r"\1"),
    (r"\s+", " "),
    ("\u0e46(?: ?\u0e46)+", "\u0e46"),
)


def normalise(text: str) -> str:
    """Give `text` in the one spelling that everything in this package matches on.

    Invisible characters go, marks come into standard order, letters that are repeated for
    emphasis and repeated ๆ are folded, Thai digits become Arabic ones, white space becomes
    single spaces. Case stays, because labels are cut from the result. What is normalised already
    stays as it is.

    Args:
        text: Any string, hostile ones too; what lies beyond `MAX_CHARS` is ignored.

    Returns:
        At most `MAX_CHARS` characters.
    """
    text = text[:MAX_CHARS]
    if any(pattern.search(text) for pattern in _UNTIDY):
        text = _tidied(text)
    return text.strip()


def _tidied(text: str) -> str:
    """Apply all rules."""
    text = _INVISIBLE.sub("", text.translate(_DIGITS))
    text = _MANY_SIGNS.sub(r"\1", _LETTER_EMOJI.sub(" ", text))
    text = unicodedata.normalize("NFC", text)[:MAX_CHARS]
    for pattern, replacement in _LETTER_RULES:
        text = pattern.sub(replacement, text)
    if _OUT_OF_ORDER.search(text):
        text = _CLUSTER.sub(_in_order, text)
    for pattern, replacement in _REPEAT_RULES:
        text = pattern.sub(replacement, text)
    return text


def _in_order(match: re.Match[str]) -> str:
    """Order what was typed after one consonant: vowels above or below, one tone, vowels behind."""
    typed = match.group()
    vowels = "".join(dict.fromkeys(_NOT_ABOVE_BELOW.sub("", typed)))
    tone = _NOT_TONES.sub("", typed)[-1:]
    silencers = "".join(dict.fromkeys(_NOT_SILENCERS.sub("", typed)))
    following = _NOT_FOLLOWING.sub("", typed)
    joined = f"{silencers}{following}".replace("\u0e4d\u0e32", "\u0e33")
    folded = re.sub(f"([{_FOLLOWING}])\\1+", r"\1", joined)
    return unicodedata.normalize("NFC", f"{vowels}{tone}{folded}")
