"""Measures how surely near-duplicates are found among real texts, and how fast.

Run `python -m benchmarks.duplicates` from the top of the tree; see benchmarks/README.md.

Real texts that differ from one another are put into one file together with a changed copy of each.
A listed pair is right if one of its texts was made from the other, and wrong if both come from
different real texts. The sets hold near repeats of their own, which nobody made for this: of real
texts that difflib, which knows nothing of this product, finds alike in 90 % of their letters, only
one is taken.
"""

import argparse
import csv
import difflib
import json
import lzma
import random
import re
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice, pairwise
from typing import Any

import psutil

from benchmarks.report import DATA, show
from ideation.text import NearDuplicates
from ideation.text.tokens import word_spans

SIZE = 4_000
LEAST_LETTERS = 25
SENTENCE = 60
MANY = 100_000
ALIKE = 0.9

# The middle of a Kedmanee keyboard, row by row.
KEYS = ("ๅ/_ภถุึคตจขช", "ๆไำพะัีรนยบล", "ฟหกดเ้่าสวง", "ผปแอิืทมใฝ")
TONES = "่้๊๋์็"
PARTICLES = ("ครับ", "ค่ะ", "นะคะ", "นะครับ", "คะ")
SPOKEN = re.compile("(?:นะ)?(?:ครับ|ค่ะ|คะ(?!แนน))")
THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def neighbours() -> dict[str, str]:
    """Return the keys beside, above and below each key."""
    beside = [pair for row in KEYS for pair in pairwise(row)]
    below = [pair for rows in pairwise(KEYS) for pair in zip(*rows, strict=False)]
    found: dict[str, str] = {}
    for one, other in [*beside, *below]:
        found[one] = found.get(one, "") + other
        found[other] = found.get(other, "") + one
    return found


NEAR = neighbours()


def typo(text: str, dice: random.Random) -> str:
    """Swap, drop, double or miss a letter, or forget a tone mark."""
    kind = dice.choice(("swap", "drop", "double", "key", "tone"))
    if kind == "tone" and (marks := [i for i, letter in enumerate(text) if letter in TONES]):
        place = dice.choice(marks)
        return text[:place] + text[place + 1 :]
    place = dice.choice(letters(text[:-1]))
    before, letter, after = text[:place], text[place], text[place + 1 :]
    changed = {
        "swap": after[:1] + letter + after[1:],
        "double": letter * 2 + after,
        "key": dice.choice(NEAR.get(letter, "่")) + after,
    }
    return before + changed.get(kind, after)


def one_typo(text: str, dice: random.Random) -> str:
    """Make one typo."""
    return typo(text, dice)


def two_typos(text: str, dice: random.Random) -> str:
    """Make two typos."""
    return typo(typo(text, dice), dice)


def particles(text: str, dice: random.Random) -> str:
    """Take the polite particles away, or add one or two."""
    if SPOKEN.search(text) and dice.random() < 0.5:
        return SPOKEN.sub("", text)
    words = text.split(" ")
    place = dice.randrange(len(words))
    words[place] += dice.choice(("", " ")) + dice.choice(PARTICLES)
    return " ".join(words) + dice.choice(("", " " + dice.choice(PARTICLES)))


def spaces(text: str, dice: random.Random) -> str:
    """Take all spaces away, or put one to four in."""
    if " " in text and dice.random() < 0.5:
        return text.replace(" ", "")
    for _time in range(dice.randint(1, 4)):
        place = dice.randrange(1, len(text))
        text = text[:place] + " " + text[place:]
    return text


def digits(text: str, dice: random.Random) -> str:
    """Change the digits, write them the other way, or add a number where there is none."""
    if not re.search("[0-9]", text):
        return f"{text} {dice.randint(1, 999)}"
    if dice.random() < 0.4:
        return text.translate(THAI_DIGITS)
    return re.sub("[0-9]", lambda _match: str(dice.randint(0, 9)), text)


def order(text: str, dice: random.Random) -> str:
    """Let two clauses change places: at a space, or between words where there is none."""
    words = text.split(" ")
    if len(words) > 1:
        place = dice.randrange(1, len(words))
        return " ".join(words[place:] + words[:place])
    places = [start for start, _end in word_spans(text)][1:] or [len(text) // 2]
    place = dice.choice(places)
    return f"{text[place:]} {text[:place]}"


def typos(text: str, dice: random.Random) -> str:
    """Make one or two typos."""
    return dice.choice((one_typo, two_typos))(text, dice)


def two_kinds(text: str, dice: random.Random) -> str:
    """Change a text in two ways."""
    for change in dice.sample((typos, particles, spaces, digits, order), 2):
        text = change(text, dice)
    return text


CHANGES: tuple[Callable[[str, random.Random], str], ...] = (
    *(one_typo, two_typos, particles, spaces, digits, order, two_kinds),
)


def labelled(name: str) -> dict[str, str]:
    """Return the different texts of a set that are long enough, with their labels."""
    with (DATA / name).open(encoding="utf-8") as lines:
        rows = [(row["text"], row["label"]) for row in csv.DictReader(lines)]
    return {text: label for text, label in rows if len(letters(text)) >= LEAST_LETTERS}


def letters(text: str) -> list[int]:
    """Return the places of the letters and marks of a text."""
    return [place for place, c in enumerate(text) if c.isalpha() or "\u0e30" <= c <= "\u0e4e"]


def sentences() -> Iterator[str]:
    """Yield passages of government news, of 60 letters or a little more."""
    with lzma.open(DATA / "thaigov_corpus.txt.xz", "rt", encoding="utf-8") as articles:
        for article in articles:
            passage = ""
            for phrase in article.rstrip("\n").split("\t")[-1].split(" "):
                passage = f"{passage} {phrase}".strip()
                if len(passage) >= SENTENCE:
                    if len(letters(passage)) >= LEAST_LETTERS:
                        yield passage
                    passage = ""


def passages() -> dict[str, str]:
    """Return different passages of the corpus, all of one label."""
    return dict.fromkeys(islice(sentences(), 20_000), "news")


SETS: dict[str, Callable[[], dict[str, str]]] = {
    "call centre": lambda: labelled("truevoice_object.csv"),
    "news titles": lambda: labelled("thaigov_titles.csv"),
    "news sentences": passages,
}


def different(texts: list[str]) -> list[str]:
    """Keep texts that are not alike by the measure of difflib; only near ones are measured."""
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(analyzer="char", ngram_range=(2, 4), dtype=np.float32)
    rows = vectors.fit_transform(texts)
    dropped: set[int] = set()
    for start in range(0, len(texts), 500):
        nearness = (rows[start : start + 500] @ rows.T).tocoo()
        near = nearness.data >= 0.4
        for i, j in zip(nearness.row[near] + start, nearness.col[near], strict=True):
            if i < j and i not in dropped and j not in dropped and alike(texts[i], texts[j]):
                dropped.add(j)
    return [text for i, text in enumerate(texts) if i not in dropped]


def alike(one: str, other: str) -> bool:
    """Say whether nine of ten letters are the same and in the same order."""
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE


def measure(title: str, seed: int) -> list[dict[str, Any]]:
    """Return a row of figures for each kind of change, and one for all."""
    dice = random.Random(seed)  # noqa: S311  # a sample, not a secret
    labels = SETS[title]()
    originals = different(dice.sample(sorted(labels), min(SIZE, len(labels))))
    changes = [CHANGES[number % len(CHANGES)] for number in range(len(originals))]
    copies = [change(text, dice) for text, change in zip(originals, changes, strict=True)]
    found = NearDuplicates().fit([*originals, *copies])
    sources = found.pairs_ % len(originals)
    right = {one for one, other in sources.tolist() if one == other}
    wrong = [(one, other) for one, other in sources.tolist() if one != other]
    same_label = sum(labels[originals[one]] == labels[originals[other]] for one, other in wrong)
    asked = Counter(change.__name__ for change in changes)
    met = Counter(changes[row].__name__ for row in right)
    rows = [
        {
            "set": title,
            "change": name,
            "texts": asked[name],
            "recall": share(met[name], asked[name]),
        }
        for name in asked
    ]
    rows.append(
        {
            "set": title,
            "change": "all",
            "texts": len(originals),
            "recall": share(len(right), len(originals)),
        }
    )
    precision = share(len(right), len(right) + len(wrong))
    for row in rows:
        row |= {"precision": "", "wrong": "", "wrong_same_label": ""}
    rows[-1] |= {"precision": precision, "wrong": len(wrong), "wrong_same_label": same_label}
    return rows


def share(part: int, whole: int) -> str:
    """Write a share with three decimals."""
    return f"{part / max(1, whole):.3f}"


def measure_speed(source: str) -> dict[str, Any]:
    """Measure 100,000 texts in this process, whose memory is then the method's own."""
    if source == "sentences":
        texts = list(islice(sentences(), MANY))
    else:
        dice = random.Random(0)  # noqa: S311  # see above
        real = sorted(labelled("truevoice_object.csv"))
        texts = [two_kinds(text, dice) for text in real * (MANY // len(real) + 1)][:MANY]
    started, used = time.perf_counter(), cpu_seconds()
    found = NearDuplicates(n_jobs=2).fit(texts)
    return {
        "texts": f"{len(texts):,} {source}",
        "pairs": len(found.pairs_),
        "seconds": round(time.perf_counter() - started, 1),
        "cpu_seconds": round(cpu_seconds() - used, 1),
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "helpers_rss_mb": sum(helper.memory_info().rss for helper in helpers()) >> 20,
    }


def helpers() -> list[psutil.Process]:
    """Return the processes that help this one, which stay for a while."""
    return psutil.Process().children(recursive=True)


def cpu_seconds() -> float:
    """Return the processor time of this process and its helpers."""
    return sum(sum(process.cpu_times()[:2]) for process in [psutil.Process(), *helpers()])


def in_own_process(source: str) -> dict[str, Any]:
    """Measure the speed in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.duplicates", "--only", source]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8")
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def main() -> None:
    """Measure everything, print tables and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=("sentences", "changed"), help=argparse.SUPPRESS)
    parser.add_argument("--seed", type=int, default=0, help="of the sample and the changes")
    arguments = parser.parse_args()
    if arguments.only:
        print(json.dumps(measure_speed(arguments.only)))
        return
    rows = [row for title in SETS for row in measure(title, arguments.seed)]
    show("duplicates", f"Near-duplicates found, seed {arguments.seed}", rows)
    speed = [in_own_process("sentences"), in_own_process("changed")]
    show("duplicates_speed", "Near-duplicates among many texts", speed)


if __name__ == "__main__":
    main()
