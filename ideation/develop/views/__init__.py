"""The pages of Develop."""

from typing import Any

blueprints: tuple[Any, ...] = ()
