"""What makes a good update: checks what an author typed, and says at the field what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.chat.form import Value, Values
from bot.chat.inbound import Identity
from bot.chat.texts import Texts
from bot.chat.web_address import is_web_address
from bot.people.access import Actor
from bot.people.model import Role

LONGEST_TITLE = 150
"""Characters; what Slack's header block holds (docs.slack.dev/reference/block-kit/blocks/header-block)."""

LONGEST_TEXT = 2500
"""Characters of the longer fields: with its label it is shown whole in a block of Slack, which holds 3,000
(docs.slack.dev/reference/block-kit/blocks/section-block)."""

LONGEST_ADDRESS = 500

REMIND_BEFORE = ("0", "15", "30", "60", "120")
"""Minutes before the deadline that an author may choose; 0 reminds nobody."""

LONGEST_GUIDANCE = 200
"""Characters of what to do until a question is answered: one line."""

MOST_ANSWERERS = 10
"""People that an update may name to answer; among more, nobody would be the one who does."""


@dataclass(frozen=True)
class Typed:
    """What stands in the form. `audience` is a public id, `owner` and `answerers` identities, as fields have them."""

    title: str = ""
    changed: str = ""
    audience: str = ""
    tell_customers: str = ""
    effective_from: datetime | None = None
    urgent: bool = False
    owner: str = ""
    playbook: str = ""
    acknowledge_by: datetime | None = None
    remind_before: int | None = None
    answerers: tuple[str, ...] = ()
    until_answered: str = ""

    @property
    def has_more(self) -> bool:
        """Whether anything is filled in that the short form does not show."""
        return bool(
            self.tell_customers
            or self.effective_from
            or self.urgent
            or self.owner
            or self.playbook
            or self.acknowledge_by
            or self.remind_before is not None
            or self.answerers
            or self.until_answered
        )


def typed(values: Values) -> Typed:
    """What came in from a form, short or long."""
    return Typed(
        title=" ".join(as_text(values.get("title")).split()),
        changed=as_text(values.get("changed")).strip(),
        audience=as_text(values.get("audience")),
        tell_customers=as_text(values.get("tell_customers")).strip(),
        effective_from=_moment(values.get("effective_from")),
        urgent=values.get("urgent") is True,
        owner=as_text(values.get("owner")),
        playbook=as_text(values.get("playbook")).strip(),
        acknowledge_by=_moment(values.get("acknowledge_by")),
        remind_before=_minutes(as_text(values.get("remind_before"))),
        answerers=_several(values.get("answerers")),
        until_answered=" ".join(as_text(values.get("until_answered")).split()),
    )


def as_text(value: Value) -> str:
    """A typed text or the one choice, as text; empty for anything else."""
    if isinstance(value, tuple):
        value = value[0] if value else ""
    return value if isinstance(value, str) else ""


def _minutes(text: str) -> int | None:
    """Minutes as one of our choices writes them; None for what the organisation has set."""
    return int(text) if text in REMIND_BEFORE else None


def _several(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,) if isinstance(value, str) and value else ()


def _moment(value: Value) -> datetime | None:
    return value if isinstance(value, datetime) else None


def prefilled(text: str) -> Typed:
    """What was typed after the command: its first line is the title, the rest what changed."""
    title, _, rest = text.strip().partition("\n")
    if len(title) > LONGEST_TITLE:
        return Typed(changed=text.strip()[:LONGEST_TEXT])
    return Typed(title=title, changed=rest.strip()[:LONGEST_TEXT])


def mistakes(form: Typed, t: Texts, now: datetime) -> Mapping[str, str]:
    """What is wrong with what was typed, by field; says nothing of rights, nor of what only the database knows."""
    found: dict[str, str] = {}
    if not form.title:
        found["title"] = t("Say the change in one sentence.")
    elif len(form.title) > LONGEST_TITLE:
        found["title"] = too_long(len(form.title), LONGEST_TITLE, t)
    if not form.changed:
        found["changed"] = t("Say what changed, in two to six lines.")
    elif len(form.changed) > LONGEST_TEXT:
        found["changed"] = too_long(len(form.changed), LONGEST_TEXT, t)
    if not form.audience:
        found["audience"] = t("Choose who needs to know.")
    if len(form.tell_customers) > LONGEST_TEXT:
        found["tell_customers"] = too_long(len(form.tell_customers), LONGEST_TEXT, t)
    if form.playbook and not is_web_address(form.playbook, LONGEST_ADDRESS):
        found["playbook"] = t("Paste the whole address, beginning with https://.")
    if len(form.until_answered) > LONGEST_GUIDANCE:
        found["until_answered"] = too_long(len(form.until_answered), LONGEST_GUIDANCE, t)
    if form.acknowledge_by and form.acknowledge_by <= now:
        found["acknowledge_by"] = t("Choose a time that is still to come, or leave it empty for the next shift.")
    return found


def too_long(length: int, allowed: int, t: Texts) -> str:
    """What is said at a field that holds more than fits."""
    return t("This is {length} characters long and {allowed} fit. Shorten it.", length=length, allowed=allowed)


def identity_in(value: str) -> Identity | None:
    """The identity that a person field names (`platform/home/user_id`)."""
    platform, _, rest = value.partition("/")
    home, _, user_id = rest.partition("/")
    return Identity(platform, home, user_id) if platform and home and user_id else None


def may_write(actor: Actor, t: Texts) -> str | None:
    """Whether somebody may write updates at all; which audience they may address is asked when they choose it."""
    if actor.may_somewhere(Role.AUTHOR):
        return None
    return t("You may not publish updates. Ask a manager or an admin of Instep for the right to publish.")
