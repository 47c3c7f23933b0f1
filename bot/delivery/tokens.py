"""Tokens: what tells that a press came from a message about a subject, and from no one in particular.

The sender mints one for each post, puts it into the message's buttons, and keeps it nowhere. A token is a random number
with a signature over it and its subject. So it is recognised without a row that was ever written for it, and nobody who
reads all rows, settings and keys can tell to whom it went: only whoever holds the message has it.
"""

import base64
import hashlib
import hmac
import re
import secrets

from bot.chat.tokens import TOKEN_CHARACTERS
from bot.delivery.outbox import Subject
from bot.storage.sealing import Keyring, keyring_of
from bot.storage.sessions import Session

PURPOSE = "anonymous.token"
NONCE_BYTES, SIGNATURE_BYTES = 12, 10
_SHAPE = re.compile(rf"[\w-]{{{TOKEN_CHARACTERS}}}", re.ASCII)


class Tokens:
    """Mints and verifies, with the keys of one keyring: the newest signs, all of them are taken."""

    def __init__(self, keyring: Keyring) -> None:
        self._keys = keyring.derived(PURPOSE)

    def mint(self, subject: Subject) -> str:
        """A new token for one message about a subject; ValueError without a key."""
        if not self._keys:
            raise ValueError("INSTEP_SECRET_KEY is missing, so tokens can be neither made nor recognised.")
        nonce = secrets.token_bytes(NONCE_BYTES)
        return _written(nonce + _signature(self._keys[0], subject, nonce))

    def verify(self, subject: Subject, token: str) -> bool:
        """Whether a token was minted here for this subject, in exactly this spelling."""
        data = _read(token)
        nonce, signature = data[:NONCE_BYTES], data[NONCE_BYTES:]
        # All keys are tried, so that the time taken tells nothing of which it was.
        fits = [hmac.compare_digest(_signature(key, subject, nonce), signature) for key in self._keys]
        return any(fits)


def tokens_of(session: Session) -> Tokens:
    """The tokens of the database that a session works on."""
    return Tokens(keyring_of(session.get_bind().dialect))


def _signature(key: bytes, subject: Subject, nonce: bytes) -> bytes:
    signed = f"{subject.kind}\0{subject.id}\0".encode() + nonce
    return hmac.new(key, signed, hashlib.sha256).digest()[:SIGNATURE_BYTES]


def _written(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _read(token: str) -> bytes:
    """The bytes of a token; none for what is not spelled as it was minted.

    Other spellings of the same bytes would pass for other tokens, and so for answers of other people.
    """
    if not _SHAPE.fullmatch(token):
        return b""
    data = base64.urlsafe_b64decode(token + "=" * (-TOKEN_CHARACTERS % 4))
    return data if _written(data) == token else b""
