"""The guard at the network: whoever leaves this machine is refused and written down, in every Python of the tests.

Python imports a module of this name when it starts, so the processes that tests start are guarded as soon as this
folder is on their path. The tests themselves put the guard up in their `conftest`.
"""

import os
import socket
import sys
from ipaddress import ip_address
from pathlib import Path
from typing import Any

WRITTEN_TO = "TESTS_NETWORK_SLIPS"
"""Names the file in which slips are noted, for all processes of one test session."""


class NetworkRefused(AssertionError):
    """A test reached for the network."""


def guard(event: str, arguments: tuple[Any, ...]) -> None:
    """Audit hook: let sockets reach this machine alone, and let `….invalid` fail as it does everywhere.

    A slip is noted as well, since whoever catches everything would hide what is only raised.
    """
    match event:
        case "socket.connect" | "socket.sendto" | "socket.sendmsg":
            address = arguments[1]
            if isinstance(address, tuple) and not is_here(str(address[0])):
                _refuse(f"connected to {address}")
        case "socket.getaddrinfo" | "socket.gethostbyname" | "socket.gethostbyaddr":
            host = arguments[0].decode() if isinstance(arguments[0], bytes) else str(arguments[0] or "localhost")
            if host.endswith(".invalid"):
                raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
            if not is_here(host) and host != "0.0.0.0":
                _refuse(f"looked up {host}")
        case "socket.getnameinfo":
            if not is_here(str(arguments[0][0])):
                _refuse(f"asked who is {arguments[0][0]}")


def is_here(host: str) -> bool:
    """Whether a name or address stands for this machine alone."""
    try:
        return host == "localhost" or ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def slips() -> list[str]:
    """What has been noted since this was asked last."""
    noted = Path(os.environ[WRITTEN_TO])
    if not noted.exists():
        return []
    found = noted.read_text().splitlines()
    noted.unlink()
    return found


def _refuse(what: str) -> None:
    if WRITTEN_TO in os.environ:
        with Path(os.environ[WRITTEN_TO]).open("a") as noted:
            noted.write(f"a test {what}\n")
    raise NetworkRefused(f"a test {what}")


if __name__ == "sitecustomize":
    sys.addaudithook(guard)
