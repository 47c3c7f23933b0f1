"""Addresses that may be kept are sealed alike each time, and open after the key was changed."""

import pytest

from bot.storage.errors import SealingError
from bot.storage.sealing import Keyring

OLD, NEW = "the-key-that-was-in-use-before-this-one", "the-key-that-is-in-use-from-now-on-here"


def test_the_same_text_is_sealed_alike_and_opens_after_the_key_was_changed() -> None:
    sealed = Keyring([OLD]).seal_alike("pictures", "CSAT")
    assert sealed == Keyring([OLD]).seal_alike("pictures", "CSAT")
    assert Keyring([NEW, OLD]).unseal_alike("pictures", sealed) == "CSAT"
    assert sealed != Keyring([NEW, OLD]).seal_alike("pictures", "CSAT")
    assert "CSAT" not in sealed


@pytest.mark.parametrize("sealed", ["", "a", "x" * 60, "é" * 40, "nothing of ours"])
def test_what_was_not_sealed_so_is_refused(sealed: str) -> None:
    with pytest.raises(SealingError):
        Keyring([OLD]).unseal_alike("pictures", sealed)


def test_a_seal_of_another_purpose_or_key_is_refused() -> None:
    sealed = Keyring([OLD]).seal_alike("pictures", "CSAT")
    for keyring, purpose in ((Keyring([OLD]), "links"), (Keyring([NEW]), "pictures")):
        with pytest.raises(SealingError):
            keyring.unseal_alike(purpose, sealed)


def test_without_a_key_nothing_is_sealed_alike() -> None:
    with pytest.raises(SealingError, match="INSTEP_SECRET_KEY"):
        Keyring([]).seal_alike("pictures", "CSAT")
