"""Structured logs: one JSON object a line, with a request id, without personal data."""

import logging
import logging.config
import sys

import structlog

from mashangban.kit.failures import places


def configure(*, readable: bool) -> None:
    """Send all logging through structlog; `readable` for a terminal, else JSON lines."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(colors=False)
        if readable
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "structured": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": shared,
                    "processors": [
                        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                        keep_type_and_place,
                        renderer,
                    ],
                }
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
            "root": {"handlers": ["stderr"], "level": "INFO"},
            "loggers": {
                # Their lines hold request paths, and a follow-up link is a secret.
                "django.request": {"level": "CRITICAL"},
                "django.security.csrf": {"level": "CRITICAL"},
                "procrastinate": {"level": "WARNING"},
            },
        }
    )


def keep_type_and_place(
    logger: object, method: str, line: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Put type and places of an exception into a line, instead of a traceback with its message.

    A structlog processor. Libraries log what they choke on, too: procrastinate a job's failure.
    """
    error = _exception(line.pop("exc_info", None))
    if error is not None:
        line["error"] = type(error).__name__
        line["places"] = places(error)
    return line


def _exception(exc_info: object) -> BaseException | None:
    """Return what `exc_info` of a logging call means: an exception, a triple, or "the present"."""
    if isinstance(exc_info, BaseException):
        return exc_info
    if isinstance(exc_info, tuple):
        found = exc_info[1]
        return found if isinstance(found, BaseException) else None
    return sys.exception() if exc_info else None
