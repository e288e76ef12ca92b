"""What objects of this room belong to."""

from ideation.core.registry import Ref
from ideation.discover.models import Need, Statement
from ideation.extensions import db


def theme_of_statement(statement_id: int) -> list[Ref]:
    """Return the theme of a statement."""
    return [("theme", db.session.get_one(Statement, statement_id).theme_id)]


def theme_of_need(need_id: int) -> list[Ref]:
    """Return the theme of a need."""
    return [("theme", db.session.get_one(Need, need_id).theme_id)]
