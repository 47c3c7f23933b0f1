"""What saying that something is wrong offers."""

from bot.capabilities.updates import rules
from bot.capabilities.updates.messages import REPORT
from bot.capabilities.updates.reports import decide, jobs, letters, listing, report
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
from bot.capabilities.updates.store.reports import REPORT as REPORT_SUBJECT
from bot.capability import Capability, CommandOffer, FormPressOffer, JobOffer, MenuItem, PressOffer, SubmitOffer
from bot.clock import Clocks


def offers(clocks: Clocks) -> Capability:
    """For the capability to join to its own."""
    return Capability(
        "updates",
        commands=(
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
                listing.reports,
                usage="update reports [page]",
                help="Reports about your updates, and what became of those you made",
                reads=True,
            ),
            CommandOffer("reports", listing.reports, reads=True),
        ),
        presses={
            REPORT: PressOffer(report.report, reads=True),
            REPORT_ANEW: PressOffer(report.report_anew, reads=True),
            THIS_TOO: PressOffer(report.this_too),
            APART: PressOffer(report.set_apart),
            REPORTS: PressOffer(listing.show_page, reads=True),
            MAKE_KNOWN: PressOffer(make_known, reads=True, may=rules.may_write),
            HANDLED: PressOffer(decide.open_handled, reads=True),
            NO_FAULT: PressOffer(decide.open_no_fault, reads=True),
        },
        submits={
            SEND_REPORT: SubmitOffer(report.send),
            SETTLE_REPORT: SubmitOffer(decide.settle),
        },
        form_presses={
            REPORT: FormPressOffer(report.report_after_reading),
        },
        menu=(
            MenuItem("Something's wrong", REPORT, order=45, opens_form=True),
            MenuItem("Reports", REPORTS, order=46, object_id="0", opens_form=True),
        ),
        composers={
            REPORT_SUBJECT: letters.Composer(clocks),
        },
        jobs={
            letters.BEGINS_JOB: JobOffer(jobs.begin, jobs.TOO_LATE),
            letters.DUE_JOB: JobOffer(jobs.go_on, jobs.TOO_LATE),
        },
    )
