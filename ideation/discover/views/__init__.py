"""The pages of Discover."""

from typing import Any

blueprints: tuple[Any, ...] = ()
