"""Migrations: the steps by which a database follows the tables, and the list of all tables."""

import importlib
import pkgutil

from sqlalchemy import MetaData

import bot
from bot.storage.tables import Base

HOMES_OF_TABLES = ("storage", "people", "delivery", "due", "capabilities")
"""The packages of `bot` that may define tables; every module in them is looked at."""


def all_metadata() -> MetaData:
    """The metadata of every table of the product, whichever module defines it."""
    for home in pkgutil.iter_modules(bot.__path__, "bot."):
        if home.ispkg and home.name.removeprefix("bot.") in HOMES_OF_TABLES:
            for module in pkgutil.walk_packages(importlib.import_module(home.name).__path__, f"{home.name}."):
                importlib.import_module(module.name)
    return Base.metadata
