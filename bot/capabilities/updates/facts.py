"""An update as its readers see it, in one language."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.capabilities.updates.store import Words
from bot.capabilities.updates.store.knowledge import CheckQuestion, FurtherCheck
from bot.capabilities.updates.store.report_tables import Seer
from bot.chat import languages
from bot.chat.inbound import Identity
from bot.chat.message import Mention


@dataclass(frozen=True)
class Owner:
    """Who answers questions about an update."""

    name: str
    side_id: int
    identity: Identity | None = None

    def mention(self) -> Mention:
        """Named natively where that is known, without ringing them in every channel."""
        who = self.identity
        if who is None:
            return Mention(self.name, quiet=True)
        return Mention(self.name, who.platform, who.home, who.user_id, quiet=True)


@dataclass(frozen=True)
class Facts:
    """An update as its readers see it. `effective_from` is always known here: a draft's is the moment of looking.

    `answered` counts the questions that were answered in all channels. `note` says what its last correction, at
    `corrected_at`, has changed. `language` is the one of its words (empty: the reader's), `others` those that it can be
    read in too; `missing` is the reader's where there is no text in it, or (`behind`) none that is corrected yet.
    `check` is what *Got it* asks first, `further_check` what that says in further languages.
    `seen_first` are those who saw the fault that it makes known.
    """

    public_id: str
    version: int
    title: str
    changed: str
    tell_customers: str
    effective_from: datetime
    acknowledge_by: datetime | None
    urgent: bool
    playbook_url: str
    owner: Owner
    corrected_at: datetime | None = None
    note: str = ""
    until_answered: str = ""
    answered: int = 0
    language: str = ""
    others: tuple[str, ...] = ()
    missing: str = ""
    behind: bool = False
    check: tuple[CheckQuestion, ...] = ()
    further_check: FurtherCheck = field(default_factory=dict, hash=False)
    seen_first: tuple[Seer, ...] = ()

    @property
    def object_id(self) -> str:
        """What this version's buttons carry."""
        return f"{self.public_id}.{self.version}"


def spoken(
    facts: Facts, texts: Mapping[str, Words], written: str, locale: str, left_behind: Collection[str] = ()
) -> Facts:
    """The same for a reader with this locale: in their language, else in the one that it was `written` in.

    `left_behind` are languages that a correction has not reached yet.
    """
    theirs = languages.best(texts, locale)
    words = texts[theirs or written]
    note = words.note or facts.note if facts.corrected_at is not None else ""
    return replace(
        facts,
        title=words.title,
        changed=words.changed,
        tell_customers=words.tell_customers,
        note=note,
        language=words.locale,
        others=tuple(sorted(one for one in texts if one != words.locale)),
        missing="" if theirs else languages.nearest(locale),
        behind=theirs is None and languages.best(left_behind, locale) is not None,
        check=facts.check if theirs == written else tuple(_asked(facts, theirs, written, locale)),
    )


def _asked(facts: Facts, theirs: str | None, written: str, locale: str) -> Iterator[CheckQuestion]:
    """The questions for whoever reads another language; one that is not given in it stays as it was `written`."""
    language = theirs or languages.nearest(locale)
    further = facts.further_check.get(theirs, {}) if theirs else {}
    for number, one in enumerate(facts.check, 1):
        words = further.get(number)
        if words is None:
            yield replace(one, language=written, missing=language)
        else:
            yield replace(one, text=words.text, answers=words.answers, line=words.line, language=language)
