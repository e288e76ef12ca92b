"""Submissions: posting, reading, and what their holders do with them."""

from ideation.diagnose.views.submissions import holding, posting, reading
from ideation.diagnose.views.submissions.blueprint import blueprint

__all__ = ["blueprint", "holding", "posting", "reading"]
