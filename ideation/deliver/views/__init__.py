"""The pages of Deliver."""

from typing import Any

blueprints: tuple[Any, ...] = ()
