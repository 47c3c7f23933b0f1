"""What a check-in can begin from: its usual questions in the languages of those who answer, its mode and time."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.capabilities.checkins.kinds import Mode, Template
from bot.chat.texts import Texts

HOUR, DAY = 60, 24 * 60

NOW = "now"
"""What is typed in place of a day where it is to be asked at once."""

BY_HAND = "by hand"
"""What is typed where nobody is asked before somebody has it asked, or an occasion is over that comes again."""

ATTENDED, ACKNOWLEDGED = "syncs.attended", "updates.acknowledged"
"""The occasions to which some templates belong."""


@dataclass(frozen=True)
class Usual:
    """What choosing a template fills the form with. `questions` and `when` as they are typed."""

    template: Template
    questions: str
    mode: Mode = Mode.ANONYMOUS
    when: str = "every Friday"
    at: str = "10:00"
    open_minutes: int = 3 * DAY
    reminds: bool = True
    occasion: str = ""


_PULSE = """\
smileys: How was your week at work?
es: ¿Cómo te fue esta semana en el trabajo?
fil: Kumusta ang linggo mo sa trabaho?
if 1 is 1-2: text: What would have made it better?
es: ¿Qué la habría mejorado?
fil: Ano sana ang nakapagpabuti rito?"""

_INFORMATION = """\
smileys: Did you have the information you needed this week?
es: ¿Tuviste esta semana la información que necesitabas?
fil: Nasa iyo ba ang impormasyong kailangan mo ngayong linggo?
if 1 is 1-3: text: What was missing?
es: ¿Qué faltó?
fil: Ano ang kulang?"""

_UNDERSTOOD = """\
yes/no: Is it clear to you what changes in your work?
es: ¿Te queda claro qué cambia en tu trabajo?
fil: Malinaw ba sa iyo kung ano ang magbabago sa trabaho mo?
if 1 is no: text: What is not clear yet?
es: ¿Qué no queda claro todavía?
fil: Ano ang hindi pa malinaw?"""

_TOOLING = """\
1-5: How well did your tools let you work this week?
es: ¿Qué tan bien te dejaron trabajar tus herramientas esta semana?
fil: Gaano kahusay nakatulong ang mga gamit mo sa trabaho ngayong linggo?
if 1 is 1-3: text: Which tool got in the way, and how?
es: ¿Qué herramienta estorbó y cómo?
fil: Aling gamit ang nakaabala, at paano?"""

_ONBOARDING_1 = """\
smileys: How was your first week?
es: ¿Cómo fue tu primera semana?
fil: Kumusta ang unang linggo mo?
yes/no: Do you know whom to ask when you are stuck?
es: ¿Sabes a quién preguntar cuando te atascas?
fil: Alam mo ba kung sino ang tatanungin kapag naiipit ka?
text: What would help you next week?
es: ¿Qué te ayudaría la próxima semana?
fil: Ano ang makakatulong sa iyo sa susunod na linggo?"""

_ONBOARDING_2 = """\
1-5: How ready do you feel to help customers on your own?
es: ¿Qué tan listo te sientes para atender clientes por tu cuenta?
fil: Gaano ka kahanda na tumulong sa mga kostumer nang mag-isa?
text: What do you look up most often?
es: ¿Qué buscas con más frecuencia?
fil: Ano ang pinakamadalas mong hanapin?"""

_ONBOARDING_4 = """\
1-5: How well do you know what is expected of you?
es: ¿Qué tan bien sabes qué se espera de ti?
fil: Gaano mo kaalam kung ano ang inaasahan sa iyo?
smileys: How much do you feel part of the team?
es: ¿Cuánto te sientes parte del equipo?
fil: Gaano mo nararamdaman na bahagi ka ng koponan?
text: What should we do differently for the next newcomers?
es: ¿Qué deberíamos hacer distinto con los próximos que lleguen?
fil: Ano ang dapat naming baguhin para sa mga susunod na baguhan?"""

_ENPS = """\
0-10: How likely are you to recommend working here to a friend?
es: ¿Qué tan probable es que recomiendes trabajar aquí a un amigo?
fil: Gaano ka malamang na irekomenda sa kaibigan ang pagtatrabaho rito?
text: What is the main reason for your answer?
es: ¿Cuál es la razón principal de tu respuesta?
fil: Ano ang pangunahing dahilan ng sagot mo?"""

_PARTNERSHIP = """\
1-5: How well do our companies work together?
es: ¿Qué tan bien trabajan juntas nuestras empresas?
fil: Gaano kahusay nagtutulungan ang ating mga kumpanya?
yes/no: Do you get an answer from the other side when you need it?
es: ¿Recibes respuesta de la otra parte cuando la necesitas?
fil: Nakakakuha ka ba ng sagot mula sa kabila kapag kailangan mo?
text: What one thing should the other side keep doing or change?
es: ¿Qué debería mantener o cambiar la otra parte?
fil: Anong isang bagay ang dapat ituloy o baguhin ng kabila?"""

_AFTER_SYNC = """\
smileys: Was this meeting worth your time?
es: ¿Valió la pena esta reunión?
fil: Sulit ba ang oras mo sa pulong na ito?
if 1 is 1-2: text: What should be different next time?
es: ¿Qué debería ser diferente la próxima vez?
fil: Ano ang dapat maiba sa susunod?"""

OWN, PULSE = "own", "pulse"

USUAL: Mapping[str, Usual] = MappingProxyType(
    {
        PULSE: Usual(Template.PULSE, _PULSE),
        "information": Usual(Template.INFORMATION, _INFORMATION),
        "understood": Usual(
            Template.UNDERSTOOD, _UNDERSTOOD, Mode.CONFIDENTIAL, NOW, open_minutes=2 * DAY, occasion=ACKNOWLEDGED
        ),
        "tooling": Usual(Template.TOOLING, _TOOLING, when="every 2 weeks on Wednesday", at="11:00"),
        "onboarding_1": Usual(Template.ONBOARDING_1, _ONBOARDING_1, Mode.CONFIDENTIAL),
        "onboarding_2": Usual(Template.ONBOARDING_2, _ONBOARDING_2, Mode.CONFIDENTIAL),
        "onboarding_4": Usual(Template.ONBOARDING_4, _ONBOARDING_4, Mode.CONFIDENTIAL),
        "enps": Usual(Template.ENPS, _ENPS, when="first Tuesday of the quarter", open_minutes=7 * DAY),
        "partnership": Usual(
            Template.PARTNERSHIP, _PARTNERSHIP, when="first Wednesday of the month", open_minutes=5 * DAY
        ),
        "after_sync": Usual(
            Template.AFTER_SYNC,
            _AFTER_SYNC,
            Mode.CONFIDENTIAL,
            BY_HAND,
            open_minutes=DAY,
            reminds=False,
            occasion=ATTENDED,
        ),
        OWN: Usual(Template.OWN, ""),
    }
)
"""By the name under which programs and files choose one."""


def called(t: Texts) -> Mapping[str, str]:
    """What each of them is called."""
    return {
        PULSE: t("Weekly pulse"),
        "information": t("Did you have the information you needed?"),
        "understood": t("Was the update understood?"),
        "tooling": t("Trouble with tools"),
        "onboarding_1": t("Onboarding, in the first week"),
        "onboarding_2": t("Onboarding, in the second week"),
        "onboarding_4": t("Onboarding, in the fourth week"),
        "enps": t("Would you recommend working here?"),
        "partnership": t("Working together, for both sides"),
        "after_sync": t("After the meeting"),
        OWN: t("Your own questions"),
    }


def began_from(template: Template) -> str:
    """The name of what a check-in began from."""
    return next(name for name, usual in USUAL.items() if usual.template is template)
