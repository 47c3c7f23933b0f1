"""What the organisation decides: one form over all settings that capabilities offer."""

from bot.capabilities.setup.handlers.answers import one, sentence, wrong
from bot.capabilities.setup.messages import organisation as said
from bot.capability import Context
from bot.chat.inbound import Answer, Command, FormSubmitted, Press
from bot.people import settings
from bot.people.refusal import Refused
from bot.people.settings import Value


async def ask_settings(context: Context, inbound: Command | Press) -> Answer:
    """Opens the settings, also for a name alone, since that may only ask; `settings NAME VALUE` changes one at once."""
    name, _, value = inbound.text.strip().partition(" ") if isinstance(inbound, Command) else ("", "", "")
    if value or (name and name not in context.offers.settings):
        changed = await _change(context, name, value)
        return sentence(context, said.settings_changed(context.t, [(context.offers.settings[name], changed)]))
    present = await settings.read_all(context.session, context.offers.settings)
    if not present:
        return sentence(context, said.no_settings(context.t))
    found = [(context.offers.settings[name], value) for name, value in present.items()]
    headings = {one.name: one.heading for one in context.offers.capabilities}
    return Answer(form=said.settings_form(context.t, found, headings))


async def change_settings(context: Context, inbound: FormSubmitted) -> Answer:
    """Changes what differs from what holds now; if one value cannot be, none is changed."""
    t = context.t
    present = await settings.read_all(context.session, context.offers.settings)
    problems: dict[str, str] = {}
    wanted: dict[str, str] = {}
    for name in present.keys() & inbound.values.keys():
        typed = _typed(inbound.values[name])
        try:
            if (
                await settings.parse(context.session, context.actor, context.offers.settings[name], typed)
                != present[name]
            ):
                wanted[name] = typed
        except Refused as refused:
            problems[name] = str(refused)
    if problems:
        return wrong(**problems)
    changed = [
        (context.offers.settings[name], await _change(context, name, typed)) for name, typed in sorted(wanted.items())
    ]
    return sentence(context, said.settings_changed(t, changed))


async def _change(context: Context, name: str, typed: str) -> Value:
    return await settings.change(context.session, context.actor, context.offers.settings, name, typed, context.now)


def _typed(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return one(value)
