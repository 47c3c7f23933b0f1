"""What stands in the form of a check-in, as it was typed: from a form, a draft, a file or what is set up."""

from dataclasses import dataclass, replace
from typing import Self

from bot.capabilities.checkins.kinds import Mode
from bot.capabilities.checkins.protecting import USUAL_THRESHOLD
from bot.capabilities.checkins.setting_up.templates import NOW, OWN, PULSE, USUAL, Usual
from bot.chat.texts import Texts
from bot.setting_up import typed


@dataclass(frozen=True)
class Typed(typed.Typed):
    """The fields of the form. `occasion` as `kind/public id`."""

    template: str = PULSE
    questions: str = ""
    occasion: str = ""
    open_minutes: str = ""
    mode: str = Mode.ANONYMOUS
    threshold: str = ""
    reminds: bool = True

    @classmethod
    def beginning(cls, template: str, least: int) -> Self:
        """An empty form with what is usual for a template; the organisation has no threshold below `least`."""
        return cls(template=template, threshold=str(max(least, USUAL_THRESHOLD))).with_usual()

    def with_usual(self) -> Self:
        usual = self.begins
        return replace(
            self,
            template=self.template if self.template in USUAL else OWN,
            questions=self.questions if self.has_own_questions else usual.questions,
            when=usual.when,
            at=usual.at,
            open_minutes=str(usual.open_minutes),
            mode=usual.mode.value,
            reminds=usual.reminds,
        )

    def says_of_usual(self, t: Texts) -> tuple[str, ...]:
        if not self.has_own_questions:
            return ()
        return (t("Your questions stay as you wrote them. For the usual ones, empty the field and press once more."),)

    @property
    def has_own_questions(self) -> bool:
        """Whether what stands there was written, and not filled in."""
        lines = self.questions.split()
        return bool(lines) and all(lines != one.questions.split() for one in USUAL.values())

    def completed(self) -> Self:
        return replace(self, when=self.when or NOW, at=self.at or self.begins.at)

    @property
    def begins(self) -> Usual:
        """What it began from; own questions where nothing known was chosen."""
        return USUAL.get(self.template, USUAL[OWN])
