"""What people typed, made fit to store, or refused with a sentence at its field."""

from typing import Any

from ideation.accounts.models import Account
from ideation.core.errors import InvalidInput
from ideation.core.i18n import _l
from ideation.core.provinces import province as find_province
from ideation.diagnose import consent
from ideation.diagnose.models import Kind, NameShown
from ideation.diagnose.models.submissions import LONGEST_TEXT, LONGEST_TITLE

LONGEST_PEN_NAME = 60


def said(words: str, title: str, kind: str, province: str | None) -> dict[str, Any]:
    """Return the columns of what somebody says.

    Raises:
        InvalidInput: text, title, kind or province cannot be used.
    """
    if len(title) > LONGEST_TITLE:
        raise InvalidInput(_l("Shorten the title to 150 characters."), field="title")
    if kind not in set(Kind):
        raise InvalidInput(_l("Choose what kind of matter it is."), field="kind")
    if province and find_province(province) is None:
        raise InvalidInput(_l("Choose a province from the list."), field="province")
    return {
        "text": text(words),
        "title": " ".join(_storable(title).split()),
        "kind": kind,
        "province": province or None,
    }


def text(typed: str) -> str:
    """Return a text of 1 to 5,000 characters as it is stored.

    Raises:
        InvalidInput: it is empty or too long.
    """
    tidy = _storable(typed).replace("\r\n", "\n").strip()
    if not tidy:
        raise InvalidInput(_l("Write what you want to tell us."), field="text")
    if len(tidy) > LONGEST_TEXT:
        raise InvalidInput(_l("Shorten your text to 5,000 characters."), field="text")
    return tidy


def _storable(text: str) -> str:
    # PostgreSQL stores every character but this one.
    return text.replace("\x00", "")


def name(
    kind: str, name_shown: str, pen_name: str | None, author: Account | None
) -> dict[str, str | None]:
    """Return the columns of the name that is shown.

    Raises:
        InvalidInput: an account's name without an account, or no usable pen name.
    """
    nameless = {"name_shown": NameShown.NONE.value, "pen_name": None}
    if kind == Kind.TIP_OFF or name_shown == NameShown.NONE:
        # Whoever reports wrongdoing is protected, whatever was ticked (B4).
        return nameless
    if name_shown == NameShown.ACCOUNT:
        if author is None:
            raise InvalidInput(_l("Sign in to show your account's name."), field="name_shown")
        return {"name_shown": NameShown.ACCOUNT.value, "pen_name": None}
    tidy = " ".join(_storable(pen_name or "").split())
    if not tidy:
        raise InvalidInput(_l("Write a pen name, or choose to show no name."), field="pen_name")
    if len(tidy) > LONGEST_PEN_NAME:
        raise InvalidInput(_l("Shorten the pen name to 60 characters."), field="pen_name")
    return {"name_shown": NameShown.PEN_NAME.value, "pen_name": tidy}


def email(typed: str | None) -> str | None:
    """Return an address, or None for an empty one; the form has checked its shape."""
    return (typed or "").strip() or None


def agreed(version: str | None) -> str | None:
    """Return the number of the wording agreed to.

    Raises:
        InvalidInput: there is no such wording.
    """
    if version is not None and not consent.is_known(version):
        raise InvalidInput(_l("Agree to how we use what you write."), field="consent")
    return version
