"""Thai words: cutting texts into them, and finding the words that hide inside words."""

import functools
import re
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

from ideation.text.normalise import normalise

MAX_INNER_WORDS: Final = 2_000
"""At most so many different inner words are kept of one text."""

_DICTIONARY_NAME: Final = "ideation"
_LOADING: Final = threading.Lock()
_LONGEST_INNER_WORD: Final = 20
# The segmenter looks at every earlier break again when breaks are ambiguous, so that its time grows
# with the square of a run of repeated syllables. Windows keep it linear.
_WINDOW: Final = 120
# A place to cut a text at is looked for so far before and behind the longest that it may be.
_LOOK_BACK: Final = 80
_LOOK_AHEAD: Final = 40

_RUNS = re.compile(
    r"(?P<thai>[\u0e01-\u0e3a\u0e40-\u0e4e]+)"
    r"|(?P<link>(?:https?://|www\.)[^\s\u0e00-\u0e7f]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<other>[^\W_\u0e00-\u0e7f]+(?:[.,'’-][^\W_\u0e00-\u0e7f]+)*)"
)
_DIGITS_ONLY = re.compile(r"[\d.,'’-]+")
_STARTS_MID_CLUSTER: Final = frozenset("ะัาำิีึืฺุู็่้๊๋์ํ๎ๅๆ")
_LEADING_VOWELS: Final = frozenset("เแโใไ")


@dataclass(frozen=True, slots=True)
class SearchTerms:
    """What a text is found by.

    Attributes:
        words: The different tokens, in order of appearance.
        inner: Other dictionary words of two or more characters that occur inside it, at most
            `MAX_INNER_WORDS`.
    """

    words: tuple[str, ...]
    inner: tuple[str, ...]


def load_words() -> None:
    """Load the word list now, half a second of work, instead of at the first text."""
    _segmenter()


def tokenise(text: str) -> list[str]:
    """Cut a text into lower-case words; white space and punctuation are left out.

    Args:
        text: Any text; it is normalised first.

    Returns:
        The words in order, with repeats.
    """
    return words_of(normalise(text).lower())


def words_of(clean: str) -> list[str]:
    """Cut a text that is already normalised, in its own case."""
    return [clean[start:end] for start, end in word_spans(clean)]


def word_spans(clean: str) -> list[tuple[int, int]]:
    """Find the words of a text that is already normalised.

    Args:
        clean: What `normalise` gave.

    Returns:
        Start and end of each word in `clean`, in order.
    """
    spans: list[tuple[int, int]] = []
    for run in _RUNS.finditer(clean):
        if run.lastgroup == "thai":
            spans.extend(_thai_spans(run.group(), run.start()))
        else:
            spans.append(run.span())
    return spans


def last_break(text: str, limit: int) -> int:
    """Find the last place at which a text can be cut without tearing a word.

    Args:
        text: Any text of more than `limit` characters.
        limit: So many characters may come before the cut; 1 or more.

    Returns:
        The end of a word, at most `limit`; `limit` itself, or the end of the written cluster
        before it, where the text shows no word that ends near it.
    """
    start = max(0, limit - _LOOK_BACK)
    # What stands at the end of the window may be cut short, so it reaches beyond the limit.
    spans = word_spans(text[start : limit + _LOOK_AHEAD])
    ends = [start + end for _begin, end in spans if 0 < start + end <= limit]
    if ends:
        return ends[-1]
    breaks = (place for place in range(limit, start, -1) if _is_break(text, place))
    return next(breaks, limit)


def content_words(tokens: Iterable[str]) -> list[str]:
    """Drop particles, common function words, bare numbers, links and single letters.

    Words that carry policy (ไม่ ควร เพิ่ม น้อย ใหม่ ...) stay, although lists of Thai stop words
    hold them.

    Args:
        tokens: Words as `tokenise` gives them.

    Returns:
        The rest, in order, with repeats.
    """
    stop = stop_words()
    return [token for token in tokens if len(token) > 1 and token not in stop and _is_word(token)]


def search_terms(text: str) -> SearchTerms:
    """Take from a text everything that it should be found by.

    Thai compounds are one token; someone who searches for ประชาชน expects to find บัตรประชาชน.

    Args:
        text: Any text.

    Returns:
        Its words, and the dictionary words inside its unspaced runs.
    """
    clean = normalise(text).lower()
    words = dict.fromkeys(clean[start:end] for start, end in word_spans(clean))
    inner: dict[str, None] = {}
    for run in _RUNS.finditer(clean):
        if run.lastgroup != "thai":
            continue
        for word in _words_inside(run.group()):
            if word not in words:
                inner[word] = None
        if len(inner) >= MAX_INNER_WORDS:
            break
    return SearchTerms(tuple(words), tuple(inner)[:MAX_INNER_WORDS])


def query_terms(text: str) -> tuple[str, ...]:
    """Give the different words of a search query, to be matched with `search_terms` of texts.

    Args:
        text: What a person typed into a search box.

    Returns:
        The words in order of appearance, empty if the query holds none.
    """
    return tuple(dict.fromkeys(tokenise(text)))


@functools.cache
def stop_words() -> frozenset[str]:
    """Words that say nothing of a text's matter."""
    from pythainlp.corpus import thai_stopwords

    common = {normalise(word) for word in thai_stopwords()}
    return frozenset((common - _word_file("policy_bearing.txt")) | _word_file("particles.txt"))


@functools.cache
def dictionary() -> frozenset[str]:
    """Every word the segmenter knows: pythainlp's list and the policy terms of this package."""
    from pythainlp.corpus import thai_words

    words = thai_words() | _word_file("policy_words.txt")
    return frozenset(word for word in words if len(word) > 1 and " " not in word)


def _word_file(name: str) -> frozenset[str]:
    lines = files("ideation.text").joinpath(name).read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip())


def _is_word(token: str) -> bool:
    return not (_DIGITS_ONLY.fullmatch(token) or "://" in token or "@" in token)


@functools.cache
def _load_segmenter() -> str:
    """Load the dictionary once in a process.

    pythainlp's `word_tokenize(engine="nlpo3")` would ignore a dictionary of one's own.
    """
    from pythainlp.tokenize.nlpo3 import load_dict

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "words.txt"
        path.write_text("\n".join(sorted(dictionary())), encoding="utf-8")
        if not load_dict(str(path), _DICTIONARY_NAME):
            raise RuntimeError("The word segmenter could not load its dictionary.")
    return _DICTIONARY_NAME


def _segmenter() -> str:
    # Two threads that load the same dictionary at once make nlpo3 fail.
    with _LOADING:
        return _load_segmenter()


@functools.lru_cache(maxsize=2_048)
def _segment(window: str) -> tuple[str, ...]:
    """Segment one window; the cache spares hostile repetitions, the slowest of all texts."""
    from pythainlp.tokenize.nlpo3 import segment

    words: Sequence[str] = segment(window, custom_dict=_segmenter())
    return tuple(words)


def _thai_spans(run: str, offset: int) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(run):
        window = run[start : start + _WINDOW]
        words = _segment(window)
        if start + _WINDOW < len(run) and len(words) > 2:
            # The last two words of a window may be cut short; the next window begins with them.
            words = words[:-2]
        for word in words:
            yield offset + start, offset + start + len(word)
            start += len(word)


def _words_inside(run: str) -> Iterator[str]:
    known = dictionary()
    ends = [end for end in range(1, len(run) + 1) if _is_break(run, end)]
    starts = [0, *ends[:-1]]
    for index, start in enumerate(starts):
        for end in ends[index:]:
            if end - start > _LONGEST_INNER_WORD:
                break
            if end - start > 1 and run[start:end] in known:
                yield run[start:end]


def _is_break(run: str, position: int) -> bool:
    """Say whether no written cluster is torn between `position` - 1 and `position`."""
    if run[position - 1] in _LEADING_VOWELS:
        return False
    return position == len(run) or run[position] not in _STARTS_MID_CLUSTER
