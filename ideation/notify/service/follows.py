"""Who hears of what."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from ideation.core.registry import Ref
from ideation.extensions import db
from ideation.notify.models import Follow


def follow(account_id: int, ref: Ref, *, now: datetime, chosen: bool = False) -> None:
    """Let an account hear of an object, in the caller's transaction; a second time changes nothing.

    Args:
        account_id: of the account.
        ref: kind and id of the object.
        now: the present moment.
        chosen: whether the person asked for it; otherwise they follow because they took part.
    """
    kind, subject_id = ref
    db.session.execute(
        insert(Follow)
        .values(
            account_id=account_id,
            subject_kind=kind,
            subject_id=subject_id,
            chosen=chosen,
            created_at=now,
        )
        .on_conflict_do_nothing(
            index_elements=[Follow.account_id, Follow.subject_kind, Follow.subject_id]
        )
    )


def unfollow(account_id: int, ref: Ref) -> None:
    """Let an account hear no more of an object, in the caller's transaction."""
    kind, subject_id = ref
    db.session.execute(
        delete(Follow).where(
            Follow.account_id == account_id,
            Follow.subject_kind == kind,
            Follow.subject_id == subject_id,
        ),
        execution_options={"synchronize_session": False},
    )
