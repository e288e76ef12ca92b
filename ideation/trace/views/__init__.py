"""The pages of Trace."""

from typing import Any

blueprints: tuple[Any, ...] = ()
