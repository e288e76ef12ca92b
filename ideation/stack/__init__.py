"""The embedded stack: PostgreSQL, Redis, web, worker and reconciler under one supervisor."""

from ideation.stack.errors import StackError
from ideation.stack.state import RunningStack, running

__all__ = ["RunningStack", "StackError", "running"]
