"""Sealing of secrets at rest: a key per purpose, derived from the keys in INSTEP_SECRET_KEY."""

import base64
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

from bot.storage.errors import SealingError

KEY_BYTES = 32
"""Length of a derived key: what Fernet takes, and the output of SHA-256."""


class Keyring:
    """The process's secret keys, newest first: the first seals, all of them open."""

    def __init__(self, secret_keys: Sequence[str]) -> None:
        self._secret_keys = tuple(secret_keys)
        self._box = lru_cache(maxsize=None)(self._make_box)

    def derived(self, purpose: str) -> tuple[bytes, ...]:
        """The 32-byte keys for one purpose, newest first, such as for signing links."""
        return tuple(_derive(key, purpose) for key in self._secret_keys)

    def seal(self, purpose: str, text: str) -> str:
        """Seal a text with the newest key; raises SealingError if there is none."""
        return self._box(purpose).encrypt(text.encode()).decode()

    def unseal(self, purpose: str, sealed: str) -> str:
        """Open what any of the keys has sealed for this purpose; raises SealingError if none has."""
        try:
            return self._box(purpose).decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise _cannot_open() from None

    def reseal(self, purpose: str, sealed: str) -> str:
        """Seal anew with the newest key what any of the keys has sealed; raises SealingError if none has."""
        try:
            return self._box(purpose).rotate(sealed.encode()).decode()
        except InvalidToken:
            raise _cannot_open() from None

    def seal_alike(self, purpose: str, text: str) -> str:
        """Seal a text so that the same text gives the same seal, for addresses that may be kept; raises SealingError.

        AES-SIV (RFC 5297) is made for this; it tells nothing but that two seals are of the same text.
        """
        if not self._secret_keys:
            raise _no_key()
        sealed = AESSIV(self.derived(purpose)[0]).encrypt(text.encode(), None)
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def unseal_alike(self, purpose: str, sealed: str) -> str:
        """Open what any of the keys has sealed alike for this purpose; raises SealingError if none has."""
        try:
            data = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
        except ValueError:
            raise _cannot_open() from None
        for key in self.derived(purpose):
            with suppress(InvalidTag, ValueError):
                return AESSIV(key).decrypt(data, None).decode()
        raise _cannot_open()

    def _make_box(self, purpose: str) -> MultiFernet:
        if not self._secret_keys:
            raise _no_key()
        return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in self.derived(purpose)])


def _derive(secret_key: str, purpose: str) -> bytes:
    info = f"instep/{purpose}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(secret_key.encode())


def _no_key() -> SealingError:
    return SealingError("INSTEP_SECRET_KEY is missing, so stored secrets can be neither sealed nor opened.")


def _cannot_open() -> SealingError:
    return SealingError(
        "A stored secret cannot be opened with the keys in INSTEP_SECRET_KEY: "
        "add the key that was in use before, behind the new one and a comma."
    )


class Sealed(TypeDecorator[str]):
    """A text column that is sealed in the database and plain in Python; of type Text, since sealing lengthens.

    Each `purpose` has keys of its own, so that a value moved into another column cannot be opened there.
    """

    impl = Text
    cache_ok = True

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self.purpose = purpose

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else keyring_of(dialect).seal(self.purpose, value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> str | None:
        return None if value is None else keyring_of(dialect).unseal(self.purpose, value)


def attach_keyring(dialect: Dialect, keyring: Keyring) -> None:
    """Give an engine's own dialect, which its column types are handed, the keyring of that engine."""
    dialect.instep_keyring = keyring  # type: ignore[attr-defined]


def keyring_of(dialect: Dialect) -> Keyring:
    """The keyring that `attach_keyring` left."""
    keyring = dialect.instep_keyring  # type: ignore[attr-defined]
    assert isinstance(keyring, Keyring)
    return keyring
