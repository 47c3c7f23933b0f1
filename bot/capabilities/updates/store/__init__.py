"""What is kept of updates: their texts, who was expected to read them, and who has."""

from bot.capabilities.updates.store.cards import (
    channels_of,
    newest_cards,
    newest_in_channel,
    of_delivery,
    sides_reached,
)
from bot.capabilities.updates.store.drafts import Draft, by_public_id, drafts_of, save_draft, text_of, written_by
from bot.capabilities.updates.store.readers import (
    Noted,
    Readers,
    acknowledge,
    count_waiting_for,
    expect,
    noted_at,
    readers_by_side,
    still_to_note,
    waiting_for,
)
from bot.capabilities.updates.store.records import CONTENT_KEPT, delete_expired, erase_person, export_person
from bot.capabilities.updates.store.search import UpdateReach, UpdateSearch, find, keep_findable
from bot.capabilities.updates.store.shares import (
    Named,
    TeamShare,
    asked_at,
    half_noted_at,
    named_readers,
    noted_times,
    team_shares,
)
from bot.capabilities.updates.store.tables import (
    SUBJECT,
    Acknowledgement,
    ExpectedReader,
    Update,
    UpdateState,
    UpdateText,
)

__all__ = [
    "CONTENT_KEPT",
    "SUBJECT",
    "Acknowledgement",
    "Draft",
    "ExpectedReader",
    "Named",
    "Noted",
    "Readers",
    "TeamShare",
    "Update",
    "UpdateReach",
    "UpdateSearch",
    "UpdateState",
    "UpdateText",
    "acknowledge",
    "asked_at",
    "by_public_id",
    "channels_of",
    "count_waiting_for",
    "delete_expired",
    "drafts_of",
    "erase_person",
    "expect",
    "export_person",
    "find",
    "half_noted_at",
    "keep_findable",
    "named_readers",
    "newest_cards",
    "newest_in_channel",
    "noted_at",
    "noted_times",
    "of_delivery",
    "readers_by_side",
    "save_draft",
    "sides_reached",
    "still_to_note",
    "team_shares",
    "text_of",
    "waiting_for",
    "written_by",
]
