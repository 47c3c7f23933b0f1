"""Shoutouts: a customer's story names the agents who made it, on every side, whoever employs them."""

from datetime import datetime

from bot.capabilities.shoutouts import arriving, composers, examples, handing_on, posting, settings, telling, tour
from bot.capabilities.shoutouts.after import letters, reporting
from bot.capabilities.shoutouts.after import offers as after
from bot.capabilities.shoutouts.after import spared as after_spared
from bot.capabilities.shoutouts.back import agenda, exporting, following, planning, side_export, spared, walls
from bot.capabilities.shoutouts.back import examples as looking_back
from bot.capabilities.shoutouts.back import offers as back
from bot.capabilities.shoutouts.store import DIGEST, REPORTED, STORY, SUBJECT, erasing, merging, records, story_records
from bot.capabilities.shoutouts.stories import deciding as story_list
from bot.capabilities.shoutouts.stories import endpoints as story_endpoints
from bot.capabilities.shoutouts.stories import examples as story_examples
from bot.capabilities.shoutouts.stories import offers as stories
from bot.capabilities.shoutouts.stories import spared as story_spared
from bot.capabilities.shoutouts.stories import telling as story_telling
from bot.capabilities.shoutouts.write import adding, beginning, finding, flow, forms, standing
from bot.capability import (
    NEVER_TOO_LATE,
    Capability,
    CommandOffer,
    Context,
    DownloadOffer,
    Example,
    FormPressOffer,
    HomeItem,
    JobOffer,
    MenuItem,
    PressOffer,
    SearchOffer,
    ShortcutOffer,
    SubmitOffer,
)
from bot.chat.texts import Texts
from bot.clock import Clocks
from bot.people.personal_links import Links
from bot.storage.sessions import Session


def capability(clocks: Clocks, links: Links | None = None) -> Capability:
    """Shoutouts; the calendar clock says who is at work when a card is composed anew.

    `links` makes the links to exports; None where Instep has no address.
    """
    return Capability(
        name="shoutouts",
        commands=(
            CommandOffer(
                "shoutout",
                beginning.by_words,
                usage="shoutout [@agent what they did #value]",
                help="Thank somebody by name, with the customer's story",
                also=(("shoutout @agent", "Shoutouts that name somebody"),),
                slash=True,
            ),
            CommandOffer(
                "shoutout button",
                standing.by_words,
                usage="shoutout button",
                help="Post a button for shoutouts to this channel, to be pinned there",
            ),
            *after.commands(),
            *back.commands(links),
            *stories.COMMANDS,
        ),
        presses={
            beginning.GIVE: PressOffer(beginning.by_button, reads=True),
            forms.CHANGE: PressOffer(flow.change, reads=True),
            forms.LOOK: PressOffer(flow.look, reads=True),
            forms.LET_GO: PressOffer(flow.post_press),
            forms.DISCARD: PressOffer(flow.discard),
            arriving.RETRY: PressOffer(arriving.try_again),
            **after.presses(),
            **back.presses(links),
            **stories.PRESSES,
        },
        submits={
            forms.SAVE: SubmitOffer(flow.save),
            adding.KEEP: SubmitOffer(adding.add),
            forms.POST: SubmitOffer(flow.post_form),
            **after.submits(),
            **back.submits(),
            **stories.SUBMITS,
        },
        form_presses={
            forms.CHANGE: FormPressOffer(flow.change),
            forms.SEE_ALL: FormPressOffer(flow.see_all),
            forms.ANEW: FormPressOffer(flow.anew, reads=False),
            forms.UNLISTED: FormPressOffer(adding.open_page, reads=False),
            **after.form_presses(),
            **back.form_presses(),
        },
        searches={forms.PEOPLE: SearchOffer(finding.find), adding.TEAMS: SearchOffer(adding.find_team)},
        shortcuts={"shoutout": ShortcutOffer(beginning.by_shortcut, "Shout out this message", on_message=True)},
        menu=(MenuItem("Give a shoutout", beginning.GIVE, order=15, opens_form=True), *after.menu(), *back.menu()),
        home=_home,
        spared={
            SUBJECT: spared.held_back,
            REPORTED: after_spared.reports_held_back,
            STORY: story_spared.held_back,
            DIGEST: spared.digest_held_back,
        },
        composers={
            SUBJECT: composers.Composer(clocks),
            STORY: story_telling.compose,
            DIGEST: following.compose,
            REPORTED: letters.Composer(clocks),
        },
        jobs={
            posting.FOLLOW: JobOffer(posting.follow, telling.TOO_LATE),
            telling.TELL: JobOffer(telling.NEWS.run, telling.TOO_LATE),
            arriving.ARRIVED: JobOffer(arriving.look, arriving.TOO_LATE),
            handing_on.LOOK: JobOffer(handing_on.look, NEVER_TOO_LATE),
            **after.jobs(),
            **stories.JOBS,
            **back.jobs(),
        },
        rhythms={DIGEST: planning.RHYTHM},
        agenda={agenda.SECTION: agenda.story_section},
        settings=settings.ALL,
        endpoints=story_endpoints.ENDPOINTS,
        examples=_gallery,
        tour=tour.tour,
        downloads={
            exporting.MINE_FILE: DownloadOffer(exporting.fetch, admins_see=False),
            side_export.SIDES_FILE: DownloadOffer(side_export.fetch),
        },
        standing=_standing,
        export_person=records.export_person,
        erase_person=erasing.erase_person,
        merge_person=merging.merge_person,
        retention=_delete_expired,
    )


def _gallery(t: Texts) -> list[Example]:
    return [*examples.examples(t), *looking_back.examples(t), *story_examples.examples(t)]


async def _home(context: Context) -> list[HomeItem]:
    return [*await walls.home(context), *await story_list.home(context), *await reporting.home(context)]


async def _standing(session: Session, now: datetime) -> None:
    await planning.begin(session, now)
    await handing_on.ensure(session, now)


async def _delete_expired(session: Session, now: datetime) -> int:
    return await records.delete_expired(session, now) + await story_records.forget_expired_stories(session, now)
