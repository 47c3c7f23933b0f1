"""`python -m adapters.teams.standin --port 9040`: the stand-in in a process of its own, until it is stopped."""

import argparse
import asyncio
import sys

from adapters.teams.standin.server import TeamsStandin


async def serve(port: int) -> None:
    """Runs until cancelled; says its address on the first line."""
    async with TeamsStandin(port=port) as teams:
        sys.stdout.write(f"{teams.url}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def main() -> None:
    """Reads the port and serves."""
    parser = argparse.ArgumentParser(description="A stand-in for Microsoft Teams on loopback.")
    parser.add_argument("--port", type=int, default=0, help="0 picks a free one")
    try:
        asyncio.run(serve(parser.parse_args().port))
    except KeyboardInterrupt:
        sys.exit(0)


if __name__ == "__main__":
    main()
