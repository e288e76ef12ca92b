"""Which row of the database stands for the vector space that this process works in."""

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert

from ideation.core import clock
from ideation.diagnose.models import TextSpace
from ideation.extensions import db
from ideation.text.space import BackgroundSpace


def active_space_id() -> int:
    """Return the id of the space of this process, and make its row the first time.

    The id is looked up each time and not kept: one row by a unique index costs less than
    a stale id that some restored or emptied database no longer knows.
    """
    name = BackgroundSpace.load().name
    known = select(TextSpace.id).where(TextSpace.name == name)
    found = db.session.scalar(known)
    if found is None:
        none_active = ~exists().where(TextSpace.active)
        db.session.execute(
            insert(TextSpace)
            .values(name=name, active=select(none_active).scalar_subquery(), created_at=clock.now())
            .on_conflict_do_nothing()
        )
        found = db.session.scalars(known).one()
    return found
