"""What somebody has typed of a sync and not set up yet."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.drafts import Draft, Drafts
from bot.storage.tables import Base


class SyncDraft(Draft, Base):
    """A sync as somebody typed it, or the changes to one."""

    __tablename__ = "sync_draft"
    about_id: Mapped[int | None] = mapped_column(ForeignKey("sync.id", ondelete="CASCADE"), default=None)


DRAFTS = Drafts(SyncDraft)
