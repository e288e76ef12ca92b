"""Thai texts to words, vectors, themes and labels: a library without a database or the web.

Importing it is cheap; scikit-learn and the dictionaries are loaded by the first call that needs
them.
"""

from ideation.text.engine import (
    ThemeProposal,
    describe,
    input_hash,
    propose_themes,
    split_in_two,
)
from ideation.text.identity import Placement, Reconciled, nearest_theme, reconcile
from ideation.text.labels import ProposedTheme
from ideation.text.normalise import MAX_CHARS, normalise
from ideation.text.space import BackgroundSpace
from ideation.text.themes import ThemeClusterer
from ideation.text.tokens import (
    SearchTerms,
    content_words,
    query_terms,
    search_terms,
    tokenise,
)

__all__ = [
    "MAX_CHARS",
    "BackgroundSpace",
    "Placement",
    "ProposedTheme",
    "Reconciled",
    "SearchTerms",
    "ThemeClusterer",
    "ThemeProposal",
    "content_words",
    "describe",
    "input_hash",
    "nearest_theme",
    "normalise",
    "propose_themes",
    "query_terms",
    "reconcile",
    "search_terms",
    "split_in_two",
    "tokenise",
]
