"""What a process would write to its log, as it sets its logging up."""

import io
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog

from bot.logs import configure_logging
from bot.settings import Settings


@contextmanager
def logged(**settings: Any) -> Iterator[io.StringIO]:
    """The log at its loudest while the block runs."""
    root, hook = logging.getLogger(), sys.excepthook
    before = root.handlers[:], root.level
    stream = io.StringIO()
    configure_logging(Settings.model_validate({"instep_log_level": "debug", **settings}), stream)
    try:
        yield stream
    finally:
        root.handlers[:], level = before
        root.setLevel(level)
        sys.excepthook = hook
        logging.captureWarnings(False)
        structlog.reset_defaults()
