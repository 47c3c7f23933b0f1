"""Contents: each distinct text is written once, whatever the number of copies that show it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.message import Message, to_json
from bot.delivery.tables import Content


class Contents:
    """The contents that one write session has stored."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._known: dict[str, int] = {}

    async def of_messages(self, messages: Sequence[Message], now: datetime) -> list[int]:
        """The content of each message."""
        texts = {id(message): to_json(message) for message in {id(message): message for message in messages}.values()}
        ids = await self.of_texts(list(texts.values()), now)
        return [ids[texts[id(message)]] for message in messages]

    async def of_texts(self, texts: Sequence[str], now: datetime) -> dict[str, int]:
        """The contents of messages as JSON, by their text."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._known]
        if missing:
            # In one statement; whose id is whose is told by the text.
            made = await self._session.execute(
                insert(Content).returning(Content.message, Content.id),
                [{"message": text, "created_at": now} for text in missing],
            )
            self._known |= {row.message: row.id for row in made}
        return {text: self._known[text] for text in texts}
