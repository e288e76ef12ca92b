"""Thai texts to words, vectors, themes and labels: a library without a database or the web.

Importing it is cheap; scikit-learn and the dictionaries are loaded by the first call that needs
them.
"""

from ideation.text.duplicates import NearDuplicates, copy_keys
from ideation.text.encoder import EncoderError, SentenceEncoder
from ideation.text.engine import (
    ThemeProposal,
    describe,
    input_hash,
    propose_themes,
    split_in_two,
)
from ideation.text.identity import Placement, Reconciled, reconcile
from ideation.text.labels import ProposedTheme
from ideation.text.normalise import MAX_CHARS, normalise
from ideation.text.placer import UNCLEAR_BELOW
from ideation.text.space import BackgroundSpace
from ideation.text.terms import TermSpace
from ideation.text.themes import ThemeClusterer
from ideation.text.tokens import (
    TOKENISER,
    SearchTerms,
    content_words,
    extend_dictionary,
    query_terms,
    search_terms,
    tokenise,
)
from ideation.text.trends import Counts, Trend, find_trends, fits_worse
from ideation.text.vectoriser import TextVectoriser
from ideation.text.wording import Wording, wording_of, wording_score

__all__ = [
    "MAX_CHARS",
    "TOKENISER",
    "UNCLEAR_BELOW",
    "BackgroundSpace",
    "Counts",
    "EncoderError",
    "NearDuplicates",
    "Placement",
    "ProposedTheme",
    "Reconciled",
    "SearchTerms",
    "SentenceEncoder",
    "TermSpace",
    "TextVectoriser",
    "ThemeClusterer",
    "ThemeProposal",
    "Trend",
    "Wording",
    "content_words",
    "copy_keys",
    "describe",
    "extend_dictionary",
    "find_trends",
    "fits_worse",
    "input_hash",
    "normalise",
    "propose_themes",
    "query_terms",
    "reconcile",
    "search_terms",
    "split_in_two",
    "tokenise",
    "wording_of",
    "wording_score",
]
