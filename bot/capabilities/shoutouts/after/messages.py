"""What is said after a shoutout was posted, to whoever acts and to whom it concerns."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.capabilities.shoutouts.card import content, first_of, muted, titled, who_is_thanked
from bot.capabilities.shoutouts.facts import Facts
from bot.capabilities.shoutouts.naming import name_of
from bot.chat.message import Body, Button, Message, MomentStyle, Paragraph, Part, plain, say
from bot.chat.texts import Texts
from bot.people.viewpoint import Viewpoint

UNCHEER = "shoutouts.uncheer"
GO_ON = "shoutouts.go_on"
READ_LETTER = "shoutouts.read_letter"


def cheered(at: datetime, public_id: str, t: Texts, zone: str, *, apart: bool = True) -> Message:
    """The presser's cheer counts. Where nothing is said `apart` from the card, a line has to do: *More* takes it back.

    A button would stand there in the place of the card.
    """
    text = t("You cheered at {time}.", time=t.moment(at, zone, MomentStyle.TIME))
    return say(text, *([_take_back(public_id, t)] if apart else []), locale=t.locale)


def cheered_before(at: datetime, now: datetime, public_id: str, t: Texts, zone: str, *, apart: bool = True) -> Message:
    """It counted before."""
    today = at.astimezone(ZoneInfo(zone)).date() == now.astimezone(ZoneInfo(zone)).date()
    since = t.moment(at, zone, MomentStyle.TIME if today else MomentStyle.DATE_TIME)
    if not apart:
        return say(t("Your cheer has counted since {time}. More takes it back.", time=since), locale=t.locale)
    return say(t("Your cheer has counted since {time}.", time=since), _take_back(public_id, t), locale=t.locale)


def _take_back(public_id: str, t: Texts) -> Button:
    return Button(t("Take it back"), UNCHEER, public_id)


def cheer_taken_back(t: Texts) -> Message:
    return say(t("Your cheer is taken back."), locale=t.locale)


def no_cheer(t: Texts) -> Message:
    return say(t("You had not cheered, so nothing was changed."), locale=t.locale)


def own_shoutout(t: Texts) -> Message:
    """A giver cheers what they gave."""
    return say(t("It is your own shoutout: your thanks count already, and cheers come from others."), locale=t.locale)


def about_you(t: Texts) -> Message:
    """Somebody cheers themselves."""
    return say(t("This shoutout is about you, so the cheers come from others. Enjoy it."), locale=t.locale)


def added(t: Texts) -> Message:
    return say(t("Added. It stands under the story everywhere."), locale=t.locale)


def added_before(t: Texts) -> Message:
    return say(t("This note was added already, so nothing was added twice."), locale=t.locale)


def note_removed(t: Texts) -> Message:
    return say(t("The note is gone everywhere."), locale=t.locale)


def nothing_to_remove(t: Texts) -> Message:
    return say(t("This note is gone already, or is not yours to remove."), locale=t.locale)


# --- correcting it ----------------------------------------------------------------------------------------------------


def corrected(channels: int, t: Texts) -> Message:
    if not channels:
        return say(t("Corrected. The messages to those who are thanked say so."), locale=t.locale)
    return say(t.n("Corrected in {n} channel.", "Corrected in {n} channels.", channels), locale=t.locale)


def nothing_corrected(t: Texts) -> Message:
    return say(t("This is what it says already, so nothing was changed."), locale=t.locale)


def corrected_meanwhile(story: str, t: Texts) -> Sequence[str]:
    """Above a correction that was typed while another one was sent off."""
    return (
        t("This shoutout was corrected meanwhile. Below is what you typed: send it off only if it still fits."),
        t("It says now: {story}", story=story),
    )


def reaches(joins: int, leaves: int, t: Texts) -> Sequence[str]:
    """Which channels come and go with a correction."""
    says = []
    if joins:
        says.append(t.n("{n} channel gets it for the first time.", "{n} channels get it for the first time.", joins))
    if leaves:
        says.append(
            t.n(
                "{n} channel reads that it no longer concerns it.",
                "{n} channels read that it no longer concerns them.",
                leaves,
            )
        )
    return says


def left(t: Texts) -> Message:
    """What is left in a channel that has nothing to do with it any more: neither names nor story."""
    return muted(t("This shoutout was corrected, and no longer concerns this channel."), t)


def no_longer_named(t: Texts) -> Message:
    """To somebody who was taken out."""
    text = t(
        "Whoever gave this shoutout has corrected it, and it no longer names you. What you do is seen all the same."
    )
    return muted(text, t)


def erased_here(t: Texts) -> Message:
    """To one person, in the place of a message of which nothing is left for them."""
    return muted(t("This message named somebody who was erased, and what it told is no longer kept."), t)


def no_longer_yours(t: Texts) -> Message:
    """To a lead none of whose people it names any more."""
    return muted(t("This shoutout was corrected, and no longer names anybody of your team."), t)


# --- taking it back ---------------------------------------------------------------------------------------------------


def withdrawn(public_id: str, t: Texts) -> Message:
    """To its giver, who can think again."""
    text = t("Withdrawn. Every copy says so, and nothing more of it goes out.")
    return say(text, Button(t("Go on with it"), GO_ON, public_id, opens_form=True), locale=t.locale)


def forgotten(t: Texts) -> Message:
    return say(t("What it said is no longer kept. Give a new shoutout instead."), locale=t.locale)


def givers_alone(t: Texts) -> Message:
    return say(t("Only whoever gave a shoutout can correct or withdraw it. Report it instead."), locale=t.locale)


def leads_alone(t: Texts) -> Message:
    text = t("Only leads of those who are in it can take it down. Report it to the organisation's managers.")
    return say(text, locale=t.locale)


def taken_down(t: Texts) -> Message:
    return say(t("Taken down everywhere. Its giver is told why."), locale=t.locale)


def yours_taken_down(facts: Facts, viewpoint: Viewpoint, platform: str, t: Texts) -> Message:
    """To its giver: why, whom it thanked, and what it said. They know whom they thanked privately."""
    facts = replace(facts, recipients=tuple(replace(one, privately=False) for one in facts.recipients))
    text = t("Your shoutout was taken down")
    parts: list[Part] = [titled(text), Body((Paragraph(plain(facts.ended_because)),), label=t("Why"))]
    parts += [*who_is_thanked(facts, viewpoint, platform, t), *content(facts, viewpoint, platform, t)]
    return Message(text, tuple(parts), t.locale)


def taken_down_line(facts: Facts, viewpoint: Viewpoint, t: Texts) -> str:
    """The same in the giver's catch-up, with whom it thanked as far as its giver may read that now."""
    names = [name for one in facts.recipients if (name := name_of(one, viewpoint, t))]
    if len(names) < len(facts.recipients) or not names:
        return t("Your shoutout was taken down: {why}", why=facts.ended_because)
    who = t.names(first_of(names, t))
    return t("Your shoutout for {names} was taken down: {why}", names=who, why=facts.ended_because)


def letter_button(public_id: str, t: Texts) -> Button:
    """In a catch-up: opens what the giver, or who reported it, was to be told."""
    return Button(t("Read it"), READ_LETTER, public_id)


# --- choices ----------------------------------------------------------------------------------------------------------


def chosen(redrawn: int, t: Texts) -> Message:
    """What somebody chose is kept."""
    if not redrawn:
        return say(t("Kept. It counts from now on."), locale=t.locale)
    text = t.n(
        "Kept. It counts from now on, and {n} shoutout that is out changes soon.",
        "Kept. It counts from now on, and {n} shoutouts that are out change soon.",
        redrawn,
    )
    return say(text, locale=t.locale)
