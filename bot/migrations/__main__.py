"""For developers: `python -m bot.migrations revision "What changes"` writes the next step from the tables."""

import argparse
import asyncio
import tempfile
from pathlib import Path

from bot.migrations.upgrade import upgrade, write_revision


async def write_next(message: str) -> Path | None:
    """Compare the tables with the steps so far, on a database made for it, and write the step in between."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'compare.db'}"
        await upgrade(url)
        return await write_revision(url, message)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m bot.migrations", description=__doc__)
    parser.add_argument("command", choices=["revision"])
    parser.add_argument("message", help="what the step changes, as the beginning of a sentence")
    path = asyncio.run(write_next(parser.parse_args().message))
    print(path or "The steps already lead to the tables: nothing to write.")  # noqa: T201


if __name__ == "__main__":
    main()
