"""A side's own templates: updates that are never published, with the name under which others are begun from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Select, String, UniqueConstraint, and_, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.capabilities.updates.store.tables import Update, UpdateState, UpdateText
from bot.people.access import Actor, Scope
from bot.people.model import Side
from bot.storage.columns import new_public_id
from bot.storage.tables import Base

LONGEST_NAME = 60
"""Characters of a template's name, which stands on a button: Teams shows so many in full (adaptivecards.io/explorer),
Slack 75 (docs.slack.dev/reference/block-kit/block-elements/button-element)."""


class UpdateTemplate(Base):
    """The name of a template and whose it is. `key` is the name as it is compared, once in each side."""

    __tablename__ = "update_template"
    __table_args__ = (UniqueConstraint("side_id", "key"),)
    update_id: Mapped[int] = mapped_column(ForeignKey("product_update.id", ondelete="CASCADE"), primary_key=True)
    side_id: Mapped[int] = mapped_column(ForeignKey("side.id"))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    key: Mapped[str] = mapped_column(String(3 * LONGEST_NAME))


@dataclass(frozen=True)
class OwnTemplate:
    """A template as it is listed: its id, what it is called, what its first text says, whose it is, who made it."""

    public_id: str
    name: str
    title: str
    side_id: int
    author_id: int


def key_of(name: str) -> str:
    """A name as it is compared."""
    return " ".join(name.split()).casefold()


async def templates_of(session: AsyncSession, scope: Scope) -> Sequence[OwnTemplate]:
    """The templates of these sides, by name."""
    rows = await session.execute(_listed().where(scope.where(UpdateTemplate.side_id)))
    return [OwnTemplate(id_, name, title, side, author) for id_, name, title, side, author in rows]


async def listed_template(session: AsyncSession, scope: Scope, public_id: str) -> OwnTemplate | None:
    """One of them; None for what these sides have not, or not any more."""
    query = _listed().where(scope.where(UpdateTemplate.side_id), Update.public_id == public_id)
    rows = await session.execute(query)
    return next((OwnTemplate(id_, name, title, side, author) for id_, name, title, side, author in rows), None)


def _listed() -> Select[str, str, str, int, int]:
    text = and_(
        UpdateText.update_id == Update.id, UpdateText.version == Update.version, UpdateText.locale == Update.locale
    )
    return (
        select(Update.public_id, UpdateTemplate.name, UpdateText.title, UpdateTemplate.side_id, Update.author_id)
        .join(UpdateTemplate, UpdateTemplate.update_id == Update.id)
        .join(UpdateText, text)
        .order_by(UpdateTemplate.key, Update.id)
    )


async def template_content(session: AsyncSession, actor: Actor, public_id: str) -> Update | None:
    """The template that an author may begin from: one of their own side."""
    return await session.scalar(
        select(Update)
        .join(UpdateTemplate, UpdateTemplate.update_id == Update.id)
        .where(Update.public_id == public_id, UpdateTemplate.side_id == actor.side_id)
    )


async def hold_templates(session: AsyncSession, side_id: int) -> None:
    """Until this transaction ends nobody else changes the templates of a side: they are counted and compared first."""
    await session.execute(select(Side.id).where(Side.id == side_id).with_for_update())


async def make_template(session: AsyncSession, actor: Actor, source: Update, name: str, now: datetime) -> Update:
    """A template of the actor's side from what an update says in its first language, without what is of one occasion.

    Who owned it themselves leaves that to whoever begins from the template.
    """
    words = await session.get_one(UpdateText, (source.id, source.version, source.locale))
    made = Update(
        public_id=new_public_id(),
        author_id=actor.person_id,
        owner_id=actor.person_id if source.owner_id == source.author_id else source.owner_id,
        audience_id=source.audience_id,
        state=UpdateState.TEMPLATE,
        urgent=source.urgent,
        playbook_url=source.playbook_url,
        locale=source.locale,
        saved_at=now,
        remind_before=source.remind_before,
    )
    session.add(made)
    await session.flush()
    session.add_all(
        [
            UpdateText(
                update_id=made.id,
                version=made.version,
                locale=made.locale,
                title=words.title,
                changed=words.changed,
                tell_customers=words.tell_customers,
                by_id=actor.person_id,
                at=now,
            ),
            UpdateTemplate(update_id=made.id, side_id=actor.side_id, name=name, key=key_of(name)),
        ]
    )
    await session.flush()
    return made


async def rename_template(session: AsyncSession, template: OwnTemplate, name: str) -> None:
    """Gives it another name."""
    row = await _row(session, template)
    row.name, row.key = name, key_of(name)
    await session.flush()


async def delete_template(session: AsyncSession, template: OwnTemplate) -> None:
    """Deletes it with all that belongs to it."""
    update_id = (await _row(session, template)).update_id
    await session.execute(delete(UpdateText).where(UpdateText.update_id == update_id))
    await session.execute(delete(Update).where(Update.id == update_id, Update.state == UpdateState.TEMPLATE))


async def _row(session: AsyncSession, template: OwnTemplate) -> UpdateTemplate:
    rows = await session.scalars(
        select(UpdateTemplate)
        .join(Update, Update.id == UpdateTemplate.update_id)
        .where(Update.public_id == template.public_id)
    )
    return rows.one()


async def count_templates(session: AsyncSession, side_id: int) -> int:
    """How many a side has."""
    found = await session.scalar(
        select(func.count()).select_from(UpdateTemplate).where(UpdateTemplate.side_id == side_id)
    )
    return found or 0


async def export_templates(session: AsyncSession, person_id: int) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """The names of the templates that somebody made; what they say is exported with their updates."""
    rows = await session.execute(
        select(Update.public_id, UpdateTemplate.name, Update.saved_at)
        .join(UpdateTemplate, UpdateTemplate.update_id == Update.id)
        .where(Update.author_id == person_id)
        .order_by(Update.id)
    )
    return {
        "update_templates": [
            {"update": public_id, "name": name, "saved_at": saved_at.isoformat()} for public_id, name, saved_at in rows
        ]
    }
