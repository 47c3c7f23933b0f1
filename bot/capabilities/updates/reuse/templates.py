"""The templates that an update can be started from: what each asks for, and the lines to fill in."""

from dataclasses import dataclass

from bot.chat.texts import Texts

OUTAGE = "outage"
"""The template that has a form of its own, with two questions."""

MOST_OWN = 12
"""Templates that a side may have of its own: as many fit into one form, and can be looked through there."""


@dataclass(frozen=True)
class Template:
    """What a template puts into the form: lines of *What changed* to fill in, and what stands in empty fields.

    `fields` are those of the long form that it shows besides title, text and audience.
    """

    key: str
    name: str
    about: str
    title: str = ""
    changed: str = ""
    tell_customers: str = ""
    fields: tuple[str, ...] = ("tell_customers",)


def templates(t: Texts) -> tuple[Template, ...]:
    """All of them, in the order in which they are offered."""
    return (
        Template(
            "feature",
            t("Feature change"),
            t("What is new, where it is, what stays as it was"),
            title=t("Refunds can be given in the app"),
            changed=_lines(t("New:"), t("Where to find it:"), t("What stays as it was:")),
            tell_customers=t("You can do this yourself now: open the order and choose Refund."),
            fields=("tell_customers", "effective_from"),
        ),
        Template(OUTAGE, t("Outage"), t("Two questions: what is broken, and what to tell customers")),
        Template(
            "policy",
            t("Policy change"),
            t("What holds from when on, what held until then, exceptions"),
            title=t("Refunds over €50 no longer need a supervisor"),
            changed=_lines(t("From then on:"), t("Until then:"), t("Exceptions:")),
            tell_customers=t("I can do this for you right now."),
            fields=("tell_customers", "effective_from", "playbook"),
        ),
        Template(
            "known_issue",
            t("Known issue"),
            t("What happens, to whom, and the way around it"),
            title=t("Vouchers are refused in the app"),
            changed=_lines(t("What happens:"), t("To whom:"), t("The way around it:")),
            tell_customers=t("We know of this and are working on it. Until then, please use the website."),
            fields=("tell_customers", "until_answered"),
        ),
        Template(
            "price",
            t("Price change"),
            t("The old price, the new one, and for whom"),
            title=t("Express delivery costs €7.90"),
            changed=_lines(t("Old price:"), t("New price:"), t("For whom:")),
            tell_customers=t("Orders that you have placed already keep their price."),
            fields=("tell_customers", "effective_from"),
        ),
    )


def template(key: str, t: Texts) -> Template | None:
    """The template of that key; None for what is no key of ours."""
    return next((one for one in templates(t) if one.key == key), None)


def unfilled(changed: str, t: Texts) -> str | None:
    """What a line of a template asks for that nobody has filled in; None if there is none."""
    asked = {line for one in templates(t) for line in one.changed.splitlines()}
    found = next((line for line in changed.splitlines() if f"{line.strip()} " in asked), None)
    return found.strip(" -") if found is not None else None


def _lines(*asked: str) -> str:
    return "\n".join(f"- {line} " for line in asked)
