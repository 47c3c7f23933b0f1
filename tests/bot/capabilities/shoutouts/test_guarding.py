"""Customers' data in a shoutout: masked for good, but for what the giver says is none."""

from bot.chat.form import ChoiceField, FormButton
from tests.bot.capabilities.shoutouts.conftest import Stage

TOLD = "Rang the customer back on +44 20 7946 0958 and wrote to marisol@customer.example about order 48213."


async def test_customers_data_is_masked_in_what_is_shown_and_kept(stage: Stage) -> None:
    answer = await stage.shout("Ines", TOLD, "Luz")
    shown = stage.shown(answer.message)
    assert "2 pieces of a customer's data are masked." in shown
    assert "7946" not in shown
    assert "order 48213" in shown
    done = await stage.press("Ines", stage.button(answer.message, "Post in 1 channel"))
    assert done.redraw is not None
    kept = await stage.kept(stage.button(answer.message, "Change").object_id)
    assert "7946" not in kept.story
    assert "marisol@" not in kept.story


async def test_one_tick_keeps_a_false_alarm_and_partners_get_it_masked_all_the_same(stage: Stage) -> None:
    await stage.decide("shoutouts.audience", "Everyone")
    form = (await stage.command("Ines", "shoutout")).form
    assert form is not None
    preview = await stage.submit("Ines", form, **await stage.filled("Ada", story=TOLD))
    assert preview.form is not None
    ticks = next(one for one in preview.form.parts if isinstance(one, ChoiceField) and one.name == "shown")
    assert [one.label for one in ticks.options] == ["telephone number …58", "mail address m…@…"]
    # The first way in which it is seen is there in full, with what can be done about it; of the others, who is named.
    ticked = (ticks.options[0].value,)
    kinds = [part.label if isinstance(part, FormButton) else "" for part in preview.form.parts]
    assert stage.shown(preview.form).count("about order 48213") == 1
    assert kinds.index("See all 3 in full") == kinds.index("Change") + 1 < len(kinds) - 4
    whole = (await stage.press_in("Ines", preview.form, "See all 3 in full", shown=ticked)).form
    assert whole is not None
    assert stage.shown(whole).count("about order 48213") == 3
    assert "See all" not in stage.shown(whole)
    assert next(one.value for one in whole.parts if isinstance(one, ChoiceField) and one.name == "shown") == ticked
    await stage.submit("Ines", whole, shown=ticked)
    kept = await stage.kept(form.object_id)
    assert "+44 20 7946 0958" in kept.story
    assert "marisol@" not in kept.story
    cards = {name: stage.shown(card) for name, card in (await stage.cards(kept)).items()}
    assert "+44 20 7946 0958" in cards["care"]
    assert "7946" not in cards["harbor"]
    assert "7946" not in cards["lumen"]


async def test_the_organisation_may_let_partners_see_what_is_none(stage: Stage) -> None:
    await stage.decide("shoutouts.audience", "Everyone")
    await stage.decide("shoutouts.partners_see_all", "yes")
    form = (await stage.command("Ines", "shoutout")).form
    assert form is not None
    preview = await stage.submit("Ines", form, **await stage.filled("Ada", story=TOLD))
    assert preview.form is not None
    await stage.submit("Ines", preview.form, shown=("story:0",))
    cards = await stage.cards(await stage.kept(form.object_id))
    assert "+44 20 7946 0958" in stage.shown(cards["harbor"])


async def test_of_a_customers_name_the_first_is_kept_unless_the_organisation_says_otherwise(stage: Stage) -> None:
    assert (await stage.give("Ines", "Luz", quote="Never gave up.", customer="Marisol Quayle")).customer == "Marisol"
    await stage.decide("shoutouts.first_names", "no")
    kept = await stage.give("Ines", "Luz", quote="Never gave up.", customer="Marisol Quayle")
    assert kept.customer == "Marisol Quayle"


async def test_the_whole_name_of_whoever_said_it_is_shortened_in_the_texts_and_the_giver_sees_so(stage: Stage) -> None:
    texts = {"customer": "Noor Haddad", "story": "Noor Haddad and Mrs Anna Example waited in the rain.", "quote": ""}
    form = (await stage.command("Ines", "shoutout")).form
    assert form is not None
    preview = (await stage.submit("Ines", form, **await stage.filled("Ada", **texts))).form
    shown = stage.shown(preview)
    assert "Noor and Mrs Anna Example waited" in shown and "Haddad" not in shown
    assert "The customer's whole name stood in the text too: it was shortened there." in shown
    assert "“Mrs Anna Example” may be a customer's name." in shown
    assert preview is not None
    titled = await stage.filled("Ada", customer="Anna Example", story="Mrs Anna Example waited in the rain.", quote="")
    again = (await stage.submit("Ines", form, **titled)).form
    assert "Mrs Anna waited" in stage.shown(again) and "may be a customer's name" not in stage.shown(again)
    preview = (await stage.submit("Ines", form, **await stage.filled("Ada", **texts))).form
    assert preview is not None
    await stage.submit("Ines", preview)
    assert (await stage.kept(form.object_id)).story.startswith("Noor and Mrs Anna Example")
    await stage.decide("shoutouts.first_names", "no")
    whole = await stage.give("Ines", "Ada", **texts)
    assert whole.story.startswith("Noor Haddad and")
