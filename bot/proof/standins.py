"""`python -m bot.proof.standins`: both platforms' stand-ins in one process, which ends when its input is closed."""

import asyncio
import json
import sys

from adapters.slack.standin import SlackStandin
from adapters.teams.standin import TeamsStandin


async def serve() -> None:
    """Say both addresses on the first line, then serve until standard input ends: nobody is left to serve then."""
    async with SlackStandin() as slack, TeamsStandin() as teams:
        sys.stdout.write(json.dumps({"slack": slack.origin, "teams": teams.url}) + "\n")
        sys.stdout.flush()
        reader = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        await reader.read()


if __name__ == "__main__":
    asyncio.run(serve())
