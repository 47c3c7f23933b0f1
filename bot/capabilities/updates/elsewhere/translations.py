"""Further languages of an update that did not come through chat: the same checks as of the form."""

from collections.abc import Mapping, Sequence

from bot.capabilities.updates.elsewhere.asked import NewTranslation, Translation
from bot.capabilities.updates.knowledge.rules import mistakes_further, read_question
from bot.capabilities.updates.languages.rules import mistakes
from bot.capabilities.updates.store import Words
from bot.capabilities.updates.store.knowledge import CheckQuestion, FurtherCheck, QuestionWords
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


def check_in(acting: Acting, given: Mapping[str, NewTranslation], check: Sequence[CheckQuestion]) -> FurtherCheck:
    """What the questions say by language, where they are given in it; raises Declined with the field to be mended.

    Which answer is right is as in the first language, whatever is marked.
    """
    t = acting.t
    found: dict[str, dict[int, QuestionWords]] = {}
    for name, said in given.items():
        field = f"languages.{name}.check"
        if not said.check:
            continue
        if len(said.check) != len(check):
            text = t.n(
                "The check has {n} question. Give as many.", "The check has {n} questions. Give as many.", len(check)
            )
            raise Declined(text, field=field)
        forms = [read_question(one) for one in said.check]
        words = {number: QuestionWords(form.text, form.lines, form.line) for number, form in enumerate(forms, 1)}
        for place, says in mistakes_further(words, check, t).items():
            number = place.rpartition("_")[2]
            raise Declined(t("Question {number}: {says}", number=number, says=says), field=field)
        found[language_meant(acting, name, f"languages.{name}")] = words
    return found
