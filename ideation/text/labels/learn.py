"""Learning the habits of words from a corpus; nothing that serves requests imports this.

`python -m ideation.text.labels.learn CORPUS > ideation/text/labels/word_habits.txt`
"""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final

from ideation.text.corpus import read_articles
from ideation.text.normalise import normalise
from ideation.text.tokens import stop_words, word_spans

_FEWEST: Final = 10
# A word seen a few times only is thought of as most words are.
_DOUBT: Final = 5
_USUAL: Final = 0.2
# Function words are all listed. Beyond these other words are like any other.
_ENDS: Final = 0.1
_COUNTED: Final = 0.05


def learn_habits(articles: Iterable[str]) -> Iterator[str]:
    """Find the words that seldom end a phrase, often begin one, or often follow a number.

    Thai puts spaces between clauses, so that a space tells where phrases begin and end.

    Args:
        articles: Texts written with care, such as news.

    Yields:
        Lines as `word_habits.txt` has them: word, and the percentages of its occurrences at the
        beginning of an unbroken run of words, at the end of one, and right after a number; the
        most frequent word first.
    """
    seen: Counter[str] = Counter()
    beginning: Counter[str] = Counter()
    ending: Counter[str] = Counter()
    counted: Counter[str] = Counter()
    for article in articles:
        clean = normalise(article)
        spans = word_spans(clean)
        words = [clean[start:end].lower() for start, end in spans]
        gaps = [clean[one[1] : two[0]] for one, two in pairwise(spans)]
        seen.update(words)
        beginning.update(word for word, gap in zip(words, [" ", *gaps], strict=False) if gap)
        ending.update(word for word, gap in zip(words, [*gaps, " "], strict=False) if gap)
        counted.update(
            word
            for before, gap, word in zip(words, gaps, words[1:], strict=False)
            if gap in ("", " ") and before[0].isdigit()
        )
    for word, count in seen.most_common():
        if count < _FEWEST:
            break
        begins = (beginning[word] + _DOUBT * _USUAL) / (count + _DOUBT)
        ends = (ending[word] + _DOUBT * _USUAL) / (count + _DOUBT)
        after = counted[word] / (count + _DOUBT)
        if word in stop_words() or ends < _ENDS or after >= _COUNTED:
            shares = (f"{100 * share:.0f}" for share in (begins, ends, after))
            yield "\t".join((word, *shares))


if __name__ == "__main__":
    for line in learn_habits(read_articles(Path(sys.argv[1]))):
        sys.stdout.write(line + "\n")
