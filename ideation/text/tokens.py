"""Thai words: cutting texts into them, and finding the words that hide inside words."""

import functools
import hashlib
import re
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Final

from ideation.text.normalise import normalise

TOKENISER: Final = "nlpo3/pythainlp/2"
"""Segmenter, dictionary and version of the rules here: what compares texts by words names it."""

MAX_INNER_WORDS: Final = 2_000
"""At most so many different inner words are kept of one text."""

_LOADING: Final = threading.Lock()
_LONGEST_INNER_WORD: Final = 20
# As many runs of letters as 22,000 news titles hold; they take 30 MB.
_REMEMBERED: Final = 65_536
# The segmenter looks at every earlier break again when breaks are ambiguous, so that its time grows
# with the square of a run of repeated syllables. Windows keep it linear.
_WINDOW: Final = 120
# A place to cut a text at is looked for so far before and behind the longest that it may be.
_LOOK_BACK: Final = 80
_LOOK_AHEAD: Final = 40

_THAI: Final = "\u0e01-\u0e3a\u0e40-\u0e45\u0e47-\u0e4e"
_CONSONANTS: Final = "\u0e01-\u0e2e"
_LETTER: Final = r"[^\W_\u0e00-\u0e7f]"
_CHUNK: Final = "[A-Za-z0-9_.+%-]"
# Addresses begin only where such characters begin: with a try at every letter, the time would grow
# with the square of a long run of them.
_MAIL: Final = rf"(?<!{_CHUNK}){_CHUNK}+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
_LINK: Final = (
    r"(?i:https?://|www\.)[!-~]+"
    rf"|(?<!{_CHUNK})(?:[A-Za-z0-9-]+\.)+(?i:com|net|org|info|app|th|io|me|ly|gl|gle|be|co)"
    r"(?![\w-])(?:[/:?][!-~]*)?"
)
_MENTION: Final = "@[A-Za-z0-9_]+(?:[.-][A-Za-z0-9_]+)*"
_RUNS = re.compile(
    # The segmenter must see the dots of an abbreviation (พ.ร.บ., รพ.), not the stop of a sentence.
    rf"(?P<thai>(?<![{_THAI}])[{_CONSONANTS}]{{2,4}}\.(?:[{_CONSONANTS}]{{1,3}}(?![{_THAI}])\.?)*"
    rf"|[{_THAI}]+(?:(?:\.[{_CONSONANTS}]{{1,3}}(?![{_THAI}]))+\.?)?)"
    # Three words or more are a sentence; two may be a name (YouTube).
    r"|(?P<sentence>(?<=#)(?:[A-Z][a-z]+){3,}(?![A-Za-z0-9]))"
    rf"|(?P<repeat>\u0e46)|{_MAIL}|{_LINK}|{_MENTION}"
    rf"|{_LETTER}+(?:[.,'’-]{_LETTER}+)*"
)
_CAPITALISED = re.compile("[A-Z][a-z]+")
_NO_MATTER = re.compile(rf"[\d.,'’-]+|(?:h[aeiu])+h?|{_LINK}")
_REPETITION: Final = "\u0e46"
_STARTS_MID_CLUSTER: Final = frozenset("ะัาำิีึืฺุู็่้๊๋์ํ๎ๅๆ")
_LEADING_VOWELS: Final = frozenset("เแโใไ")
_own_terms: frozenset[str] = frozenset()


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
    _segmenter(_own_terms)
    variants()


def extend_dictionary(terms: Iterable[str]) -> None:
    """Let the segmenter know further words, such as the names an agency gives its services.

    It is cheap: the list is loaded by the next text, and once more only if the terms are others.
    Texts that were cut before keep their words.

    Args:
        terms: All of them, in place of those given before; words without spaces.
    """
    global _own_terms
    _own_terms = frozenset(normalise(term).lower() for term in terms)


def own_terms() -> frozenset[str]:
    """Give what the dictionary was extended by, so that another process can be told."""
    return _own_terms


def rules() -> str:
    """Name what texts are cut by now: the tokeniser, and the terms that the dictionary got.

    Returns:
        At most 40 characters; words that were stored under another name are to be made anew.
    """
    if not _own_terms:
        return TOKENISER
    digest = hashlib.sha256("\n".join(sorted(_own_terms)).encode("utf-8", "surrogatepass"))
    return f"{TOKENISER}+{digest.hexdigest()[:8]}"


def tokenise(text: str) -> list[str]:
    """Cut a text into lower-case words in standard spelling.

    White space, punctuation, emoji and ๆ are left out. Links, e-mail addresses and mentions are one
    word each.

    Args:
        text: Any text; it is normalised first.

    Returns:
        The words in order, with repeats.
    """
    return words_of(normalise(text))


def words_of(clean: str) -> list[str]:
    """Do as `tokenise` does with a text that is already normalised, in its own case."""
    return [word for words in _word_runs(clean) for word in words]


def word_spans(clean: str) -> list[tuple[int, int]]:
    """Find the words of a text that is already normalised, as they were typed.

    Args:
        clean: What `normalise` gave, in its own case.

    Returns:
        Start and end of each word in `clean`, in order; ๆ is one by itself.
    """
    spans: list[tuple[int, int]] = []
    for run in _RUNS.finditer(clean):
        if run.lastgroup == "thai":
            spans.extend(_thai_spans(run.group(), run.start()))
        elif run.lastgroup == "sentence":
            spans.extend(part.span() for part in _CAPITALISED.finditer(clean, *run.span()))
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
    """Drop particles, common function words, laughter, numbers, addresses and single letters.

    Words that carry policy (ไม่ ควร เพิ่ม น้อย ใหม่ ...) stay, although lists of Thai stop words
    hold them.

    Args:
        tokens: Words as `tokenise` gives them, or as they were typed, in lower case.

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
        Its words, and the dictionary words inside its unspaced runs, all in standard spelling.
    """
    runs = list(_word_runs(normalise(text)))
    other_spellings = variants()
    words = dict.fromkeys(word for run in runs for word in run)
    inner: dict[str, None] = {}
    for run in runs:
        for word in _words_inside("".join(run)):
            if word not in words and word not in other_spellings:
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


def dictionary() -> frozenset[str]:
    """Every word the segmenter knows, typed in its standard spelling or another."""
    return _dictionary(_own_terms)


@functools.cache
def variants() -> Mapping[str, str]:
    """Other spellings in lower case, each with the standard one."""
    return dict(line.split("\t") for line in _word_file("variants.txt"))


@functools.cache
def _dictionary(own_terms: frozenset[str]) -> frozenset[str]:
    from pythainlp.corpus import thai_words

    spellings = variants()
    words = thai_words() | _word_file("policy_words.txt") | own_terms
    words |= spellings.keys() | frozenset(spellings.values())
    # Many leave the last dot out (พ.ร.บ).
    words |= {word[:-1] for word in words if word.count(".") > 1 and word.endswith(".")}
    # ๆ ends every word: ช้าๆ is found by ช้า.
    bare = (word.rstrip(_REPETITION) for word in words)
    return frozenset(
        word for word in bare if len(word) > 1 and " " not in word and _REPETITION not in word
    )


@functools.cache
def _word_file(name: str) -> frozenset[str]:
    lines = files("ideation.text").joinpath(name).read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip())


def _is_word(token: str) -> bool:
    return token[0] >= "\u0e01" or not ("@" in token or _NO_MATTER.fullmatch(token))


def _segmenter(own_terms: frozenset[str]) -> Callable[[str], list[str]]:
    # Two threads that load the same dictionary at once make nlpo3 fail.
    with _LOADING:
        return _loaded_segmenter(own_terms)


@functools.cache
def _loaded_segmenter(own_terms: frozenset[str]) -> Callable[[str], list[str]]:
    """Load a dictionary once in a process.

    pythainlp's `word_tokenize(engine="nlpo3")` would ignore a dictionary of one's own, and nlpo3
    never loads a second one under the same name.
    """
    from nlpo3 import load_dict, segment

    name = hashlib.sha256("\n".join(sorted(own_terms)).encode()).hexdigest()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "words.txt"
        path.write_text("\n".join(sorted(_dictionary(own_terms))), encoding="utf-8")
        message, loaded = load_dict(str(path), name)
    if not loaded:
        raise RuntimeError(f"The word segmenter could not load its dictionary: {message}")
    return functools.partial(segment, dict_name=name)


@functools.lru_cache(maxsize=_REMEMBERED)
def _segment(window: str, own_terms: frozenset[str]) -> tuple[str, ...]:
    """Segment one window.

    The cache spares what a round says again and again, what is read once for vectors and once for
    labels, and hostile repetitions, the slowest of all texts.
    """
    # One object for each word keeps the cache at half a kilobyte an entry.
    return tuple(map(sys.intern, _segmenter(own_terms)(window)))


def _word_runs(clean: str) -> Iterator[Sequence[str]]:
    """Give the words of each unbroken run of one script, in lower case and standard spelling."""
    standard = variants()
    for run in _RUNS.finditer(clean):
        if run.lastgroup == "thai":
            yield _thai_words(run.group())
        elif run.lastgroup == "sentence":
            yield [word.lower() for word in _CAPITALISED.findall(run.group())]
        elif run.lastgroup != "repeat":
            word = run.group().lower()
            yield (standard.get(word, word),)


def _thai_words(run: str) -> Sequence[str]:
    standard = variants()
    words = _cut(run)
    if not standard.keys().isdisjoint(words):
        # Cut once more, for the standard spelling may be part of a compound (กฏหมายอาญา).
        words = _cut("".join(standard.get(word, word) for word in words))
    if "." in run:
        return [bare for word in words if (bare := word.replace(".", ""))]
    return words


def _thai_spans(run: str, offset: int) -> Iterator[tuple[int, int]]:
    words = _cut(run)
    spans = pairwise(accumulate(map(len, words), initial=offset))
    if "." not in run:
        return spans
    return _without_dots(words, spans)


def _without_dots(
    words: Sequence[str], spans: Iterable[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    for word, (start, end) in zip(words, spans, strict=True):
        dots = len(word) - len(word.lstrip("."))
        if dots < len(word):
            yield start + dots, end


def _cut(run: str) -> Sequence[str]:
    """Segment a run of Thai letters, in windows if it is long."""
    if len(run) <= _WINDOW:
        return _segment(run, _own_terms)
    words: list[str] = []
    start = 0
    while start < len(run):
        window = _segment(run[start : start + _WINDOW], _own_terms)
        if start + _WINDOW < len(run) and len(window) > 2:
            # The last two words of a window may be cut short; the next window begins with them.
            window = window[:-2]
        words.extend(window)
        start += sum(map(len, window))
    return words


def _words_inside(run: str) -> Iterator[str]:
    known = dictionary()
    ends = [end for end in range(1, len(run) + 1) if _is_break(run, end)]
    starts = [0, *ends[:-1]]
    for index, start in enumerate(starts):
        for later in range(index, len(ends)):
            end = ends[later]
            if end - start > _LONGEST_INNER_WORD:
                break
            if end - start > 1 and run[start:end] in known:
                yield run[start:end]


def _is_break(run: str, position: int) -> bool:
    """Say whether no written cluster is torn between `position` - 1 and `position`."""
    if run[position - 1] in _LEADING_VOWELS:
        return False
    return position == len(run) or run[position] not in _STARTS_MID_CLUSTER
