"""Posting a submission, and the receipt for it."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from ideation.accounts.models import Account
from ideation.core import events, formats, ids, work
from ideation.core.errors import Conflict, InvalidInput, NotFound, StageClosed
from ideation.core.i18n import _l
from ideation.core.settings import settings
from ideation.diagnose import words
from ideation.diagnose.models import Kind, NameShown, Submission
from ideation.diagnose.policy import submissions as policy
from ideation.diagnose.service import given, letters
from ideation.extensions import db
from ideation.notify.service import send_later
from ideation.rounds.models import Round, RoundState, Stage
from ideation.rounds.service import get_round

SHORTEST_TOKEN = 32
_BASE32 = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", ids.ALPHABET)


@dataclass(frozen=True)
class Receipt:
    """What a person takes away after posting.

    Args:
        submission: the stored row.
        secret: 26 base32 characters that prove, with the number, that it is theirs.
    """

    submission: Submission
    secret: str


def submit(
    round_slug: str,
    *,
    text: str,
    title: str = "",
    kind: str = Kind.ISSUE,
    province: str | None = None,
    name_shown: str = NameShown.NONE,
    pen_name: str | None = None,
    contact_email: str | None = None,
    consent_version: str | None,
    submit_token: str,
    author: Account | None,
    channel: str,
    language: str,
    now: datetime,
) -> Receipt:
    """Store a submission; the same `submit_token` stores it once and gives the same receipt.

    Args:
        round_slug: the round it is said in.
        text: 1 to 5,000 characters.
        title: up to 150 characters, may be empty.
        kind: a word of `Kind`. A report of wrongdoing never shows a name.
        province: ISO 3166-2:TH number, or None.
        name_shown: a word of `NameShown`; `account` needs an author.
        pen_name: up to 60 characters, for `pen_name` only.
        contact_email: where to tell of changes, or None.
        consent_version: number of the wording agreed to (`diagnose.consent`); None for what
            reached the agency in another way than its own form.
        submit_token: random, at least 32 characters, one for each form shown.
        author: who is signed in, or None.
        channel: a word of `Channel`.
        language: the language to write to the person in, `th` or `en`.
        now: the present moment.

    Raises:
        NotFound: there is no such round for the public.
        StageClosed: the round's Diagnose stage is not open now.
        InvalidInput: something given cannot be used; `field` says what.
    """
    round = get_round(round_slug, viewer=author)
    repeated = _posted(round, submit_token)
    if repeated is not None:
        return repeated
    require_open(round, now)
    values = {
        **given.said(text, title, kind, province),
        **given.name(kind, name_shown, pen_name, author),
        "contact_email": given.email(contact_email),
        "contact_language": language,
        "consent_version": given.agreed(consent_version),
        "channel": channel,
    }
    stored = _insert(round, submit_token, values, author, now)
    if stored is None:
        # Another request with the same form was a moment faster; its row is committed by now.
        return _posted(round, submit_token) or _not_stored()
    events.record(
        db.session(),
        "submission.submitted",
        stored,
        now=now,
        actor=author,
        agency_id=round.agency_id,
        round=round.id,
        channel=channel,
        consent=consent_version,
    )
    work.add(db.session(), "submission.theme", [stored.id], now=now, agency_id=round.agency_id)
    letters.tell(stored, "received", key=f"received:{stored.id}", now=now)
    db.session.commit()
    return Receipt(stored, _secret(submit_token))


def receipt(number: str, submit_token: str) -> Receipt:
    """Return the receipt again to the browser that posted, which still knows its form's token.

    Raises:
        NotFound: the token is not that submission's.
    """
    query = select(Submission).where(
        Submission.number == number, Submission.submit_key == _key(submit_token)
    )
    found = db.session.scalar(query)
    if found is None:
        raise NotFound(_l("There is no receipt to show. Use the number and secret you were given."))
    return Receipt(found, _secret(submit_token))


def send_receipt(number: str, submit_token: str, *, email: str, now: datetime) -> None:
    """Send number and secret to an address of the person's choice.

    Raises:
        NotFound: the token is not that submission's.
    """
    held = receipt(number, submit_token)
    address = given.email(email)
    if address is None:
        raise InvalidInput(_l("Enter your e-mail address."), field="email")
    submission = held.submission
    send_later(
        # Once an hour, so that a lost message can be asked for again but nobody is flooded.
        key=f"receipt:{submission.id}:{address}:{now:%Y%m%d%H}",
        recipient=address,
        language=submission.contact_language,
        template="receipt",
        context={"number": submission.number, "secret": held.secret},
        now=now,
    )
    db.session.commit()


def _insert(
    round: Round, submit_token: str, values: dict[str, Any], author: Account | None, now: datetime
) -> Submission | None:
    """Insert the row, or return None where the form was stored before."""
    statement = (
        insert(Submission)
        .values(
            **values,
            round_id=round.id,
            number=ids.new_number(),
            secret_hash=ids.hash_secret(_secret(submit_token), settings().secret_key),
            submit_key=_key(submit_token),
            author_id=author.id if author else None,
            language=words.language_of(values["text"]),
            said_at=now,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=[Submission.round_id, Submission.submit_key])
        .returning(Submission)
    )
    return db.session.scalars(statement).first()


def _posted(round: Round, submit_token: str) -> Receipt | None:
    if len(submit_token) < SHORTEST_TOKEN:
        raise InvalidInput(_l("The form was not whole. Reload the page and send it again."))
    query = select(Submission).where(
        Submission.round_id == round.id, Submission.submit_key == _key(submit_token)
    )
    found = db.session.scalar(query)
    return Receipt(found, _secret(submit_token)) if found else None


def _not_stored() -> Receipt:
    raise Conflict(_l("We could not store this just now. Send it again."))


def _key(submit_token: str) -> str:
    # Not the token itself: with the key of the installation it gives the secret.
    return ids.hash_token(submit_token)


def _secret(submit_token: str) -> str:
    """Derive the secret from the form's token.

    Only a hash of the secret is stored, and yet a person who posts twice by accident, or comes
    back to the receipt, must be given the same one: so it is a keyed hash of the form's random
    token, which only that browser and nobody else knows.
    """
    key = settings().secret_key.encode()
    digest = hmac.digest(key, f"receipt:{submit_token}".encode(), hashlib.sha256)
    return base64.b32encode(digest).decode()[: ids.SECRET_LENGTH].translate(_BASE32)


def require_open(round: Round, now: datetime) -> None:
    """Refuse where people cannot post now, and name the day from which or until which they can.

    Raises:
        StageClosed: the Diagnose stage is not open.
    """
    if policy.can_submit(round, now):
        return
    windows = [window for window in round.windows if window.stage == Stage.DIAGNOSE]
    ahead = [window.opens_at for window in windows if window.opens_at > now]
    behind = [
        window.closes_at for window in windows if window.closes_at and window.closes_at <= now
    ]
    if round.state == RoundState.PUBLISHED and ahead:
        day = formats.date_words(min(ahead))
        raise StageClosed(_l("You can post in this round from %(day)s.", day=day))
    if round.closed_at or behind:
        day = formats.date_words(round.closed_at or max(behind))
        raise StageClosed(_l("This round stopped taking posts on %(day)s.", day=day))
    raise StageClosed(_l("This round does not take posts now."))
