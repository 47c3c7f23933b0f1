"""Tables whose words are indexed: their indexes are made by the steps, and are no tables of the program."""

from typing import Any

from alembic.autogenerate import renderers
from alembic.autogenerate.api import AutogenContext
from alembic.operations import ops

from bot.migrations import all_metadata
from bot.storage import full_text


class IndexWords(ops.MigrateOperation):
    """A step that makes the index over a table's words."""

    def __init__(self, table: str, words: str, key: str) -> None:
        self.table, self.words, self.key = table, words, key


@renderers.dispatch_for(IndexWords)
def _written(autogen: AutogenContext, op: IndexWords) -> str:
    autogen.imports.add("from bot.storage import full_text")
    return f"full_text.create(op.get_bind(), {op.table!r}, {op.words!r}, {op.key!r})"


def with_indexes(upgrade: ops.UpgradeOps) -> None:
    """Add to a step the indexes over the words of the tables that it makes."""
    tables = all_metadata().tables
    made = [op.table_name for op in upgrade.ops if isinstance(op, ops.CreateTableOp)]
    for name in made:
        if full_text.INDEXED in tables[name].info:
            upgrade.ops.append(IndexWords(name, *tables[name].info[full_text.INDEXED]))


def is_ours(name: str | None, kind: str, parents: Any) -> bool:
    """Whether something in a database is to be compared with the tables of the program."""
    return not full_text.is_index(all_metadata(), name)
