"""Giving a shoutout: in words, in the form, and what every channel and person gets of it."""

from bot.capabilities.shoutouts.kinds import ShoutoutState
from bot.capabilities.shoutouts.store import Shoutout
from tests.bot.capabilities.shoutouts.conftest import STORY, Stage
from tests.statements import asked


async def test_one_line_shows_what_will_be_posted_and_one_press_posts_it(stage: Stage) -> None:
    answer = await stage.shout("Ines", f"{STORY} #ownership", "Ada")
    shown = stage.shown(answer.message)
    assert STORY in shown
    assert "#ownership 🙌" in shown
    assert "Whoever is named, and their lead, gets a direct message in their working hours." in shown
    assert await stage.count(Shoutout) == 1
    done = await stage.press("Ines", stage.button(answer.message, "Post in 1 channel"))
    assert stage.shown(done.redraw).startswith("Posted in 1 channel.")


async def test_one_word_that_tells_no_story_may_be_a_command(stage: Stage) -> None:
    answer = await stage.command("Ines", "shoutout blah")
    assert "If you meant a command: /shoutout help lists them." in stage.shown(answer.form)
    # Where typed words open no form, a button does.
    assert answer.opens is not None
    assert stage.shown((await stage.press("Ines", answer.opens)).form) == stage.shown(answer.form)
    assert "“/shoutout given”" in stage.shown((await stage.command("Ines", "shoutout gvien")).form)
    assert "If you meant" not in stage.shown((await stage.shout("Ines", "Thanks", "Luz")).form)


async def test_the_card_goes_to_the_channels_of_everybody_named_and_names_whom_its_readers_may_know(
    stage: Stage,
) -> None:
    await stage.decide("shoutouts.audience", "Everyone")
    kept = await stage.give("Ines", "Hana", "Luz")
    cards = {name: stage.shown(card) for name, card in (await stage.cards(kept)).items()}
    assert set(cards) == {"care", "harbor", "lumen"}
    assert "Hana" in cards["care"]
    assert "Luz" in cards["care"]
    assert "Hana" in cards["harbor"]
    assert "Luz" not in cards["harbor"]
    assert "an agent of another team" in cards["harbor"]
    assert "Hana" not in cards["lumen"]


async def test_the_press_that_posts_it_asks_the_database_little_whomever_it_names(stage: Stage) -> None:
    """Every statement is time that all its channels wait."""
    await stage.decide("shoutouts.audience", "Everyone")
    needed = []
    for whom in (["Luz"], ["Hana", "Luz", "Leo"]):
        form = (await stage.command("Ines", "shoutout")).form
        assert form is not None
        preview = (await stage.submit("Ines", form, **await stage.filled(*whom))).form
        assert preview is not None
        with asked(stage.database) as found:
            posted = await stage.submit("Ines", preview)
        assert (await stage.kept(form.object_id)).state is ShoutoutState.POSTED
        assert posted.settled == "Your shoutout went out.", "where it was begun all may read this"
        assert found.commits == 1
        needed.append(len(found.statements))
    assert max(needed) <= 36, needed


async def test_whoever_is_thanked_and_at_work_is_told_at_once(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz")
    assert kept.state is ShoutoutState.POSTED
    told = await stage.cards(kept, slot="personal")
    assert set(told) == {"Luz"}
    assert "Ines gave you a shoutout" in stage.shown(told["Luz"])


async def test_beforehand_a_giver_reads_of_others_no_more_than_these_have_chosen_to_tell(stage: Stage) -> None:
    await stage.by_first_name("Ada", "Ada Brandt")
    for giver, reads in (("Hana", False), ("Ines", True)):
        form = (await stage.command(giver, "shoutout")).form
        assert form is not None
        preview = await stage.submit(giver, form, **await stage.filled("Ada Brandt"))
        assert ("Brandt" in str(preview.form)) is reads


async def test_a_word_that_looks_like_a_value_and_is_none_is_said_to_stay_in_the_story(stage: Stage) -> None:
    answer = await stage.shout("Ines", f"{STORY} #owndership", "Ada")
    assert "“#owndership” is none of your values and stays in the story." in stage.shown(answer.message)
    for text in (f"{STORY} #48213", f"{STORY} #owndership #ownership"):
        answer = await stage.shout("Ines", text, "Ada")
        assert "none of your values" not in stage.shown(answer.message)
    await stage.decide("shoutouts.values", "")
    answer = await stage.shout("Ines", f"{STORY} #owndership", "Ada")
    assert "none of your values" not in stage.shown(answer.message)
