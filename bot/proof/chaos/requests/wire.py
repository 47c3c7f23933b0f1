"""A request put on the wire byte by byte, since no HTTP client would send what a forger does."""

import asyncio
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.proof.chaos.requests.forgery import Forgery

ANSWERED_WITHIN = 10.0
"""Seconds in which even a forger is answered, or cut off."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back; `status` 0 if the connection was closed without a word."""

    status: int
    text: str = ""


async def knock(url: str, forgery: Forgery, within: float = ANSWERED_WITHIN) -> Answered:
    """Send one forgery to an address and read the answer; raises TimeoutError if neither it nor the end comes."""
    parts = urlsplit(url)
    async with asyncio.timeout(within):
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        request = _head(parts.netloc, parts.path, forgery) + forgery.body
        # What says too much of its own length would be waited for, so that its end is shown; else the answer is.
        sending = asyncio.create_task(_send(writer, request, ends=forgery.framed))
        try:
            answer = await reader.read()
        except ConnectionError:
            answer = b""
        finally:
            sending.cancel()
            writer.close()
            await asyncio.gather(sending, return_exceptions=True)
    return _read(answer)


async def _send(writer: asyncio.StreamWriter, request: bytes, *, ends: bool) -> None:
    writer.write(request)
    try:
        await writer.drain()
        if ends:
            writer.write_eof()
    except (ConnectionError, OSError):
        return  # refused before all of it was read, which is an answer too


def _head(host: str, path: str, forgery: Forgery) -> bytes:
    lines = [f"{forgery.method} {path} HTTP/1.1", f"Host: {host}", "Connection: close"]
    if not forgery.framed:
        lines.append(f"Content-Length: {len(forgery.body)}")
    lines += [f"{name}: {value}" for name, value in forgery.headers]
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape")


def _read(answer: bytes) -> Answered:
    head, _, body = answer.partition(b"\r\n\r\n")
    words = head.split(b" ", 2)
    if len(words) < 2 or not words[1].isdigit():
        return Answered(0)
    return Answered(int(words[1]), body.decode(errors="replace"))
