"""The pages about statements: being asked, the results, suggesting one, and the officers' list."""

from ideation.discover.views.statements import asking, desk, results, suggesting
from ideation.discover.views.statements.blueprint import blueprint

__all__ = ["asking", "blueprint", "desk", "results", "suggesting"]
