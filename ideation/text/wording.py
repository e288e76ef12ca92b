"""Whether two texts have the same wording: all but typos, particles, spaces, digits and order.

The score is strict on purpose. Texts on one matter share most of their letters too, and differ in
one word: what is asked for, a place, a "not". A difference of one or two letters is therefore cheap
wherever it stands, and a difference of a whole word is dear however long the text is.
"""

import functools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from ideation.text.normalise import MAX_CHARS, normalise
from ideation.text.tokens import dictionary

SHORT: Final = 10
"""Texts of fewer letters have the same wording only if they are equal, digits included."""

# A letter is at its place if it stands in some run of so many letters that the other text has too.
_BLOCK: Final = 4
# From here on a difference counts as another word; it costs so much for each letter at most.
_WORD: Final = 3
# So many slips are looked for before anything else, with the text turned to so many places.
_SLIPS: Final = 2
_ANCHORS: Final = 3
_WORD_COST: Final = 4
_LEAST_WORD: Final = 30
_MOVE_COST: Final = 0.5
# A run of so many letters holds more than slips, and need not be looked at letter by letter.
_LONG_RUN: Final = 12
# With more letters than these at odds, the differences are not paired any more.
_MOST_SLIPS: Final = 200
_REMEMBERED: Final = 4_096

_POLITE: Final = (
    *("นะครับผม", "นะครับ", "นะคับ", "นะคะ", "นะค่ะ", "นะจ๊ะ", "นะจ้ะ", "ครับผม", "ครับ", "คร้าบ"),
    *("ค้าบ", "คับ", "ค่ะ", "คะ", "คร่า", "จ้า", "จ้ะ", "จ๊ะ", "จ๋า", "ฮะ", "ฮ่ะ", "นะ", "น่ะ"),
)
# Inside a word the same letters may mean something (คะแนน, บังคับ, ชนะ), so that most are particles
# only before a space or a sign. These stand in no other word.
_NEVER_INSIDE: Final = ("นะครับ", "นะคะ", "นะค่ะ", "ครับผม", "ครับ", "ค่ะ")
_PARTICLES: Final = re.compile(
    f"{'|'.join(_NEVER_INSIDE)}|(?<!บัง)(?<!ช)(?:{'|'.join(_POLITE)})(?![\u0e01-\u0e4e\\w])"
)
_NO_LETTERS: Final = re.compile(r"[^\w\u0e30-\u0e4e]+|[\d_\u0e2f\u0e46]+")
_SIGNS: Final = re.compile(r"[^\w\u0e30-\u0e4e]+|[_\u0e2f\u0e46]+")
# A mark cannot begin a word: a space before it is a slip, and `normalise` would drop the mark.
# Looking from where the spaces begin only keeps it linear.
_SPACE_BEFORE_MARK: Final = re.compile(r"(?<!\s)\s++(?=[\u0e30-\u0e3a\u0e45\u0e47-\u0e4e])")
_NOT: Final = re.compile("ไม่?")
_OPEN: Final = re.compile("เปิด")
# What goes before is no slip in เปิด, which holds the same letters.
_CLOSED: Final = re.compile("(?<![เแโใไป])ปิด")


class Wording(NamedTuple):
    """What is compared of a text.

    Attributes:
        letters: Its letters with their marks, in order, without polite particles; digits only if
            there are few letters. Empty if the text has neither.
        typed: The letters before anything was put in order, particles included.
    """

    letters: str
    typed: str


def wording_of(text: str) -> Wording:
    """Leave of a text what makes its wording: case, spaces and signs go.

    Args:
        text: Any text; it is normalised first.
    """
    text = text[:MAX_CHARS]
    typed = _NO_LETTERS.sub("", text.lower())
    whole = normalise(_SPACE_BEFORE_MARK.sub("", text)).lower()
    plain = _PARTICLES.sub(" ", whole)
    letters = _NO_LETTERS.sub("", plain)
    if len(letters) < SHORT:
        letters = _SIGNS.sub("", plain) or _SIGNS.sub("", whole)
    return Wording(letters, typed)


def wording_score(one: Wording, other: Wording) -> float:
    """Say how surely two texts have the same wording, in whatever order its parts come.

    Args:
        one: The wording of a text.
        other: That of another; the order of the two does not matter.

    Returns:
        1 for equal texts, less for each letter that differs, 0 where whole words do.
    """
    if one.letters == other.letters:
        return 1.0 if one.letters else 0.0
    one, other = sorted((one, other))
    length = min(len(one.letters), len(other.letters))
    if length < SHORT:
        return 0.0
    if extra := _inserted(one.letters, other.letters):
        cost = _price(extra, "", len(extra))
    else:
        cost = _cost_of_slips(one, other)
    if not extra and cost > _SLIPS + _MOVE_COST:
        cost = _cost(one.letters, other.letters)
    # Two slips are little in 25 letters, and much in ten.
    limit = min(length + 10, 1.5 * length - 6)
    if cost >= limit or _says_otherwise(one.letters, other.letters, cost):
        return 0.0
    return 1 - cost / limit


def _inserted(one: str, other: str) -> str:
    """Give the letters that the longer text has more in one place, if nothing else differs."""
    short, long = sorted((one, other), key=len)
    start, more = _shared_start(short, long), len(long) - len(short)
    return long[start : start + more] if short[start:] == long[start + more :] else ""


def _cost_of_slips(one: Wording, other: Wording) -> float:
    """Count the slips where few of them lead from one text to the other, else give a higher number.

    This is quick, and sees them where they would look dear: in a particle, in a mark, which
    `normalise` would put elsewhere, or where the letters that they made stand in the text too.
    """
    if (slips := _up_to(1, one.letters, other.letters)) == 1:
        return slips
    # Two clauses that change places turn the text like a wheel.
    if len(one.letters) == len(other.letters) and one.letters in other.letters * 2:
        return _MOVE_COST
    pairs = [pair for pair in zip(one, other, strict=True) if _letters_apart(*pair) <= _SLIPS]
    slips = min((_up_to(_SLIPS, *pair) for pair in pairs), default=_SLIPS + 1)
    if slips <= _SLIPS:
        return slips
    turned = min((_up_to_turned(*pair) for pair in pairs), default=_SLIPS + 1)
    return turned + _MOVE_COST


def _letters_apart(one: str, other: str) -> int:
    """Count the slips that the letters alone ask for, wherever they stand."""
    some, others = _letters_of(one), _letters_of(other)
    return max((some - others).total(), (others - some).total())


@functools.lru_cache(maxsize=_REMEMBERED)
def _letters_of(text: str) -> Counter[str]:
    return Counter(text)


def _up_to_turned(one: str, other: str) -> int:
    """Count a few slips between texts of which two clauses may have changed places."""
    slips = _SLIPS + 1
    if abs(len(one) - len(other)) > _SLIPS:
        return slips
    for start in range(0, _ANCHORS * _BLOCK, _BLOCK):
        place = other.find(one[start : start + _BLOCK])
        if place >= 0:
            slips = min(slips, _up_to(_SLIPS, _turned(one, start), _turned(other, place)))
    return slips


def _turned(text: str, start: int) -> str:
    return text[start:] + text[:start]


def _says_otherwise(one: str, other: str, cost: float) -> bool:
    """Find the few letters that turn what is said around, which no count of letters tells."""
    negated = cost >= _WORD and _count(_NOT, one) != _count(_NOT, other)
    opened = _count(_OPEN, one) != _count(_OPEN, other)
    closed = _count(_CLOSED, one) != _count(_CLOSED, other)
    return negated or (opened and closed) or _names_differ(_places(one), _places(other))


def _count(word: re.Pattern[str], text: str) -> int:
    return len(word.findall(text))


def _names_differ(some: Counter[str], others: Counter[str]) -> bool:
    # A place that only one of them names may be a word of the other with a slip in it.
    return bool(some - others) and bool(others - some)


@functools.lru_cache(maxsize=_REMEMBERED)
def _places(text: str) -> Counter[str]:
    return Counter(_provinces().findall(text))


@functools.cache
def _provinces() -> re.Pattern[str]:
    from pythainlp.corpus import provinces

    names: list[str] = sorted(map(str, provinces()), key=len, reverse=True)
    return re.compile("|".join(names))


def _cost(one: str, other: str) -> float:
    """Add up what differs: single letters at their number, whole words at several times theirs."""
    left, left_moves = _left_over(one, other)
    if foreign := _foreign(left):
        return _WORD_COST * foreign
    right, right_moves = _left_over(other, one)
    if foreign := _foreign(right):
        return _WORD_COST * foreign
    # What stands twice in one text and once in the other is at its place in both.
    repeated = abs((len(one) - sum(map(len, left))) - (len(other) - sum(map(len, right))))
    cost = repeated + _MOVE_COST * min(left_moves, right_moves)
    return cost + sum(_price(*differing) for differing in _matched(left, right))


def _foreign(runs: Sequence[str]) -> int:
    """Count the letters that differ, where some stand together or there are too many for slips."""
    number = sum(map(len, runs))
    return number if number > _MOST_SLIPS or any(len(run) > _LONG_RUN for run in runs) else 0


def _left_over(text: str, other: str) -> tuple[list[str], int]:
    """Find what of `text` stands nowhere in `other`.

    Returns:
        The runs of letters that are in no block of `other`, and the number of places at which
        blocks meet that do not in `other`.
    """
    known = _known_blocks(other)
    hits = bytes([block in known for block in _blocks(text)])
    found: list[str] = []
    moves = 0
    missing = hits.find(0)
    while missing >= 0:
        hit = hits.find(1, missing)
        # The block before reaches up to here.
        start = missing + _BLOCK - 1 if missing else 0
        run = text[start:hit] if hit >= 0 else text[start:]
        if run:
            found.append(run)
        else:
            moves += 1
        missing = hits.find(0, hit) if hit >= 0 else -1
    return found, moves


@functools.lru_cache(maxsize=_REMEMBERED)
def _known_blocks(text: str) -> frozenset[str]:
    return frozenset(_blocks(text))


@functools.lru_cache(maxsize=_REMEMBERED)
def _blocks(text: str) -> tuple[str, ...]:
    return tuple([text[start : start + _BLOCK] for start in range(len(text) - _BLOCK + 1)])


def _matched(left: Sequence[str], right: Sequence[str]) -> Iterable[tuple[str, str, int]]:
    """Pair the differences of two texts, those first that pairing spares most.

    Yields:
        Two runs, either of which may be empty, and the number of slips from one to the other.
    """
    spared = sorted(
        (slips - max(len(some), len(others)), i, j, slips)
        for i, some in enumerate(left)
        for j, others in enumerate(right)
        if not set(some).isdisjoint(others)
        and (slips := _slips(some, others)) < max(len(some), len(others))
    )
    free_left, free_right = dict(enumerate(left)), dict(enumerate(right))
    for _spared, i, j, slips in spared:
        if i in free_left and j in free_right:
            yield free_left.pop(i), free_right.pop(j), slips
    for run in [*free_left.values(), *free_right.values()]:
        yield run, "", len(run)


def _price(some: str, others: str, slips: int) -> float:
    if not others and (strange := _from_particle(some)) <= 1:
        return strange
    if slips >= _WORD:
        return max(_LEAST_WORD, slips * _WORD_COST)
    # People who say the same on their own account begin with จะ or ขอ, or with neither.
    is_word = not others and slips > 1 and some in dictionary()
    return slips * _WORD_COST if is_word else slips


@functools.lru_cache(maxsize=_REMEMBERED)
def _from_particle(run: str) -> int:
    """Count the slips from a run to a polite particle, up to 2."""
    # Some particles are one letter away from words, such as จ้ะ from จะ.
    return 0 if run in _POLITE else min(_up_to(1, run, each) for each in _NEVER_INSIDE)


@functools.lru_cache(maxsize=_REMEMBERED)
def _slips(one: str, other: str) -> int:
    """Count the letters to add, drop, replace or swap with the next between two short strings."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, letter in enumerate(one):
        row = [i + 1]
        for j, opposite in enumerate(other):
            best = min(above[j] + (letter != opposite), above[j + 1] + 1, row[j] + 1)
            if i and j and letter == other[j - 1] and one[i - 1] == opposite:
                best = min(best, before[j - 1] + 1)
            row.append(best)
        before, above = above, row
    return above[-1]


def _up_to(most: int, one: str, other: str) -> int:
    """Count the slips between two texts in the same order, or give `most` + 1 if there are more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    same = _shared_start(one, other)
    one, other = one[same:], other[same:]
    same = _shared_start(one[::-1], other[::-1])
    one, other = one[: len(one) - same], other[: len(other) - same]
    if not most or max(len(one), len(other)) <= _BLOCK:
        return min(_slips(one, other) if most else len(one) + len(other), most + 1)
    ways = [(one[1:], other[1:]), (one[1:], other), (one, other[1:])]
    if one[1:2] == other[:1] and other[1:2] == one[:1]:
        ways.append((one[2:], other[2:]))
    return 1 + min(_up_to(most - 1, *rest) for rest in ways)


def _shared_start(one: str, other: str) -> int:
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
