"""The words that rows of check-ins hold."""

from enum import StrEnum


class Template(StrEnum):
    """What a check-in began from: it decides its usual questions, times and mode, and nothing after that.

    But for onboarding: of whom such a one is for, those are asked who are in that week since they were met.
    """

    PULSE = "pulse"
    INFORMATION = "information"
    UNDERSTOOD = "understood"
    TOOLING = "tooling"
    ONBOARDING_1 = "onboarding_1"
    ONBOARDING_2 = "onboarding_2"
    ONBOARDING_4 = "onboarding_4"
    ENPS = "enps"
    PARTNERSHIP = "partnership"
    AFTER_SYNC = "after_sync"
    OWN = "own"


class Mode(StrEnum):
    """Who can see who said what; frozen in each run when it is sent.

    `confidential`: the organiser, and the managers of the person's side. `named`: they, and whoever led the person's
    team when the run was frozen, as long as they do. `anonymous`: nobody, and no row joins an answer to a person.
    """

    NAMED = "named"
    CONFIDENTIAL = "confidential"
    ANONYMOUS = "anonymous"


class CheckinState(StrEnum):
    """Whether it is still asked; what is not set up yet is a draft."""

    ACTIVE = "active"
    ENDED = "ended"


class RunState(StrEnum):
    """`prepared` until its first prompt may go out, `open` until it closes; `withdrawn` shows nothing to anybody.

    `not_held` was not asked at all: too few people, or nobody could be protected; `why` of the run says which.
    """

    PREPARED = "prepared"
    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    NOT_HELD = "not_held"


class Ask(StrEnum):
    """How a question is answered. What is chosen is a whole number, see `bot.capabilities.checkins.questions`."""

    SCALE_5 = "scale_5"
    SCALE_10 = "scale_10"
    SMILEYS = "smileys"
    YES_NO = "yes_no"
    ONE_OF = "one_of"
    SEVERAL_OF = "several_of"
    TEXT = "text"


class Path(StrEnum):
    """How somebody is asked: in a direct message of their own, or by the button in a channel of their team."""

    DIRECT = "direct"
    CHANNEL = "channel"


class FeedbackState(StrEnum):
    """`waiting` for the person's own lead, `sent`, `kept_back` by that lead, `taken_back` by whoever wrote it."""

    WAITING = "waiting"
    SENT = "sent"
    KEPT_BACK = "kept_back"
    TAKEN_BACK = "taken_back"
