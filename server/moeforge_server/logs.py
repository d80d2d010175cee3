"""Structured logs on standard error. No prompt, recipe, title or address is logged unless the operator asks."""

import logging
import sys

import structlog
from structlog.types import Processor

from moeforge_server.settings import Settings


def configure(settings: Settings) -> None:
    """Set up structlog for this process: one event a line; values are escaped, so no value can forge a line."""
    render: Processor = structlog.processors.JSONRenderer(ensure_ascii=False)
    if settings.log_format == "console" or (settings.log_format == "auto" and sys.stderr.isatty()):
        render = structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(),
            exception_formatter=structlog.dev.plain_traceback,  # the default prints local variables: prompts
        )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, settings.log_level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
