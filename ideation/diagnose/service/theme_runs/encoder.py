"""What places the texts of a run: the product's own way, or the model of TEXT_ENCODER."""

from ideation.core.settings import settings
from ideation.text.encoder import SentenceEncoder


def chosen_encoder() -> SentenceEncoder | None:
    """Return the encoder that the settings name, or None for the product's own vectoriser."""
    directory = settings().text_encoder
    return None if directory is None else SentenceEncoder(directory)
