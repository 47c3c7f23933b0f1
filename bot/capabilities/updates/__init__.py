"""Updates: a product change reaches every channel of every side at once, and everybody says that they have it."""

from bot.capabilities.updates import (
    acknowledge,
    agenda,
    examples,
    export_links,
    exports,
    home,
    occasions,
    remedies,
    ring,
    rules,
    search,
    settings,
    store,
    tour,
    write,
)
from bot.capabilities.updates.approval import offers as approval
from bot.capabilities.updates.catching_up import offers as catching_up
from bot.capabilities.updates.composing import RECEIPT, Composers
from bot.capabilities.updates.corrections import offers as corrections
from bot.capabilities.updates.corrections.correct import Correcting
from bot.capabilities.updates.corrections.spread import Paces
from bot.capabilities.updates.elsewhere.endpoints import endpoints
from bot.capabilities.updates.export_messages import EXPORT
from bot.capabilities.updates.forms import MORE, NOTE, SAVE
from bot.capabilities.updates.knowledge import offers as knowledge
from bot.capabilities.updates.languages import offers as languages
from bot.capabilities.updates.messages import GOT_IT, READ
from bot.capabilities.updates.planning import offers as planning
from bot.capabilities.updates.preview import CHANGE, LOOK_AGAIN, PUBLISH
from bot.capabilities.updates.publish import RING_JOB, Publishing
from bot.capabilities.updates.questions import offers as questions
from bot.capabilities.updates.receipt import CHOOSE_CHANNEL, IS_THERE, POST_AGAIN, RETRY
from bot.capabilities.updates.reminders import offers as reminders
from bot.capabilities.updates.replacing import choosing as replacing
from bot.capabilities.updates.replacing.forms import REPLACE
from bot.capabilities.updates.reports import offers as reports
from bot.capabilities.updates.reuse import offers as reuse
from bot.capabilities.updates.reuse.messages import GO_ON
from bot.capabilities.updates.roundups import offers as round_ups
from bot.capabilities.updates.search_messages import FIND, OLDER, SEARCH
from bot.capabilities.updates.store import merging
from bot.capability import (
    Capability,
    CommandOffer,
    DownloadOffer,
    FormPressOffer,
    JobOffer,
    MenuItem,
    PressOffer,
    ShortcutOffer,
    SubmitOffer,
)
from bot.clock import Clocks
from bot.joining import joined
from bot.people.personal_links import Links

WAITING = "updates.waiting"
EXPORTS = "updates.exports"


def capability(clocks: Clocks, paces: Paces, links: Links | None = None) -> Capability:
    """Updates; `paces` are the limits of each platform, from which the preview says how long a release will take.

    `links` makes the links to exported receipts; None where Instep has no address.
    """
    publishing, correcting = Publishing(paces), Correcting(paces)
    drafting = write.Writing(publishing)
    return joined(
        "updates",
        (
            _kept(paces),
            _written(publishing, drafting),
            planning.offers(publishing, paces),
            round_ups.offers(paces),
            reuse.offers(publishing, drafting),
            approval.offers(publishing, correcting),
            knowledge.offers(publishing, paces),
            languages.offers(publishing),
            _sent(clocks, paces),
            corrections.offers(clocks, paces, correcting),
            reminders.offers(clocks),
            _found(links),
            questions.offers(),
            reports.offers(clocks),
            _read(),
            catching_up.offers(),
        ),
    )


def _kept(paces: Paces) -> Capability:
    return Capability(
        "updates",
        home=home.home,
        agenda={agenda.SECTION: agenda.updates},
        occasions={occasions.ACKNOWLEDGED: occasions.OCCASION},
        settings=settings.ALL,
        endpoints=endpoints(paces),
        examples=examples.examples,
        tour=tour.tour,
        export_person=store.export_person,
        erase_person=store.erase_person,
        merge_person=merging.merge_person,
        retention=store.delete_expired,
    )


def _written(publishing: Publishing, drafting: write.Writing) -> Capability:
    return Capability(
        "updates",
        commands=(
            CommandOffer(
                "update",
                write.write,
                usage="update [title]",
                help="Write an update for every team that needs to know",
                slash=True,
                reads=True,
                may=rules.may_write,
            ),
            CommandOffer(
                "update mine",
                home.mine,
                usage="update mine",
                help="Your drafts, what became of your updates, and what you typed in a form that was closed, "
                "as it was when you last pressed a button in it",
                reads=True,
                may=rules.may_write,
            ),
        ),
        presses={
            home.WRITE: PressOffer(write.write_by_button, reads=True, may=rules.may_write),
            GO_ON: PressOffer(write.go_on, reads=True, may=rules.may_write),
        },
        submits={
            SAVE: SubmitOffer(drafting.save, may=rules.may_write),
            PUBLISH: SubmitOffer(publishing.publish, may=rules.may_write),
        },
        form_presses={
            MORE: FormPressOffer(write.show_more, reads=False, may=rules.may_write),
            CHANGE: FormPressOffer(write.change, may=rules.may_write),
            LOOK_AGAIN: FormPressOffer(drafting.look_again, may=rules.may_write),
        },
        shortcuts={
            "update": ShortcutOffer(write.write_about_message, "Write an update", on_message=True, may=rules.may_write)
        },
        menu=(MenuItem("Write an update", home.WRITE, order=10, opens_form=True, may=rules.may_write),),
    )


def _sent(clocks: Clocks, paces: Paces) -> Capability:
    composers = Composers(clocks, paces)
    return Capability(
        "updates",
        presses={
            RETRY: PressOffer(remedies.try_again),
            IS_THERE: PressOffer(remedies.is_there),
            POST_AGAIN: PressOffer(remedies.post_again),
            CHOOSE_CHANNEL: PressOffer(replacing.open_form, reads=True),
        },
        submits={REPLACE: SubmitOffer(replacing.Replacing(paces).publish)},
        composers={store.SUBJECT: composers.card, RECEIPT: composers.receipt},
        jobs={RING_JOB: JobOffer(ring.ring, ring.TOO_LATE)},
    )


def _found(links: Links | None) -> Capability:
    return Capability(
        "updates",
        commands=(
            CommandOffer(
                "update find",
                search.find,
                usage="update find [words]",
                help="Find a published update by its words",
                reads=True,
            ),
            CommandOffer(
                "exports",
                exports.show,
                help="Who has exported receipts and shoutouts that your side is in",
                reads=True,
                may=exports.administers,
            ),
            CommandOffer("update last", search.last, help="The latest updates", reads=True),
        ),
        presses={
            FIND: PressOffer(search.ask, reads=True),
            OLDER: PressOffer(search.older, reads=True),
            EXPORT: PressOffer(export_links.Exporting(links).offer, reads=True),
            EXPORTS: PressOffer(exports.show, reads=True, may=exports.administers),
        },
        submits={SEARCH: SubmitOffer(search.search, reads=True)},
        menu=(
            MenuItem("Find an update", FIND, order=30, opens_form=True),
            MenuItem("Exported receipts and shoutouts", EXPORTS, order=770, opens_form=True, may=exports.administers),
        ),
        downloads={export_links.RECEIPT_FILE: DownloadOffer(export_links.fetch)},
    )


def _read() -> Capability:
    return Capability(
        "updates",
        commands=(
            CommandOffer(
                "got it",
                acknowledge.got_it_by_words,
                usage="got it",
                help="Note the update of this thread, all in the thread of a round-up, or the newest one here",
            ),
        ),
        presses={
            GOT_IT: PressOffer(acknowledge.got_it, together=acknowledge.got_it_together),
            READ: PressOffer(acknowledge.read, reads=True),
            WAITING: PressOffer(acknowledge.waiting, reads=True),
        },
        submits={NOTE: SubmitOffer(acknowledge.got_it_after_reading)},
        menu=(MenuItem("What waits for me", WAITING, order=20),),
    )
