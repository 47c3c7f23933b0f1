"""Updates in several languages with invented data: cards, visible fallbacks, reading, and the author's pages."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from bot.capabilities.updates import messages
from bot.capabilities.updates.corrections.forms import Look, look_form
from bot.capabilities.updates.facts import Facts, spoken
from bot.capabilities.updates.forms import read_form
from bot.capabilities.updates.languages.forms import (
    CHOOSE_CORRECTED_LANGUAGE,
    DROP_CORRECTED_LANGUAGE,
    SAVE_CORRECTED_LANGUAGE,
    Page,
    choose_form,
    read_in_form,
    text_form,
)
from bot.capabilities.updates.languages.messages import Reading
from bot.capabilities.updates.preview import Preview, preview_form
from bot.capabilities.updates.store import Readers, Words
from bot.capability import Example
from bot.chat.languages import LANGUAGES
from bot.chat.texts import Texts
from bot.people.viewpoint import Viewpoint

POLISH = Words(
    "pl",
    "Zwroty powyżej 50 € bez zgody przełożonego",
    "Zwroty do **200 €** robisz od razu.\n\n- Otwórz zamówienie i wybierz *Zwrot*\n- Podaj powód",
    "„Zwrócę to od razu. Pieniądze będą na karcie w ciągu trzech dni roboczych.”",
    "Limit podniesiony z 40 do 50",
)
ARABIC = Words(
    "ar",
    "المبالغ المستردة فوق 50 € لا تحتاج إلى مشرف",
    "المبالغ حتى **200 €** بين يديك.\n\n"
    "Refund Desk يعرض الحد الجديد (**24** تشرين الثاني) في [الدليل](https://playbook.example/refunds).\n\n"
    "- افتح الطلب واختر *استرداد* (Refund)\n- اذكر السبب",
    "«أستطيع رد المبلغ الآن. يصل إلى بطاقتك خلال ثلاثة أيام عمل.»",
)
READINGS = (
    Reading("en", "en", ("Care", "Night shift")),
    Reading("pl", "pl", ("Kraków",)),
    Reading("ar", "ar", (), overtaken=True),
    Reading("es", "en", tuple(f"Bogotá {number}" for number in range(1, 12)), more=2),
    Reading("zh_Hant", "en", (), more=1, behind=True),
    Reading("uk", "en", (), behind=True),
)


def examples(
    facts: Facts, at: datetime, figures: Mapping[int, Readers], view: Viewpoint, preview: Preview, zone: str, t: Texts
) -> Iterator[Example]:
    """All of them; what stands in another language has its direction, whatever the locale."""
    first = Words("en", facts.title, facts.changed, facts.tell_customers)
    texts = {one.locale: one for one in (first, POLISH, ARABIC)}
    for name, locale in {
        "Polish": "pl_PL",
        "Arabic": "ar",
        "English": "en_GB",
        "Spanish, of which there is none": "es",
    }.items():
        told = spoken(facts, texts, "en", locale)
        yield Example(f"card in other languages, {name}", messages.card(told, figures, view, t, zone))
    corrected = replace(facts, version=2, corrected_at=at, note="Limit raised from 40 to 50")
    left = spoken(corrected, {"en": first, "ar": ARABIC}, "en", "pl", {"pl"})
    yield Example("card in other languages, not corrected yet", messages.card(left, figures, view, t, zone))
    fallback = spoken(facts, {"en": first}, "en", "pl")
    yield Example("waiting in other languages", messages.waiting((fallback, told), 0, t, zone))
    yield Example("form in other languages, to read", read_form(spoken(facts, texts, "en", "ar"), view, t, zone))
    for name, locale in {"Polish": "pl", "Arabic": "ar"}.items():
        shown = read_in_form(spoken(facts, texts, "en", locale), view, t, zone, marks="update.en")
        yield Example(f"form in other languages, {name}", shown)
    yield from _pages(first, t)
    said = replace(preview, others=("ar", "pl"), readings=READINGS)
    yield Example("preview, languages", preview_form(said, t, zone))
    look = Look("update", 2, facts, preview.seen, (), 1, 1.0, None, ("Slack",), True, "en", ("pl",), READINGS[:2])
    yield Example("preview of a correction, languages", look_form(look, t, zone))


def _pages(first: Words, t: Texts) -> Iterator[Example]:
    page = Page("draft", "en", ("pl",))
    corrects = replace(
        page, choose=CHOOSE_CORRECTED_LANGUAGE, save=SAVE_CORRECTED_LANGUAGE, drop=DROP_CORRECTED_LANGUAGE
    )
    offered = tuple(one for one in LANGUAGES if one != "en")
    yield Example("form, other languages of a draft", choose_form(page, offered, READINGS, t))
    yield Example("form, other languages of a correction", choose_form(corrects, offered, READINGS, t))
    yield Example("form, text in a further language, empty", text_form(page, Words("zh_Hant", "", "", ""), first, t))
    yield Example("form, text in a further language", text_form(page, POLISH, first, t))
    yield Example("form, text to correct", text_form(corrects, POLISH, first, t, behind=True))
