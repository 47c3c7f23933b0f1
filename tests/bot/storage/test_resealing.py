"""Old keys can be dropped once every stored secret is sealed with the newest one."""

import pytest

from bot.ports import Installation
from bot.storage.errors import SealingError
from bot.storage.installations import InstallationStore
from bot.storage.resealing import reseal_all
from bot.storage.sealing import Keyring
from bot.storage.sessions import Database

OLD, NEW = "old-key-" + "o" * 32, "new-key-" + "n" * 32


def installed(name: str) -> Installation:
    return Installation("slack", name, "A1", "T1", secrets={"bot_token": f"xoxb-{name}", "refresh": "xoxe-1"})


async def test_after_resealing_the_newest_key_alone_opens_everything(database_url: str) -> None:
    async with Database(database_url, Keyring([OLD])) as before:
        await InstallationStore(before).save(installed("one"))
        await InstallationStore(before).save(installed("two"))
    async with Database(database_url, Keyring([NEW, OLD])) as both:
        assert await reseal_all(both) == 4
    async with Database(database_url, Keyring([NEW])) as after:
        assert await InstallationStore(after).get("slack", "two") == installed("two")


async def test_a_secret_that_no_key_opens_leaves_all_as_they_were(database_url: str) -> None:
    async with Database(database_url, Keyring([OLD])) as before:
        await InstallationStore(before).save(installed("one"))
    async with Database(database_url, Keyring([NEW])) as wrong:
        with pytest.raises(SealingError, match="INSTEP_SECRET_KEY"):
            await reseal_all(wrong)
    async with Database(database_url, Keyring([OLD])) as after:
        assert await InstallationStore(after).get("slack", "one") == installed("one")
