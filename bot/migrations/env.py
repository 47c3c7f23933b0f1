"""Alembic's entry: runs the steps on the connection it is handed, inside the transaction that is already open."""

import logging
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON, Enum
from sqlalchemy.types import TypeDecorator

from bot.migrations import all_metadata
from bot.migrations.searched import is_ours, with_indexes


def render_item(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write a column type of our own as what it is in the database, since a step must not change with the program."""
    match item:
        case TypeDecorator() if kind == "type":
            return f"sa.{item.impl_instance!r}"
        case Enum() if kind == "type":
            return f"sa.String(length={item.length})"
        case JSON() if kind == "type":
            autogen.imports.add("from sqlalchemy.dialects import postgresql")
            jsonb = "postgresql.JSONB(none_as_null=True)"
            return f"sa.JSON(none_as_null=True).with_variant({jsonb}, 'postgresql')"
    return False


def tell(ctx: Any, step: Any, heads: Any, run_args: Any) -> None:
    """Log each step that is run: a big one may take its time."""
    logging.getLogger("bot.migrations").info("The tables are brought to %s", step.up_revision_id)


def complete(migration: Any, revision: Any, directives: list[Any]) -> None:
    """Write no step where nothing has changed, and with new tables the indexes over their words."""
    if directives[0].upgrade_ops.is_empty():
        directives.clear()
    else:
        with_indexes(directives[0].upgrade_ops)


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=all_metadata(),
    render_as_batch=True,
    transactional_ddl=True,
    compare_type=True,
    compare_server_default=True,
    render_item=render_item,
    on_version_apply=tell,
    include_name=is_ours,
    process_revision_directives=complete,
)
with context.begin_transaction():
    context.run_migrations()
