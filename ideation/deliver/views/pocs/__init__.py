"""The pages of trials: reading, planning, measuring, and taking part."""

from ideation.deliver.views.pocs import measuring, planning, reading, taking_part
from ideation.deliver.views.pocs.blueprint import blueprint

__all__ = ["blueprint", "measuring", "planning", "reading", "taking_part"]
