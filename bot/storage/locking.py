"""Rows that are about to be changed."""

from typing import Any, TypeVar

from sqlalchemy import Select

Query = TypeVar("Query", bound=Select[Any])


def locked(query: Query, lock: bool = True) -> Query:
    """Has nobody else change what is found until the transaction ends, and has it read as it is now."""
    return query.with_for_update().execution_options(populate_existing=True) if lock else query
