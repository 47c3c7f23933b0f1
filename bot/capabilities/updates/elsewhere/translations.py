"""Further languages of an update that did not come through chat: the same checks as of the form."""

from collections.abc import Mapping

from bot.capabilities.updates.elsewhere.asked import Translation
from bot.capabilities.updates.languages.rules import mistakes
from bot.capabilities.updates.store import Words
from bot.capability import Acting, Declined
from bot.chat import languages


def language_meant(acting: Acting, text: str, field: str) -> str:
    """The language of that name or sign; raises Declined with the field."""
    found = languages.meant(text)
    if found is None:
        says = acting.t("“{text}” is no language of Instep. Write it like pl, pt_BR or zh_Hant.", text=text)
        raise Declined(says, field=field)
    return found


def words_in(acting: Acting, given: Mapping[str, Translation | None], written: str) -> Mapping[str, Words]:
    """What is said by language, without a title where it is taken out; raises Declined with the field to be mended."""
    found: dict[str, Words] = {}
    for name, said in given.items():
        field = f"languages.{name}"
        language = language_meant(acting, name, field)
        if language == written:
            raise Declined(acting.t("That is the language of the first text."), field=field)
        if language in found:
            raise Declined(acting.t("This language stands here twice."), field=field)
        if said is None:
            found[language] = Words(language, "", "", "")
            continue
        title, note = " ".join(said.title.split()), " ".join(said.note.split())
        words = Words(language, title, said.changed.strip(), said.tell_customers.strip(), note)
        for part, says in mistakes(words, acting.t, acting.now).items():
            raise Declined(says, field=f"{field}.{part}")
        found[language] = words
    return found
