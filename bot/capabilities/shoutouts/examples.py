"""Every message and form of giving a shoutout, with invented data, for the gallery and the contract tests."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot.capabilities.shoutouts.after import examples as after
from bot.capabilities.shoutouts.after.messages import reaches
from bot.capabilities.shoutouts.arriving import not_arrived
from bot.capabilities.shoutouts.card import card, to_lead, to_recipient
from bot.capabilities.shoutouts.facts import Added, Facts, Named
from bot.capabilities.shoutouts.kinds import Naming, ShoutoutState, Where
from bot.capabilities.shoutouts.release import Release
from bot.capabilities.shoutouts.store import Shoutout
from bot.capabilities.shoutouts.values import Value, read_values
from bot.capabilities.shoutouts.write import unknown
from bot.capabilities.shoutouts.write.adding import Newcomer, page
from bot.capabilities.shoutouts.write.forms import Preview, preview_form, preview_message, shout_form
from bot.capabilities.shoutouts.write.guarding import Masked
from bot.capabilities.shoutouts.write.looking import told_line
from bot.capabilities.shoutouts.write.standing import standing
from bot.capabilities.shoutouts.write.typed import SHORTEST_STORY, Typed
from bot.capability import Example
from bot.chat.form import Option
from bot.chat.inbound import Identity
from bot.chat.texts import Texts
from bot.delivery.guard import inspect
from bot.delivery.receipts import Receipt, ReceiptLine
from bot.delivery.tables import Operation, State
from bot.people.audience import Resolved, ResolvedChannel
from bot.people.model import Sharing
from bot.people.viewpoint import Viewpoint
from bot.ports import Cause

TUESDAY = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
OURS, HARBORLINE, LUMENARA = 1, 2, 3
INSIDE = Viewpoint(frozenset({OURS}), Sharing.NOTHING, OURS)
AT_HARBORLINE = Viewpoint(frozenset({HARBORLINE}), Sharing.NOTHING, OURS)
AT_LUMENARA = Viewpoint(frozenset({LUMENARA}), Sharing.NOTHING, OURS)
VALUES = read_values("ownership 🙌; kindness 💛; clarity 💡; teamwork 🤝")

INES = Named(
    OURS,
    "Ines Okafor",
    1,
    "p1",
    side_name="Internal",
    team_name="Care",
    identities=(Identity("slack", "T0MARLOWE", "U0INES"),),
)
TALA = Named(
    LUMENARA,
    "Tala Maliwanag",
    2,
    "p2",
    side_name="Lumenara",
    team_name="Night shift",
    identities=(Identity("slack", "T0LUMEN", "U0TALA"),),
)
OMAR = Named(
    HARBORLINE, "عمر المرسى", 3, "p3", alias="Omar", side_name="Harborline", team_name="Care desk", naming=Naming.ALIAS
)
LONG_NAME = Named(
    OURS,
    "Maximiliane-Theodora Featherstonehaugh-Oyelaran de la Cruz y Villanueva",
    4,
    "p4",
    side_name="Internal",
    team_name="The team that answers whoever writes on holidays and at weekends",
)
ADA = Named(OURS, "Ada Brandt", 5, "p5", side_name="Internal", team_name="Care")
DESK = Named(HARBORLINE, "Care desk", None, "t1", side_name="Harborline", team_name="Care desk", whole_team=True)

WHEELCHAIR = Facts(
    public_id="c2hvdXRvdXQtMDAwMDAwMA",
    giver=INES,
    recipients=(TALA,),
    story="Tala stayed an hour past the end of her shift to get a wheelchair order out, and rang the driver herself.",
    quote="She stayed on the line until my mother's wheelchair was on its way.",
    customer="Marisol",
    value=VALUES[0],
    ticket_url="https://desk.example/tickets/48213",
)
CHEERED = replace(
    WHEELCHAIR,
    recipients=(TALA, OMAR),
    cheers=(ADA, INES, TALA, *[replace(ADA, person_id=number) for number in range(100, 109)]),
    cheers_without_name=1,
    notes=(Added("n1", ADA, "And she wrote down how, for the rest of us."),),
)
CROWDED = replace(
    WHEELCHAIR,
    recipients=(LONG_NAME, TALA, OMAR, ADA),
    story="A story that says in every detail what was done. " * 28,
    quote="In the customer's own words, of which there were many. " * 17,
    notes=tuple(Added(f"n{number}", LONG_NAME, "What I saw of it myself. " * 10) for number in range(7)),
)
EVERY_SCRIPT = replace(
    WHEELCHAIR,
    recipients=(OMAR, DESK),
    giver=LONG_NAME,
    story="ساعدت العميلة حتى النهاية · 最後まで助けてくれました · 👩‍👩‍👧‍👦 <!channel> </at> <b>not bold</b> @everyone",
    quote="شكرًا جزيلًا لكم! ありがとう <@U123>",
    customer="ماريسول",
    value=Value("كرم"),
)


def examples(t: Texts) -> Sequence[Example]:
    """All of them."""
    return [*_cards(t), *_personal(t), *_forms(t), *_previews(t), *after.examples(t)]


def _cards(t: Texts) -> Iterator[Example]:
    yield Example("shoutout", card(WHEELCHAIR, INSIDE, "slack", t, ring=True), "In an internal channel.")
    yield Example("shoutout-cheered", card(CHEERED, INSIDE, "slack", t), "With cheers and a note.")
    yield Example("shoutout-partner", card(CHEERED, AT_HARBORLINE, "teams", t), "In the channel of one whom it names.")
    yield Example("shoutout-walled", card(WHEELCHAIR, AT_HARBORLINE, "teams", t), "Its readers may not know who.")
    yield Example("shoutout-team", card(replace(WHEELCHAIR, recipients=(DESK,)), INSIDE, "slack", t), "A whole team.")
    yield Example("shoutout-corrected", card(replace(WHEELCHAIR, corrected=True, quote=""), INSIDE, "slack", t))
    yield Example("shoutout-long", card(CROWDED, INSIDE, "slack", t), "As long as it can be.")
    yield Example("shoutout-scripts", card(EVERY_SCRIPT, INSIDE, "teams", t), "Every script, and hostile text.")
    yield Example("shoutout-withdrawn", card(replace(WHEELCHAIR, state=ShoutoutState.WITHDRAWN), INSIDE, "slack", t))
    yield Example("shoutout-taken-down", card(replace(WHEELCHAIR, state=ShoutoutState.TAKEN_DOWN), INSIDE, "slack", t))
    yield Example("shoutout-erased", card(replace(WHEELCHAIR, state=ShoutoutState.ERASED), INSIDE, "slack", t))
    yield Example("shoutout-button", standing(t), "Posted by /shoutout button, to be pinned.")


def _personal(t: Texts) -> Iterator[Example]:
    private = replace(WHEELCHAIR, recipients=(replace(TALA, privately=True),), told=frozenset({TALA.whom}))
    yield Example("shoutout-for-you", to_recipient(WHEELCHAIR, AT_LUMENARA, "slack", t))
    yield Example("shoutout-for-you-privately", to_recipient(private, AT_LUMENARA, "slack", t))
    yield Example("shoutout-for-your-team", to_lead(WHEELCHAIR, (TALA,), AT_LUMENARA, "slack", t))
    yield Example("shoutout-for-your-team-privately", to_lead(private, private.recipients, AT_LUMENARA, "slack", t))
    unmet = replace(TALA, identities=(), reached=False)
    of_unmet = to_lead(replace(WHEELCHAIR, recipients=(unmet,)), (unmet,), AT_LUMENARA, "slack", t)
    yield Example("shoutout-for-your-team-untold", of_unmet)
    lines = [_line("support-emea", State.SENT), _line("lumenara-night", State.FAILED, Cause.CHANNEL_ARCHIVED)]
    lines.append(_line("payments", State.UNKNOWN, Cause.TIMED_OUT, unconfirmed=True))
    found = Receipt(tuple(lines))
    yield Example("shoutout-not-arrived", not_arrived(WHEELCHAIR.public_id, found, lines[1:], INSIDE, t))


def _forms(t: Texts) -> Iterator[Example]:
    draft = WHEELCHAIR.public_id
    yield Example("shoutout-form", shout_form(Typed(), VALUES, t, draft_id=draft))
    yield Example("shoutout-form-begun", shout_form(TYPED, VALUES, t, draft_id=draft, begun=True))
    says = (unknown.line(("@tala",), t), t("Tell what they did, in at least {n} characters.", n=SHORTEST_STORY))
    yield Example("shoutout-form-unclear", shout_form(Typed(story="Great!"), VALUES, t, draft_id=draft, says=says))
    newcomer = Newcomer("Tala Maliwanag", Option("t2", "Night shift · Lumenara"), "tala@lumenara.example")
    alike = (Option("p:p2", "Tala Maliwanag · Night shift", "t.maliwanag@lumenara.example"),)
    teams = (Option("t1", "Care desk · Harborline"), Option("t2", "Night shift · Lumenara"))
    yield Example("shoutout-unlisted", page(Newcomer(), draft, draft, t, teams=teams))
    yield Example(
        "shoutout-unlisted-alike",
        page(newcomer, draft, draft, t, teams=teams, alike=alike),
        "Somebody of this name is known already.",
    )
    yield Example("shoutout-form-plain", shout_form(Typed(), (), t, draft_id=draft), "An organisation without values.")


def _previews(t: Texts) -> Iterator[Example]:
    preview = _preview(WHEELCHAIR, t)
    yield Example("shoutout-preview", preview_form(preview, t))
    yield Example("shoutout-ready", preview_message(preview, t), "After one line of words; one press posts it.")
    masked = _preview(replace(WHEELCHAIR, story=inspect(PERSONAL).masked), t, PERSONAL)
    yield Example("shoutout-preview-masked", preview_form(masked, t), "With a customer's data.")
    yield Example("shoutout-ready-masked", preview_message(masked, t))
    alone = replace(
        preview,
        release=replace(preview.release, channels=()),
        seen=((t("As they will see it"), to_recipient(WHEELCHAIR, AT_LUMENARA, "slack", t)),),
        says=(t("Only they and their lead hear of it."), told_line(t)),
    )
    yield Example("shoutout-preview-privately", preview_form(alone, t))
    yield Example("shoutout-ready-privately", preview_message(alone, t))
    corrected = replace(preview, changes=5, says=(preview.says[0], *reaches(1, 1, t)))
    yield Example("shoutout-preview-correction", preview_form(corrected, t), "Of what stands already.")


PERSONAL = "Rang her back on +44 20 7946 0958 and wrote to marisol@customer.example until the wheelchair was there."

TYPED = Typed(
    people=(Option("p:p2", "Tala Maliwanag · Night shift"),),
    story=WHEELCHAIR.story,
    quote=WHEELCHAIR.quote,
    customer="Marisol",
    value="ownership",
    ticket=WHEELCHAIR.ticket_url,
)


NAMES = ("support-emea", "support-apac", "lumenara-care")


def _preview(facts: Facts, t: Texts, story: str = "") -> Preview:
    kept = Shoutout(
        public_id=facts.public_id,
        revision=2,
        story=story or facts.story,
        quote=facts.quote,
        goes_to=Where.EVERYWHERE,
        shown=[],
    )
    channels = tuple(_channel(number, name) for number, name in enumerate(NAMES, 1))
    resolved = Resolved(1, "Everyone who answers customers", Sharing.NOTHING, channels, (), (), (), OURS)
    findings = inspect(story).findings if story else ()
    return Preview(
        release=Release(kept, facts, resolved, channels),
        seen=(
            (
                t.n(
                    "As {readers} will see it, in {n} channel",
                    "As {readers} will see it, in {n} channels",
                    2,
                    readers="Internal",
                ),
                card(facts, INSIDE, "slack", t),
            ),
            (
                t.n(
                    "As {readers} will see it, in {n} channel",
                    "As {readers} will see it, in {n} channels",
                    1,
                    readers="Harborline",
                ),
                card(facts, AT_HARBORLINE, "teams", t),
            ),
        ),
        says=(t("Goes to {channels}.", channels=t.names([f"#{name}" for name in NAMES])), told_line(t)),
        masked=tuple(Masked(f"story:{place}", one) for place, one in enumerate(findings)),
        partners_see_all=False,
    )


def _channel(number: int, name: str) -> ResolvedChannel:
    return ResolvedChannel(
        number,
        f"c{number}",
        "slack",
        "A1/-/T1",
        f"C{number}",
        name,
        None,
        OURS,
        frozenset({OURS}),
        (),
        "UTC",
        "en",
        False,
        False,
    )


def _line(channel: str, state: State, cause: Cause | None = None, *, unconfirmed: bool = False) -> ReceiptLine:
    return ReceiptLine(
        "d", "c", Operation.POST, "slack", channel, channel, OURS, state, unconfirmed, cause, "", 1, TUESDAY, None
    )
