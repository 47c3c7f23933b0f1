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
from bot.capabilities.updates.approval import correction_deciding, deciding
from bot.capabilities.updates.approval import jobs as approval_jobs
from bot.capabilities.updates.approval.asking import Asking
from bot.capabilities.updates.approval.deciding import Deciding
from bot.capabilities.updates.approval.forms import (
    APPROVE,
    APPROVE_CORRECTION,
    ASK_APPROVAL,
    SEND_BACK,
    SEND_BACK_CORRECTION,
    SEND_BACK_CORRECTION_WITH,
    SEND_BACK_WITH,
)
from bot.capabilities.updates.approval.letters import APPROVAL_JOB
from bot.capabilities.updates.approval.messages import LOOK, LOOK_AT_CORRECTION, SEE_FIRST
from bot.capabilities.updates.catching_up import at_start, on_demand
from bot.capabilities.updates.catching_up.messages import AT_SHIFT_START, CATCH_UP, CAUGHT, GOT_ALL
from bot.capabilities.updates.composing import RECEIPT, Composers
from bot.capabilities.updates.corrections import copies, correct, leftovers
from bot.capabilities.updates.corrections import forms as correction_forms
from bot.capabilities.updates.corrections import languages as correction_languages
from bot.capabilities.updates.corrections.correct import Correcting
from bot.capabilities.updates.corrections.spread import CORRECT, WITHDRAW, Paces
from bot.capabilities.updates.corrections.withdraw import Withdrawing
from bot.capabilities.updates.elsewhere.endpoints import endpoints
from bot.capabilities.updates.export_messages import EXPORT
from bot.capabilities.updates.forms import MORE, NOTE, SAVE, TEMPLATES
from bot.capabilities.updates.knowledge import taking, trial
from bot.capabilities.updates.knowledge import writing as check_writing
from bot.capabilities.updates.knowledge.forms import (
    ADD_QUESTION,
    CHECK,
    CHECK_LANGUAGES,
    CHOOSE_CHECK_LANGUAGE,
    DROP_CHECK,
    DROP_QUESTION,
    SAVE_CHECK,
    SAVE_CHECK_LANGUAGE,
    SEE_CHECK,
)
from bot.capabilities.updates.knowledge.messages import REMOVE_CHECK
from bot.capabilities.updates.knowledge.pages import ASK_AGAIN, BACK, CHOOSE
from bot.capabilities.updates.knowledge.removing import Removing
from bot.capabilities.updates.knowledge.translating import CheckTranslating
from bot.capabilities.updates.languages import forms as language_forms
from bot.capabilities.updates.languages import reading, writing
from bot.capabilities.updates.languages.messages import LANGUAGES, OTHER_LANGUAGES
from bot.capabilities.updates.messages import ASK, GOT_IT, READ, REPORT
from bot.capabilities.updates.planning import calendar, changing, choosing
from bot.capabilities.updates.planning.arrange import GO_OUT
from bot.capabilities.updates.planning.buttons import CALENDAR, CANCEL, MOVE, REST
from bot.capabilities.updates.planning.forms import KEEP_PLAN, MOVE_PLAN, PLAN
from bot.capabilities.updates.planning.going_out import GoingOut
from bot.capabilities.updates.preview import CHANGE, LOOK_AGAIN, PUBLISH
from bot.capabilities.updates.publish import RING_JOB, Publishing
from bot.capabilities.updates.questions import answer, ask, jobs, listing, overheard
from bot.capabilities.updates.questions.forms import SEND_ANSWER, SEND_ON, SEND_QUESTION
from bot.capabilities.updates.questions.letters import BEGINS_JOB, DUE_JOB
from bot.capabilities.updates.questions.messages import ANSWER, HAND_OVER
from bot.capabilities.updates.receipt import CHOOSE_CHANNEL, IS_THERE, POST_AGAIN, QUESTIONS, RETRY
from bot.capabilities.updates.reminders import by_hand, looking, rounds
from bot.capabilities.updates.reminders.messages import REMIND
from bot.capabilities.updates.reminders.rounds import REMINDER
from bot.capabilities.updates.replacing import choosing as replacing
from bot.capabilities.updates.replacing.forms import REPLACE
from bot.capabilities.updates.reports import decide, letters, report
from bot.capabilities.updates.reports import jobs as report_jobs
from bot.capabilities.updates.reports import listing as reports
from bot.capabilities.updates.reports.forms import SEND_REPORT, SETTLE_REPORT
from bot.capabilities.updates.reports.issues import make_known
from bot.capabilities.updates.reports.messages import (
    APART,
    HANDLED,
    MAKE_KNOWN,
    NO_FAULT,
    REPORT_ANEW,
    REPORTS,
    THIS_TOO,
)
from bot.capabilities.updates.reuse import deleting, handing, saving, shelf, starting
from bot.capabilities.updates.reuse.forms import GIVE_TO, OWN_TEMPLATE, SAVE_OUTAGE, template_action
from bot.capabilities.updates.reuse.messages import (
    DELETE_DRAFT,
    GIVE_BACK,
    GIVE_DRAFT,
    GO_ON,
    SAVE_TEMPLATE,
    USE_AGAIN,
)
from bot.capabilities.updates.reuse.shelf_forms import DELETE_TEMPLATE, KEEP_TEMPLATE, RENAME_TEMPLATE
from bot.capabilities.updates.reuse.shelf_messages import BEGIN, CHANGE_TEMPLATE, SHELF
from bot.capabilities.updates.reuse.templates import templates
from bot.capabilities.updates.roundups import bundling
from bot.capabilities.updates.roundups import changing as round_ups
from bot.capabilities.updates.roundups.arrange import GO_OUT_TOGETHER
from bot.capabilities.updates.roundups.forms import (
    CHANGE_ROUND_UP,
    KEEP_ROUND_UP_PLAN,
    MOVE_ROUND_UP_PLAN,
    PLAN_ROUND_UP,
    SEE_ROUND_UP,
    SEND_ROUND_UP,
)
from bot.capabilities.updates.roundups.going_out import GoingOut as GoingOutTogether
from bot.capabilities.updates.roundups.messages import ROUND_UP
from bot.capabilities.updates.roundups.planned import CANCEL_ROUND_UP, MOVE_ROUND_UP
from bot.capabilities.updates.search_messages import FIND, OLDER, SEARCH
from bot.capabilities.updates.store import merging
from bot.capabilities.updates.store.reports import REPORT as REPORT_SUBJECT
from bot.capability import (
    NEVER_TOO_LATE,
    Capability,
    CommandOffer,
    DownloadOffer,
    FormPressOffer,
    JobOffer,
    MenuItem,
    OverheardOffer,
    PressOffer,
    ShortcutOffer,
    SubmitOffer,
)
from bot.chat.texts import Texts
from bot.clock import Clocks
from bot.people.personal_links import Links

WAITING = "updates.waiting"
EXPORTS = "updates.exports"


def capability(clocks: Clocks, paces: Paces, links: Links | None = None) -> Capability:
    """Updates; `paces` are the limits of each platform, from which the preview says how long a release will take.

    `links` makes the links to exported receipts; None where Instep has no address.
    """
    publishing = Publishing(paces)
    drafting = write.Writing(publishing)
    asking, eyes = Asking(publishing), Deciding(publishing)
    correcting = Correcting(paces)
    withdrawing = Withdrawing(paces)
    translating = writing.Translating(publishing)
    eyes_on_corrections = correction_deciding.DecidingCorrections(correcting)
    correcting_texts = correction_languages.Translating(correcting)
    going_out = GoingOut(paces)
    checking = check_writing.CheckWriting(publishing)
    check_texts = CheckTranslating(publishing)
    bundles = bundling.Bundling(paces)
    composers = Composers(clocks, paces)
    return Capability(
        name="updates",
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
            CommandOffer(
                "update planned",
                changing.planned,
                usage="update planned",
                help="What is to go out at a time, to move or cancel it",
                reads=True,
                may=rules.may_write,
            ),
            CommandOffer(
                "update calendar",
                calendar.by_words,
                usage="update calendar",
                help="What goes out in the next weeks, by day",
                reads=True,
                may=rules.may_write,
            ),
            CommandOffer(
                "update round-up",
                bundling.by_words,
                usage="update round-up",
                help="Send several of your drafts at once or at a time, in each channel as one message with a thread",
                reads=True,
                may=rules.may_write,
            ),
            CommandOffer(
                "update templates",
                shelf.by_words,
                usage="update templates",
                help="Your side's own templates, to start from, rename or delete",
                reads=True,
                may=rules.may_write,
            ),
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
            CommandOffer(
                "update questions",
                listing.questions,
                usage="update questions [page]",
                help="Questions about your updates, and what you asked yourself",
                reads=True,
            ),
            CommandOffer("questions", listing.questions, reads=True),
            CommandOffer(
                "update ask",
                ask.ask_by_words,
                usage="update ask [question]",
                help="Ask about the update of this thread, or the newest one here",
                reads=True,
            ),
            CommandOffer("ask", ask.ask_by_words, reads=True),
            CommandOffer(
                "update report",
                report.report_by_words,
                usage="update report [what customers say]",
                help="Say that something is wrong, with the update of this thread or by itself",
                reads=True,
            ),
            *(CommandOffer(words, report.report_by_words, reads=True) for words in report.OTHER_WORDS),
            CommandOffer(
                "update reports",
                reports.reports,
                usage="update reports [page]",
                help="Reports about your updates, and what became of those you made",
                reads=True,
            ),
            CommandOffer("reports", reports.reports, reads=True),
            CommandOffer(
                "got it",
                acknowledge.got_it_by_words,
                usage="got it",
                help="Note the update of this thread, all in the thread of a round-up, or the newest one here",
            ),
            CommandOffer(
                "catch me up",
                on_demand.catch_me_up,
                usage="catch me up",
                help="What changed since your last shift",
                reads=True,
            ),
            CommandOffer(
                "catch up",
                on_demand.choose,
                usage="catch up [on|off]",
                help="Whether that comes by itself when your shift begins",
            ),
        ),
        presses={
            GOT_IT: PressOffer(acknowledge.got_it, together=acknowledge.got_it_together),
            READ: PressOffer(acknowledge.read, reads=True),
            WAITING: PressOffer(acknowledge.waiting, reads=True),
            home.WRITE: PressOffer(write.write_by_button, reads=True, may=rules.may_write),
            GO_ON: PressOffer(write.go_on, reads=True, may=rules.may_write),
            EXPORT: PressOffer(export_links.Exporting(links).offer, reads=True),
            EXPORTS: PressOffer(exports.show, reads=True, may=exports.administers),
            FIND: PressOffer(search.ask, reads=True),
            OLDER: PressOffer(search.older, reads=True),
            RETRY: PressOffer(remedies.try_again),
            IS_THERE: PressOffer(remedies.is_there),
            POST_AGAIN: PressOffer(remedies.post_again),
            CHOOSE_CHANNEL: PressOffer(replacing.open_form, reads=True),
            REMIND: PressOffer(by_hand.remind),
            ASK: PressOffer(ask.ask, reads=True),
            ANSWER: PressOffer(answer.open_answer, reads=True),
            HAND_OVER: PressOffer(answer.open_hand_over, reads=True),
            QUESTIONS: PressOffer(listing.show_page, reads=True),
            REPORT: PressOffer(report.report, reads=True),
            REPORT_ANEW: PressOffer(report.report_anew, reads=True),
            THIS_TOO: PressOffer(report.this_too),
            APART: PressOffer(report.set_apart),
            REPORTS: PressOffer(reports.show_page, reads=True),
            MAKE_KNOWN: PressOffer(make_known, reads=True, may=rules.may_write),
            HANDLED: PressOffer(decide.open_handled, reads=True),
            NO_FAULT: PressOffer(decide.open_no_fault, reads=True),
            CATCH_UP: PressOffer(on_demand.catch_me_up, reads=True),
            CAUGHT: PressOffer(on_demand.got_it),
            GOT_ALL: PressOffer(on_demand.got_all),
            AT_SHIFT_START: PressOffer(on_demand.choose),
            CORRECT: PressOffer(correct.open_form, reads=True, may=rules.may_write),
            REMOVE_CHECK: PressOffer(Removing(paces).remove, may=rules.may_write),
            LANGUAGES: PressOffer(reading.other_languages, reads=True),
            WITHDRAW: PressOffer(withdrawing.open_form, reads=True, may=rules.may_write),
            CALENDAR: PressOffer(calendar.by_button, reads=True, may=rules.may_write),
            MOVE: PressOffer(changing.open_move, reads=True, may=rules.may_write),
            CANCEL: PressOffer(changing.cancel, may=rules.may_write),
            REST: PressOffer(changing.Rest(going_out).publish, may=rules.may_write),
            ROUND_UP: PressOffer(bundling.by_button, reads=True, may=rules.may_write),
            MOVE_ROUND_UP: PressOffer(round_ups.open_move, reads=True, may=rules.may_write),
            CANCEL_ROUND_UP: PressOffer(round_ups.cancel, may=rules.may_write),
            USE_AGAIN: PressOffer(starting.use_again, reads=True, may=rules.may_write),
            SAVE_TEMPLATE: PressOffer(saving.open_form, reads=True, may=rules.may_write),
            SHELF: PressOffer(shelf.by_button, reads=True, may=rules.may_write),
            BEGIN: PressOffer(starting.from_own, reads=True, may=rules.may_write),
            CHANGE_TEMPLATE: PressOffer(shelf.open_change, reads=True, may=rules.may_write),
            DELETE_DRAFT: PressOffer(deleting.delete),
            GIVE_DRAFT: PressOffer(handing.open_form, reads=True, may=rules.may_write),
            GIVE_BACK: PressOffer(handing.give_back),
            LOOK: PressOffer(eyes.look, reads=True, may=rules.may_write),
            LOOK_AT_CORRECTION: PressOffer(eyes_on_corrections.look, reads=True, may=rules.may_write),
            SEE_FIRST: PressOffer(asking.see, reads=True, may=rules.may_write),
        },
        submits={
            SAVE: SubmitOffer(drafting.save, may=rules.may_write),
            TEMPLATES: SubmitOffer(starting.without_template, reads=True, may=rules.may_write),
            KEEP_TEMPLATE: SubmitOffer(saving.Saving(publishing).keep, may=rules.may_write),
            RENAME_TEMPLATE: SubmitOffer(shelf.rename, may=rules.may_write),
            SAVE_OUTAGE: SubmitOffer(starting.Outages(drafting).save, may=rules.may_write),
            GIVE_TO: SubmitOffer(handing.give, may=rules.may_write),
            ASK_APPROVAL: SubmitOffer(asking.ask, may=rules.may_write),
            APPROVE: SubmitOffer(eyes.approve, may=rules.may_write),
            APPROVE_CORRECTION: SubmitOffer(eyes_on_corrections.approve, may=rules.may_write),
            SEND_BACK_CORRECTION_WITH: SubmitOffer(correction_deciding.send_back, may=rules.may_write),
            SEND_BACK_WITH: SubmitOffer(deciding.send_back, may=rules.may_write),
            PUBLISH: SubmitOffer(publishing.publish, may=rules.may_write),
            REPLACE: SubmitOffer(replacing.Replacing(paces).publish),
            KEEP_PLAN: SubmitOffer(choosing.Choosing(publishing).keep, may=rules.may_write),
            MOVE_PLAN: SubmitOffer(changing.move, may=rules.may_write),
            SEE_ROUND_UP: SubmitOffer(bundles.see, reads=True, may=rules.may_write),
            SEND_ROUND_UP: SubmitOffer(bundles.send, may=rules.may_write),
            KEEP_ROUND_UP_PLAN: SubmitOffer(bundles.keep_time, reads=True, may=rules.may_write),
            MOVE_ROUND_UP_PLAN: SubmitOffer(round_ups.move, may=rules.may_write),
            SEARCH: SubmitOffer(search.search, reads=True),
            NOTE: SubmitOffer(acknowledge.got_it_after_reading),
            SAVE_CHECK: SubmitOffer(checking.save, may=rules.may_write),
            CHOOSE_CHECK_LANGUAGE: SubmitOffer(check_texts.choose, reads=True, may=rules.may_write),
            SAVE_CHECK_LANGUAGE: SubmitOffer(check_texts.save, may=rules.may_write),
            SEND_QUESTION: SubmitOffer(ask.send),
            SEND_ANSWER: SubmitOffer(answer.send_answer),
            SEND_ON: SubmitOffer(answer.send_on),
            SEND_REPORT: SubmitOffer(report.send),
            SETTLE_REPORT: SubmitOffer(decide.settle),
            correction_forms.SAVE_CORRECTION: SubmitOffer(correcting.save, may=rules.may_write),
            correction_forms.MAKE_CORRECTION: SubmitOffer(correcting.make, may=rules.may_write),
            language_forms.READ_IN: SubmitOffer(reading.in_chosen, reads=True),
            language_forms.CHOOSE_LANGUAGE: SubmitOffer(translating.choose, may=rules.may_write),
            language_forms.SAVE_LANGUAGE: SubmitOffer(translating.save, may=rules.may_write),
            language_forms.CHOOSE_CORRECTED_LANGUAGE: SubmitOffer(correcting_texts.choose, may=rules.may_write),
            language_forms.SAVE_CORRECTED_LANGUAGE: SubmitOffer(correcting_texts.save, may=rules.may_write),
            correction_forms.WITHDRAW_EVERYWHERE: SubmitOffer(withdrawing.withdraw, may=rules.may_write),
        },
        form_presses={
            MORE: FormPressOffer(write.show_more, reads=False, may=rules.may_write),
            SEND_BACK: FormPressOffer(deciding.open_send_back, may=rules.may_write),
            SEND_BACK_CORRECTION: FormPressOffer(correction_deciding.open_send_back, may=rules.may_write),
            TEMPLATES: FormPressOffer(starting.offer, reads=False, may=rules.may_write),
            **{
                template_action(one.key): FormPressOffer(starting.FromTemplate(one.key), may=rules.may_write)
                for one in templates(Texts())
            },
            **{
                one: FormPressOffer(starting.FromOwnTemplate(place), may=rules.may_write)
                for place, one in enumerate(OWN_TEMPLATE)
            },
            SAVE_TEMPLATE: FormPressOffer(saving.open_form, may=rules.may_write),
            DELETE_TEMPLATE: FormPressOffer(shelf.delete, reads=False, may=rules.may_write),
            CHANGE: FormPressOffer(write.change, may=rules.may_write),
            LOOK_AGAIN: FormPressOffer(drafting.look_again, may=rules.may_write),
            PLAN: FormPressOffer(choosing.open_page, may=rules.may_write),
            CHANGE_ROUND_UP: FormPressOffer(bundling.change, may=rules.may_write),
            PLAN_ROUND_UP: FormPressOffer(bundles.open_time, may=rules.may_write),
            ASK: FormPressOffer(ask.ask_after_reading),
            CHECK: FormPressOffer(check_writing.open_page, may=rules.may_write),
            SEE_CHECK: FormPressOffer(trial.begin, may=rules.may_write),
            CHECK_LANGUAGES: FormPressOffer(check_texts.open_page, may=rules.may_write),
            ADD_QUESTION: FormPressOffer(check_writing.add, may=rules.may_write),
            **{one: FormPressOffer(checking.drop, reads=False, may=rules.may_write) for one in DROP_QUESTION},
            DROP_CHECK: FormPressOffer(checking.drop_all, reads=False, may=rules.may_write),
            BACK: FormPressOffer(checking.back, may=rules.may_write),
            **{one: FormPressOffer(taking.choose, reads=False) for one in CHOOSE},
            ASK_AGAIN: FormPressOffer(taking.ask_again, reads=False),
            READ: FormPressOffer(taking.read_first),
            REPORT: FormPressOffer(report.report_after_reading),
            correction_forms.CHANGE_CORRECTION: FormPressOffer(correct.change, may=rules.may_write),
            LANGUAGES: FormPressOffer(reading.from_reading),
            OTHER_LANGUAGES: FormPressOffer(writing.open_page, may=rules.may_write),
            language_forms.DROP_LANGUAGE: FormPressOffer(translating.drop, reads=False, may=rules.may_write),
            language_forms.DROP_CORRECTED_LANGUAGE: FormPressOffer(
                correcting_texts.drop, reads=False, may=rules.may_write
            ),
            correction_forms.CORRECTED_LANGUAGES: FormPressOffer(
                correcting_texts.open_page, reads=False, may=rules.may_write
            ),
            correction_forms.MORE_TO_CORRECT: FormPressOffer(correct.show_more, may=rules.may_write),
        },
        shortcuts={
            "update": ShortcutOffer(write.write_about_message, "Write an update", on_message=True, may=rules.may_write)
        },
        menu=(
            MenuItem("Write an update", home.WRITE, order=10, opens_form=True, may=rules.may_write),
            MenuItem("What waits for me", WAITING, order=20),
            MenuItem("Catch me up", CATCH_UP, order=25, opens_form=True),
            MenuItem("Find an update", FIND, order=30, opens_form=True),
            MenuItem("Questions", QUESTIONS, order=40, object_id="0", opens_form=True),
            MenuItem("Something's wrong", REPORT, order=45, opens_form=True),
            MenuItem("Reports", REPORTS, order=46, object_id="0", opens_form=True),
            MenuItem("Calendar", CALENDAR, order=50, opens_form=True, may=rules.may_write),
            MenuItem("Exported receipts and shoutouts", EXPORTS, order=770, opens_form=True, may=exports.administers),
        ),
        home=home.home,
        words=ask.offer_to_ask,
        overheard=OverheardOffer(overheard.about, overheard.offer, overheard.keep),
        composers={
            store.SUBJECT: composers.card,
            RECEIPT: composers.receipt,
            REMINDER: rounds.Composer(clocks),
            REPORT_SUBJECT: letters.Composer(clocks),
            **dict.fromkeys(leftovers.KINDS, leftovers.Composer(clocks)),
        },
        jobs={
            RING_JOB: JobOffer(ring.ring, ring.TOO_LATE),
            GO_OUT: JobOffer(going_out.go_out, NEVER_TOO_LATE),
            GO_OUT_TOGETHER: JobOffer(GoingOutTogether(paces).go_out, NEVER_TOO_LATE),
            at_start.BEGIN_SHIFTS: JobOffer(at_start.begin_shifts, NEVER_TOO_LATE),
            looking.LOOK: JobOffer(looking.look, NEVER_TOO_LATE),
            BEGINS_JOB: JobOffer(jobs.begin, jobs.TOO_LATE),
            DUE_JOB: JobOffer(jobs.move_on, jobs.TOO_LATE),
            letters.BEGINS_JOB: JobOffer(report_jobs.begin, report_jobs.TOO_LATE),
            letters.DUE_JOB: JobOffer(report_jobs.go_on, report_jobs.TOO_LATE),
            APPROVAL_JOB: JobOffer(approval_jobs.remind_author, approval_jobs.TOO_LATE),
            copies.PROGRESS_JOB: JobOffer(copies.Progress(paces).show, copies.TOO_LATE),
        },
        agenda={agenda.SECTION: agenda.updates},
        occasions={occasions.ACKNOWLEDGED: occasions.OCCASION},
        settings=settings.ALL,
        endpoints=endpoints(paces),
        downloads={export_links.RECEIPT_FILE: DownloadOffer(export_links.fetch)},
        examples=examples.examples,
        tour=tour.tour,
        export_person=store.export_person,
        erase_person=store.erase_person,
        merge_person=merging.merge_person,
        retention=store.delete_expired,
        standing=at_start.ensure,
    )
