"""What somebody has typed of a check-in and not set up yet."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.drafts import Draft, Drafts
from bot.storage.tables import Base


class CheckinDraft(Draft, Base):
    """A check-in as somebody typed it, or the changes to one."""

    __tablename__ = "checkin_draft"
    about_id: Mapped[int | None] = mapped_column(ForeignKey("checkin.id", ondelete="CASCADE"), default=None)


DRAFTS = Drafts(CheckinDraft)
