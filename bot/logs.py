"""Logs: JSON in production, readable in development, without message bodies and without secrets in either."""

import logging
import re
import sys
from collections.abc import Iterable
from pathlib import PurePath
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import Processor

from bot.settings import Settings

HIDDEN = "[hidden]"

OURS = ("bot", "adapters", "schedules", "py")
"""First parts of the logger names that keep to the level in the settings; "py" is Python's own warnings."""

LIBRARIES_FROM = logging.WARNING
"""Below this, libraries log what they send and receive."""

LOUDER = {"slack_bolt": logging.ERROR, "aiohttp.access": logging.CRITICAL}
"""Bolt warns with the request in the text; an access line holds OAuth codes."""

SHORTEST_SECRET = 6
"""Characters. Hiding a shorter value would only make the log unreadable."""

TOKEN_SHAPES = re.compile(
    r"""
    \b xox[a-z] (?: \. xox[a-z] )? - [\w-]+                          # Slack: bot, user, refresh, rotated
    | \b xapp - [\w-]+                                                # Slack: app level
    | \b instep_ [\w-]{43}                                           # our own API
    | \b eyJ [\w-]+ \. [\w-]+ (?: \. [\w-]* )?                        # JSON web token
    | \b gAAAA [\w-]{20,} ={0,2}                                      # sealed by Fernet
    | (?<! [\w-]) [\w-]{43} = (?! [\w=-])                             # a Fernet key
    | https? :// [^\s"'\\]{0,200} / (?: actions | commands | services | workflows | triggers ) / [TE]\w+ / [^\s"'\\]+
    """,
    re.VERBOSE,
)
"""What is a secret by its looks; the last are Slack's response_url and webhooks, which anyone may post to."""

NAMED_SECRETS = re.compile(
    r"""
    ( \b bearer \s+
    | (?: authorization | (?: secret | password | passwd | token ) \w{0,20} | [?&] code | [?&] state )
      \\* ["']? \s* [:=] \s* \\* ["']? (?! bearer )
    )
    [^\s"'\\,;&})\]]+
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""What is a secret by what stands before it, which is kept."""

URL_PASSWORD = re.compile(r"""(\b[\w.+-]{1,30}://[^\s:/@"']{0,200}:)[^\s@"']{1,200}(?=@)""")
"""The password in the address of a database."""


def _spellings(char: str) -> str:
    """A pattern for one character as it is, escaped once or more often (JSON in JSON), or encoded for a URL."""
    if char.isascii() and char.isalnum():
        return char
    encoded = "".join(f"%(?:25)*(?i:{byte:02x})" for byte in char.encode())
    return rf"(?:\\*{re.escape(char)}|{encoded}|\\+(?:x|u|U0*)(?:00)?(?i:{ord(char):x}){'|[+]' if char == ' ' else ''})"


class Redactor:
    """Replaces known secrets, and whatever looks like one, in any text."""

    def __init__(self, secrets: Iterable[str]) -> None:
        longest_first = sorted((secret for secret in secrets if len(secret) >= SHORTEST_SECRET), key=len, reverse=True)
        patterns = ["".join(map(_spellings, secret)) for secret in longest_first]
        self._known = re.compile("|".join(patterns)) if patterns else None

    def __call__(self, text: str) -> str:
        """The text with every secret in it hidden."""
        if self._known:
            text = self._known.sub(HIDDEN, text)
        text = TOKEN_SHAPES.sub(HIDDEN, text)
        text = URL_PASSWORD.sub(rf"\1{HIDDEN}", text)
        return NAMED_SECRETS.sub(rf"\1{HIDDEN}", text)


class _RedactingFormatter(ProcessorFormatter):
    """Hides secrets in the finished line, so that no field, traceback or library is forgotten."""

    def __init__(self, redactor: Redactor, **options: Any) -> None:
        super().__init__(**options)
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        return self._redactor(super().format(record))


class _Handler(logging.StreamHandler[TextIO]):
    """Writes lines; one that cannot be written is named without its values, which logging would print as they are."""

    def handleError(self, record: logging.LogRecord) -> None:
        kind = sys.exc_info()[0]
        sys.stderr.write(f"A line of {record.name} could not be logged: {kind.__name__ if kind else 'unknown'}\n")


UNREADABLE = "aiohttp.http"
"""Where the errors of requests that are no HTTP come from; their texts hold what was sent."""


def _without_its_request(record: logging.LogRecord) -> bool:
    """Take the text out of the error of a request that could not be read: its kind is all that may be written."""
    error = record.exc_info[1] if record.exc_info else None
    if error is not None and type(error).__module__.startswith(UNREADABLE):
        record.msg, record.exc_info, record.exc_text = f"{record.msg}: {type(error).__name__}", None, None
    return True


def _audible(record: logging.LogRecord) -> bool:
    """Whether a record may be written. Bolt logs under names that it is given, so the file counts as well."""
    first = record.name.partition(".")[0]
    floors = [LOUDER[name] for name in {record.name, first, *PurePath(record.pathname).parts} if name in LOUDER]
    if not floors and first in OURS:
        return True
    return record.levelno >= max(floors, default=LIBRARIES_FROM)


def configure_logging(settings: Settings, stream: TextIO | None = None) -> None:
    """Send everything that is logged to `stream` (standard error), as the settings say.

    Call it once, before anything else is set up; calling it again replaces what was set before.
    """
    stream = stream or sys.stderr
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    last: list[Processor]
    if settings.development:
        console = structlog.dev.ConsoleRenderer(
            colors=stream.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
        last = [console]
    else:
        last = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.PositionalArgumentsFormatter(),
            ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = _Handler(stream)
    handler.addFilter(_audible)
    handler.addFilter(_without_its_request)
    handler.setFormatter(
        _RedactingFormatter(
            Redactor(settings.secret_values()),
            foreign_pre_chain=shared,
            processors=[ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.instep_log_level.upper())
    logging.captureWarnings(True)
    sys.excepthook = _log_uncaught


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    structlog.stdlib.get_logger("bot").critical("stopped by an error", exc_info=(kind, error, trace))
