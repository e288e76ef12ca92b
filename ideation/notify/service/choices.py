"""How often an account is written to."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from ideation.accounts.models import Account
from ideation.core import events
from ideation.extensions import db
from ideation.notify.models import Frequency, MailChoice
from ideation.notify.service import digests


def frequency_of(account_id: int) -> Frequency:
    """Return how often an account wants its news by e-mail."""
    query = select(MailChoice.frequency).where(MailChoice.account_id == account_id)
    return Frequency(db.session.scalar(query) or Frequency.EACH)


def choose(account: Account, frequency: Frequency, *, now: datetime) -> None:
    """Change how often the holder of an account is written to."""
    set_frequency(account, frequency, now=now)
    db.session.commit()


def set_frequency(account: Account, frequency: Frequency, *, now: datetime) -> None:
    """Change how often an account is written to, in the caller's transaction.

    News that wait for a digest go with the next one of the new choice, at once where there is
    none any more, and by no letter at all for `never`.
    """
    if frequency_of(account.id) == frequency:
        return
    values = {"account_id": account.id, "frequency": frequency, "changed_at": now}
    db.session.execute(
        insert(MailChoice)
        .values(values)
        .on_conflict_do_update(index_elements=[MailChoice.account_id], set_=values)
    )
    events.record(
        db.session(), "account.mail_chosen", account, now=now, actor=account, frequency=frequency
    )
    digests.follow_choice(account.id, frequency, now=now)
