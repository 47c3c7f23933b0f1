"""Settings as an organisation sees them, of every kind and length, with example data."""

from bot.people.settings import SettingSpec, Value


def _of(matter: str, label: str, sentence: str, value: Value, *choices: Value) -> tuple[SettingSpec, Value]:
    name = label.casefold().replace(" ", "_")
    capability = "updates" if matter in UPDATES else "shoutouts"
    return SettingSpec(f"{capability}.{name}", type(value), value, sentence, choices, label=label, matter=matter), value


UPDATES = ("Sending", "Ringing and reminding", "Reports of faults")

SETTINGS = (
    _of("Sending", "Audience of a new update", "Name of the audience that a form begins with.", "Everyone"),
    _of("Sending", "Audiences that need approval", "Their names, with commas between them.", ""),
    _of("Sending", "Same pace for all sides", "Whether all sides get an update at the same pace.", False),
    _of("Sending", "Most updates in a week", "Beyond them an author is asked to think again.", 5),
    _of("Ringing and reminding", "Minutes until it rings", "After them an urgent update rings.", 10),
    _of(
        "Reports of faults",
        "Who gets a report next",
        "Who is told where a lead does not answer in time. Each of them is asked for as long as the first was.",
        "lead_then_managers_then_admins",
        "lead_then_admins",
        "lead_then_managers_then_admins",
        "admins",
    ),
    _of("Giving", "Audience that sees all", "Name of the audience in whose channels each appears.", "Everyone"),
    _of(
        "Giving",
        "Values that can be named",
        "A word each with an emoji, semicolons between them.",
        "ownership 🙌; kindness 💛; clarity 💡; teamwork 🤝; الكرم ✨",
    ),
    _of("Giving", "Each names a value", "Whether each has to name one of the values.", False),
    _of(
        "Names and data",
        "Without a name",
        "What readers get who may not know it: the story of an agent of another team, or nothing.",
        "unnamed",
        "unnamed",
        "nothing",
    ),
    _of("Names and data", "First names of customers", "Whether the first name alone is kept.", True),
)

HEADINGS = {name: name.capitalize() for name in (one.name.partition(".")[0] for one, _ in SETTINGS)}
"""What the capabilities are called that these belong to."""
