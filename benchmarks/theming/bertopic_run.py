"""Runs BERTopic twice on texts and their vectors and prints the topics.

This runs in the environment of BERTopic, where the product is not installed:
`python -m benchmarks.theming.bertopic_run TEXTS.json VECTORS.npy NUMBER`. With NUMBER 0 BERTopic
chooses the number of topics.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.theming.process import timed
from benchmarks.theming.words import newmm


def fit(texts: list[str], vectors: "np.ndarray[Any, Any]", number: int) -> dict[str, Any]:
    """Fit BERTopic as its documentation has it, but for the cutting of words."""
    from bertopic import BERTopic  # type: ignore[import-not-found]
    from sklearn.feature_extraction.text import CountVectorizer

    # As for English it would take all Thai letters out. It counts the texts that it leaves out as
    # one of the topics that are asked for.
    model = BERTopic(
        language="multilingual",
        vectorizer_model=CountVectorizer(tokenizer=newmm, token_pattern=None),
        nr_topics=number + 1 if number else None,
    )
    (topics, _), spent = timed(lambda: model.fit_transform(texts, embeddings=vectors))
    return {
        **spent,
        "topics": [int(topic) for topic in topics],
        "words": {int(topic): list(map(str, words)) for topic, words in top(model)},
    }


def top(model: Any) -> list[tuple[int, list[str]]]:
    """List the words of the three largest topics, to show that they are words."""
    return [(topic, [word for word, _ in model.get_topic(topic)]) for topic in range(3)]


def main() -> None:
    """Run it twice: the first time compiles what the second has ready."""
    texts = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    vectors = np.load(sys.argv[2])
    started = time.perf_counter()
    import bertopic  # noqa: F401

    loading = round(time.perf_counter() - started, 2)
    runs = [fit(texts, vectors, int(sys.argv[3])) for _time in range(2)]
    print(json.dumps({"import_seconds": loading, "runs": runs}))


if __name__ == "__main__":
    main()
