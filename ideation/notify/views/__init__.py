"""The pages of Notify."""

from typing import Any

blueprints: tuple[Any, ...] = ()
