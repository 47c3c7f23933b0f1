"""Migrations: the steps by which a database follows the tables, and the list of all tables."""

import importlib
import importlib.util
import pkgutil

from sqlalchemy import MetaData

from bot import capabilities, delivery, due, people, storage
from bot.storage.tables import Base


def all_metadata() -> MetaData:
    """The metadata of every table of the product: those of the domain, and of each capability's store."""
    for home in (storage, people, delivery, due):
        _import_below(home.__name__, list(home.__path__))
    for capability in pkgutil.iter_modules(capabilities.__path__, f"{capabilities.__name__}."):
        if importlib.util.find_spec(f"{capability.name}.store"):
            store = importlib.import_module(f"{capability.name}.store")
            _import_below(store.__name__, list(getattr(store, "__path__", ())))
    return Base.metadata


def _import_below(name: str, path: list[str]) -> None:
    for module in pkgutil.walk_packages(path, f"{name}."):
        importlib.import_module(module.name)
