"""Addresses in messages: made from PUBLIC_URL and what the rooms registered, never a request."""

from typing import Any

from ideation.core.registry import registry
from ideation.core.settings import settings


def absolute(path: str) -> str:
    """Return the whole address of a path of this site."""
    return settings().public_url + path


def to(subject_kind: str, subject_id: Any) -> str:
    """Return the whole address of an object, such as `to("theme", 7)`.

    Raises:
        KeyError: no room registered links to such objects.
    """
    return absolute(registry.links[subject_kind](subject_id))
