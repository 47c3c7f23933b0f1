"""The PostgreSQL that chaos may fill with databases and break connections to: one of this machine."""

import os

from bot.proof.harmless import is_here
from bot.settings import SettingsError
from bot.storage.engine import normalise_url


def refuse_server_elsewhere(url: str, *, named: str) -> None:
    """Raise SettingsError if this PostgreSQL is not on this machine, and StorageError if `url` cannot be read."""
    parsed = normalise_url(url, named=named)
    asked = parsed.query.get("host", ())
    named_there = [parsed.host or "", *((asked,) if isinstance(asked, str) else asked)]
    hosts = [host for one in named_there for host in one.split(",") if host] or [os.environ.get("PGHOST", "")]
    for host in hosts:
        if host and not host.startswith("/") and not is_here(f"//{host}" if host.count(":") < 2 else f"//[{host}]"):
            raise SettingsError(
                (
                    "Chaos fills databases and breaks connections to them, so it runs on a PostgreSQL of this machine "
                    f"only, but {named} names {host}: nothing was started.",
                )
            )
