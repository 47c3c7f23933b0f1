"""The words that rows of shoutouts hold."""

from enum import StrEnum


class ShoutoutState(StrEnum):
    """`withdrawn` by its giver, `taken_down` by a lead; `erased` with the only ones whom it thanked."""

    DRAFT = "draft"
    POSTED = "posted"
    WITHDRAWN = "withdrawn"
    TAKEN_DOWN = "taken_down"
    ERASED = "erased"


ENDED = frozenset({ShoutoutState.WITHDRAWN, ShoutoutState.TAKEN_DOWN, ShoutoutState.ERASED})
"""What no longer stands."""


class Where(StrEnum):
    """Where a shoutout goes: the recipients' channels and the recognition audience, their channels, or them alone."""

    EVERYWHERE = "everywhere"
    TEAMS = "teams"
    PRIVATELY = "privately"


class Naming(StrEnum):
    """How somebody is named outside of their own side, the most first."""

    FULL = "full"
    FIRST = "first"
    ALIAS = "alias"


class StoryState(StrEnum):
    """`unmatched` waits for a human to say whom it praises, `offered` for the lead's word."""

    UNMATCHED = "unmatched"
    OFFERED = "offered"
    TURNED = "turned"
    PASSED_ON = "passed_on"
    DECLINED = "declined"
