"""Links of one person's own: each fetches one thing in that person's name, for a few minutes.

Both platforms can show a link; what each asks of an app that sends files differs, and needs further permissions.
"""

from collections.abc import Mapping
from datetime import timedelta

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from bot.clock import MachineClock
from bot.storage.errors import SealingError
from bot.storage.sealing import Keyring

PATH = "/download"
PURPOSE = "personal-link"

NOT_PUBLIC = (
    "No picture is shown yet: Slack and Microsoft Teams fetch them by https alone. Whoever runs Instep has to set "
    "INSTEP_BASE_URL to an address that begins with https://."
)
"""What is said to whoever wants pictures where nobody can fetch them."""

LIVES = timedelta(minutes=10)
"""Long enough to press it on another device; too short to be of use to whoever finds it later."""


class Claim(BaseModel):
    """What a link says: who may fetch what, about what, and until when."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    person_id: int
    what: str
    about: dict[str, str]
    until: AwareDatetime


class Links:
    """Makes links, and reads what they say. They are sealed, so that nobody learns from one or alters it.

    `base_url` is the address under which people reach Instep; where it `is_public`, platforms may fetch from there too.
    """

    def __init__(self, base_url: str, keyring: Keyring, clock: MachineClock) -> None:
        self.base_url = base_url
        self.is_public = base_url.startswith("https://")
        self._keyring = keyring
        self._clock = clock

    def to(self, person_id: int, what: str, about: Mapping[str, str]) -> str:
        """The address under which this person, and whoever they give it to, can fetch this."""
        claim = Claim(person_id=person_id, what=what, about=dict(about), until=self._clock.now() + LIVES)
        return f"{self.base_url}{PATH}/{self._keyring.seal(PURPOSE, claim.model_dump_json())}"

    def lasting(self, purpose: str, text: str) -> str:
        """A seal of a text that stays good, the same each time, for an address that many may fetch and keep."""
        return self._keyring.seal_alike(purpose, text)

    def of_lasting(self, purpose: str, sealed: str) -> str | None:
        """What such a seal says; None for whatever is none of ours."""
        try:
            return self._keyring.unseal_alike(purpose, sealed)
        except SealingError:
            return None

    def claim(self, sealed: str) -> Claim | None:
        """What a link says; None for one that has run out, and for whatever is none of ours."""
        try:
            claim = Claim.model_validate_json(self._keyring.unseal(PURPOSE, sealed))
        except (SealingError, ValidationError, ValueError):
            return None
        return claim if self._clock.now() < claim.until else None
