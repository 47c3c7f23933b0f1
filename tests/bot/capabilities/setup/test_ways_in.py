"""The menu, help, home and the card with a menu button."""

from datetime import timedelta
from typing import Any

from bot.capabilities.setup import compose_home, notify_new_home, stranger_line
from bot.capability import Capability, CommandOffer, Context, Offers
from bot.chat.inbound import Answer, Command, HomeOpened, Identity
from bot.delivery.tables import Copy, TargetKind
from bot.dispatch import Dispatch, Frame
from bot.people.model import Membership, Person, PersonState


async def test_what_is_not_understood_opens_a_menu_of_what_this_person_may_do(stage: Any) -> None:
    agent = await stage.command("Ben", "wibble wobble")
    admin = await stage.command("Ada", "")
    labels = {button.label for button in stage.buttons(agent.message)}
    assert {"Home", "Who am I?", "Away", "My shifts", "Days off", "Help"} == labels
    assert labels < {button.label for button in stage.buttons(admin.message)}
    assert "/instep help" in stage.text(agent.message)


async def test_words_that_are_not_known_are_said_with_the_command_that_is_most_like_them(stage: Any) -> None:
    unknown = (await stage.command("Ben", "instep blah")).message
    assert unknown.summary == "I do not know “blah”. Hello Ben. What would you like to do?"
    slip = (await stage.command("Ben", "awya until friday")).message
    assert slip.summary.startswith("I do not know “awya until friday”. Did you mean “/instep away until friday”?")
    sentence = (await stage.command("Luz", "where do I find my next shift")).message
    assert sentence.summary.startswith("I did not understand that. Hello Luz.")
    for asked in ("menu", "instep", ""):
        assert (await stage.command("Ben", asked)).message.summary == "Hello Ben. What would you like to do?"
    answer = await stage.press("Ben", stage.button(slip, "away until friday"))
    assert "away" in answer.message.summary.lower() and "do not know" not in answer.message.summary
    assert "audiences" not in (await stage.command("Ben", "audience")).message.summary, "he may not use it"


async def test_every_button_of_the_menu_leads_somewhere_for_whoever_sees_it(stage: Any) -> None:
    for who in ("Ada", "Ben", "Hana", "Luz"):
        menu = (await stage.command(who, "menu")).message
        for button in stage.buttons(menu):
            answer = await stage.press(who, button, channel="lobby")
            assert answer.message or answer.form, button
            assert "did not work" not in (answer.message.summary if answer.message else ""), button


async def test_help_spells_commands_as_they_are_typed_here(stage: Any) -> None:
    assert "/instep who am i" in stage.text((await stage.command("Ben", "help")).message)
    assert "@Instep who am i" in stage.text((await stage.command("Luz", "help")).message)
    by_mention = await stage.command("Hana", "help", by_mention=True)
    assert "@Instep who am i" in stage.text(by_mention.message)


async def test_help_after_a_slash_command_is_help_and_after_other_words_what_they_take(stage: Any) -> None:
    async def write(context: Context, inbound: Command) -> Answer:
        raise AssertionError

    commands = (CommandOffer("update", write, slash=True), CommandOffer("update find", write))
    offers = Offers([*stage.offers.capabilities, Capability("sample", commands=commands)])
    for typed in ("update help", "update Help", "instep update help"):
        offer, rest = offers.command(typed) or (None, "")
        assert offer is not None and (offer.words, rest) == ("help", "update"), typed
    for typed in ("update help desk opens at six", "update find help"):
        offer, _ = offers.command(typed) or (None, "")
        assert offer is not None and offer.words != "help", typed


async def test_help_after_a_slash_command_lists_its_words_alone_and_says_where_all_are(stage: Any) -> None:
    async def write(context: Context, inbound: Command) -> Answer:
        raise AssertionError

    also = (("try [@somebody]", "See what they tried"),)
    words = (
        CommandOffer("try", write, usage="try", help="Try it", also=also, slash=True),
        CommandOffer("try again", write, usage="try again", help="Try once more"),
    )
    sample = Capability("sample", commands=words)
    offers = Offers([*stage.offers.capabilities, sample])
    frame = Frame(compose_home, stranger_line, notify_new_home)
    stage.dispatch = Dispatch(stage.database, stage.platforms, offers, stage.clocks, frame)
    shown = stage.text((await stage.command("Ben", "try help")).message)
    assert "/instep help lists all words." in shown
    for typed in ("/try", "/try [@somebody]", "/try again"):
        assert f'"{typed}"' in shown
    assert "See what they tried" in shown
    from_elsewhere = stage.text((await stage.command("Luz", "try help")).message)
    assert '"@Instep try again"' in from_elsewhere
    assert "who am i" not in shown
    assert "who am i" in stage.text((await stage.command("Ben", "help")).message)


async def test_help_leaves_out_what_this_person_may_not_do(stage: Any) -> None:
    assert "/instep settings [name value]" in stage.text((await stage.command("Ada", "instep help")).message)
    assert "settings" not in stage.text((await stage.command("Ben", "help")).message)


async def test_an_empty_home_still_offers_the_menu(stage: Any) -> None:
    home = (await stage.send(HomeOpened(stage.origin("Ben")))).home
    assert home.summary == "Nothing waits for you."
    assert stage.button(home, "Menu")
    assert (await stage.command("Ben", "home")).message == home


async def test_a_lead_sees_people_to_confirm_first_and_their_team_below(stage: Any) -> None:
    harbor = (await stage.one(Person, name="Hana")).side_id
    async with stage.database.write() as session:
        for n in range(6):
            person = Person(
                side_id=harbor, name=f"New {n}", state=PersonState.PROVISIONAL, created_at=stage.calendar.now()
            )
            session.add(person)
            await session.flush()
            session.add(Membership(team_id=2, person_id=person.id, since=stage.calendar.now()))
    home = (await stage.command("Hana", "home")).message
    assert home.summary == "1 thing waits for you."
    assert stage.buttons(home)[0].label == "Confirm 6 people"
    assert "Harbor Care" in stage.text(home)


async def test_more_than_five_things_are_counted_and_can_all_be_seen(stage: Any) -> None:
    for n in range(8):
        await stage.command(Identity("slack", f"T9{n}", "U1"), "menu")
    home = (await stage.command("Ada", "home")).message
    assert home.summary == "8 things wait for you."
    assert "and 3 more" in stage.text(home)
    assert len([b for b in stage.buttons(home) if b.label == "Link this company"]) == 5
    everything = await stage.press("Ada", stage.button(home, "Show all"))
    assert len(stage.buttons(everything.message)) == 8


async def test_a_menu_card_is_posted_into_the_channel_for_those_without_commands(stage: Any) -> None:
    await stage.linked("harborline-care", "Harbor Care")
    answer = await stage.command("Hana", "button", channel="harborline-care", by_mention=True)
    assert "on its way" in answer.message.summary
    copy = await stage.one(Copy, subject_kind="setup.menu_card")
    assert copy.target_kind == TargetKind.CHANNEL


async def test_a_menu_card_needs_a_channel(stage: Any) -> None:
    assert "in the channel that you mean" in (await stage.command("Ada", "button")).message.summary
    assert "/instep link channel" in (await stage.command("Ada", "button", channel="lobby")).message.summary


async def test_a_repeated_request_for_the_menu_card_posts_one_whenever_it_comes(stage: Any) -> None:
    await stage.linked("care", "Care")
    first = Command(stage.origin("Ada", "care"), "button", "")
    await stage.send(first)
    stage.later(timedelta(minutes=2))
    await stage.send(first)
    assert len(await stage.all(Copy, subject_kind="setup.menu_card")) == 1
    await stage.send(Command(stage.origin("Ada", "care"), "button", ""))
    assert len(await stage.all(Copy, subject_kind="setup.menu_card")) == 2


async def test_two_clicks_around_a_full_minute_are_one_card(stage: Any) -> None:
    await stage.linked("care", "Care")
    now = stage.calendar.instant
    stage.later(timedelta(seconds=59 - now.second, microseconds=-now.microsecond))
    for _ in range(2):
        await stage.send(Command(stage.origin("Ada", "care"), "button", ""))
        stage.later(timedelta(seconds=2))
    assert len(await stage.all(Copy, subject_kind="setup.menu_card")) == 1
