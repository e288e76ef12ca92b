"""Structured logs: one JSON object a line, with the request's id in web and jobs alike."""

import logging
import sys

import structlog

from ideation.config import Settings


def configure(settings: Settings) -> None:
    """Send structlog and the standard library's loggers through one chain to stderr."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=settings.environment != "test",
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processor=structlog.processors.JSONRenderer(ensure_ascii=False),
            foreign_pre_chain=shared,
        )
    )
    root = logging.getLogger()
    for old in [h for h in root.handlers if getattr(h, "ideation", False)]:
        root.removeHandler(old)
    handler.ideation = True  # type: ignore[attr-defined]  # Marks our own handler for the line above.
    root.addHandler(handler)
    # What Alembic finds is said by the commands themselves.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    root.setLevel(logging.WARNING if settings.environment == "test" else logging.INFO)
