"""Where an account is signed in: one row for each browser, which can be ended from elsewhere."""

from datetime import datetime, timedelta

from sqlalchemy import exists, select, update

from ideation.accounts.models import Account, Membership, SignInSession
from ideation.core import events, ids
from ideation.core.errors import NotFound
from ideation.core.i18n import _l
from ideation.extensions import db

SEEN_EVERY = timedelta(minutes=1)
LONGEST_REST = timedelta(days=30)
LONGEST_STAFF_REST = timedelta(hours=12)
_LONGEST_DEVICE = 200


def begin_session(account: Account, device: str, *, now: datetime) -> str:
    """Note that an account has signed in from a browser.

    Args:
        account: who has passed every step of the sign-in.
        device: words a person knows the browser by, such as `Chrome on Android`.
        now: the present moment.

    Returns:
        the token that the browser's session cookie keeps; only its hash is stored.
    """
    token = ids.new_token()
    begun = SignInSession(
        account_id=account.id,
        token_hash=ids.hash_token(token),
        device=device[:_LONGEST_DEVICE],
        created_at=now,
        last_seen_at=now,
    )
    db.session.add(begun)
    events.record(db.session(), "account.signed_in", begun, now=now, actor=account)
    db.session.commit()
    return token


def continue_session(token: str, uniquifier: str, *, now: datetime) -> bool:
    """Tell whether a browser is still signed in, and note at most once a minute that it was seen.

    A session that nobody used for a month is over; for staff, after half a day.

    Args:
        token: what `begin_session` gave.
        uniquifier: the account that the browser's cookie names.
        now: the present moment.
    """
    works_for_agency = exists().where(
        Membership.account_id == Account.id, Membership.ended_at.is_(None)
    )
    found = db.session.execute(
        select(SignInSession, works_for_agency)
        .join(Account, Account.id == SignInSession.account_id)
        .where(
            SignInSession.token_hash == ids.hash_token(token),
            SignInSession.ended_at.is_(None),
            Account.fs_uniquifier == uniquifier,
            Account.active,
        )
    ).one_or_none()
    if found is None:
        return False
    current, is_staff = found
    rest = now - current.last_seen_at
    if rest > (LONGEST_STAFF_REST if is_staff else LONGEST_REST):
        return False
    if rest > SEEN_EVERY:
        current.last_seen_at = now
        db.session.commit()
    return True


def list_sessions(account: Account, *, now: datetime) -> list[SignInSession]:
    """Return where an account is signed in, last seen first."""
    query = (
        select(SignInSession)
        .where(
            SignInSession.account_id == account.id,
            SignInSession.ended_at.is_(None),
            SignInSession.last_seen_at > now - LONGEST_REST,
        )
        .order_by(SignInSession.last_seen_at.desc(), SignInSession.id.desc())
    )
    return list(db.session.scalars(query))


def is_token_of(token: str | None, listed: SignInSession) -> bool:
    """Tell whether a browser's token belongs to a listed session, to mark it as this one."""
    return token is not None and ids.hash_token(token) == listed.token_hash


def end_session(account: Account, session_id: int, *, now: datetime) -> None:
    """Sign one browser out.

    Raises:
        NotFound: the account has no such session.
    """
    ended = db.session.scalar(
        select(SignInSession).where(
            SignInSession.id == session_id, SignInSession.account_id == account.id
        )
    )
    if ended is None:
        raise NotFound(_l("This device is not in your list."))
    if ended.ended_at is None:
        ended.ended_at = now
        events.record(db.session(), "account.session_ended", ended, now=now, actor=account)
    db.session.commit()


def end_session_of(token: str, *, now: datetime) -> None:
    """End the session of the browser that signs itself out; an unknown token is no error."""
    db.session.execute(
        update(SignInSession)
        .where(SignInSession.token_hash == ids.hash_token(token), SignInSession.ended_at.is_(None))
        .values(ended_at=now)
    )
    db.session.commit()


def end_other_sessions(account: Account, token: str | None, *, now: datetime) -> int:
    """Sign an account out everywhere but in the browser that holds `token`.

    Returns:
        how many sessions were ended.
    """
    ended = close_sessions(account, now=now, keep=token)
    if ended:
        events.record(
            db.session(), "account.sessions_ended", account, now=now, actor=account, number=ended
        )
    db.session.commit()
    return ended


def close_sessions(account: Account, *, now: datetime, keep: str | None = None) -> int:
    """Mark an account's sessions as ended, within the caller's use case and its commit."""
    statement = (
        update(SignInSession)
        .where(SignInSession.account_id == account.id, SignInSession.ended_at.is_(None))
        .values(ended_at=now)
        .returning(SignInSession.id)
    )
    if keep is not None:
        statement = statement.where(SignInSession.token_hash != ids.hash_token(keep))
    return len(db.session.scalars(statement).all())
