"""PostgreSQL from the binaries of a wheel, as a child of this process."""

from ideation.stack.postgres.server import EmbeddedPostgres

__all__ = ["EmbeddedPostgres"]
