"""Who hears of what."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from ideation.accounts.models import Account
from ideation.core.errors import NotFound
from ideation.core.i18n import _l
from ideation.core.pagination import Page, paginate
from ideation.core.registry import Ref
from ideation.extensions import db
from ideation.notify.models import Follow
from ideation.notify.service import objects


@dataclass(frozen=True)
class Followed:
    """Something an account follows.

    Args:
        ref: the object.
        title: what it is called; empty where it is not public, or not any more.
        path: of its page; empty if it has none.
        chosen: whether the person pressed the button, or follows because they took part.
    """

    ref: Ref
    title: str
    path: str
    chosen: bool


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


def unfollow(account_id: int, ref: Ref, *, even_if_chosen: bool = True) -> None:
    """Let an account hear no more of an object, in the caller's transaction.

    Args:
        account_id: of the account.
        ref: kind and id of the object.
        even_if_chosen: whether it ends although the person asked for it.
    """
    kind, subject_id = ref
    statement = delete(Follow).where(
        Follow.account_id == account_id,
        Follow.subject_kind == kind,
        Follow.subject_id == subject_id,
    )
    if not even_if_chosen:
        statement = statement.where(~Follow.chosen)
    db.session.execute(statement, execution_options={"synchronize_session": False})


def choose_to_follow(ref: Ref, *, actor: Account, now: datetime) -> str:
    """Let the holder of an account hear of an object that the public sees.

    Returns:
        what the object is called.

    Raises:
        NotFound: there is no such object, or it is not public.
    """
    title = objects.titles_of([ref]).get(ref)
    if title is None or not objects.is_public(ref):
        raise NotFound(_l("There is nothing public here to follow."))
    follow(actor.id, ref, now=now, chosen=True)
    db.session.commit()
    return title


def stop_following(ref: Ref, *, actor: Account) -> None:
    """Let the holder of an account hear no more of an object, public or not."""
    unfollow(actor.id, ref)
    db.session.commit()


def is_following(account: Any, ref: Ref) -> bool | None:
    """Tell whether an account hears of an object; None for a visitor, who cannot.

    Args:
        account: who looks at the page of the object, or nobody.
        ref: kind and id of the object.
    """
    if account is None or not account.is_authenticated:
        return None
    kind, subject_id = ref
    query = select(Follow.id).where(
        Follow.account_id == account.id,
        Follow.subject_kind == kind,
        Follow.subject_id == subject_id,
    )
    return db.session.scalar(query) is not None


def followed_by(actor: Account, number: int) -> Page[Followed]:
    """Return one page of what an account follows, the latest first."""
    query = select(Follow).where(Follow.account_id == actor.id).order_by(Follow.id.desc())
    page = paginate(db.session, query, number)
    refs = [(each.subject_kind, each.subject_id) for each in page.items]
    titles = objects.titles_of(refs)
    items = [
        Followed(ref, titles.get(ref, ""), objects.path_of(ref), each.chosen)
        for ref, each in zip(refs, page.items, strict=True)
    ]
    return Page(items, page.number, page.per_page, page.total)
