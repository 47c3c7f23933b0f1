"""What stands beside results: the way to follow up, and what was done about them when the same was asked before."""

from collections.abc import Sequence

from bot.capabilities.checkins.following.doing import done_facts
from bot.capabilities.checkins.following.done_messages import done_line, own_parts, tell_button
from bot.capabilities.checkins.following.page_messages import page_button
from bot.capabilities.checkins.following.rules import Followed, followed, names_seen
from bot.capabilities.checkins.kinds import Mode
from bot.capabilities.checkins.results.facts import QuestionResult, Results
from bot.capabilities.checkins.results.figure_messages import part_line
from bot.capabilities.checkins.store import dones
from bot.capabilities.checkins.store.following_tables import Done
from bot.capabilities.checkins.store.named import answers_named
from bot.capabilities.checkins.store.tables import Run
from bot.capability import Acting
from bot.chat.message import Actions, Button, Context, Part, plain
from bot.chat.texts import Texts
from bot.people.access import Actor
from bot.storage.sessions import Session


async def beside_run(session: Session, actor: Actor, shown: Results, t: Texts) -> Sequence[Part]:
    """Below the results of a run that has closed."""
    found = await followed(session, actor, shown.key)
    if found is None:
        return ()
    since = await dones.done_since(session, found.run)
    parts: list[Part] = [Context(plain(done_line(done.text, done.at, t))) for done, _ in since.get(0, ())[:1]]
    for one in shown.questions:
        parts += _since(one, since.get(one.place, ())[:1], t)
    if not found.organises:
        return parts
    for done in await dones.done_about(session, found.run.id):
        parts += own_parts(await done_facts(session, done, actor.side_id, t), t)
    return (*parts, Actions((tell_button(shown.key, t),)))


async def beside_question(acting: Acting, shown: Results, one: QuestionResult) -> Sequence[Part]:
    """Below one question: what was done since it was asked before, and the way to follow up."""
    found = await followed(acting.session, acting.actor, shown.key)
    if found is None:
        return ()
    since = await dones.done_since(acting.session, found.run)
    parts = _since(one, since.get(one.place, ()), acting.t)
    anonymous = found.run.mode is Mode.ANONYMOUS
    if await _has_somebody(acting, found, one):
        buttons: tuple[Button, ...] = (page_button(shown.key, one.place, acting.t, anonymous=anonymous),)
        parts.append(Actions(buttons))
    return parts


async def _has_somebody(acting: Acting, found: Followed, one: QuestionResult) -> bool:
    """Whether there is anybody to write to, or words to write back to."""
    if found.run.mode is Mode.ANONYMOUS:
        return found.organises and bool(one.wrote)
    names = names_seen(found, acting.actor)
    answered = await answers_named(acting.session, found.run.id, names, place=one.place)
    return any(each.person_id != acting.actor.person_id for each in answered)


def _since(one: QuestionResult, some: Sequence[tuple[Done, Run]], t: Texts) -> list[Part]:
    """What was done about a question, and how its answers are since then, where they are shown."""
    parts: list[Part] = [Context(plain(done_line(done.text, done.at, t))) for done, _ in some]
    if some and one.parts:
        asked, now = one.question.said(t.locale), part_line(one, one.parts[0], t)
        parts.append(Context(plain(t("Now, “{question}”: {figures}", question=asked, figures=now))))
    return parts
