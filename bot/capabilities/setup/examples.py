"""Every message and form of set-up with example data, for the gallery and the contract tests."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from bot.capabilities.setup.messages import (
    away,
    channels,
    companies,
    health,
    languages,
    organisation,
    partners,
    people,
    readings,
    teams,
    ways_in,
)
from bot.capabilities.setup.messages.partners import PartnerStep
from bot.capabilities.setup.messages.ways_in import HelpGroup, HelpLine, Unknown
from bot.capabilities.setup.settings_examples import HEADINGS, SETTINGS
from bot.capabilities.setup.time_examples import time_examples
from bot.capabilities.setup.views import (
    AudienceView,
    ChoiceView,
    Health,
    LaneView,
    Obstacle,
    PartnerEffect,
    PartnerView,
    PersonView,
    ReadingView,
    RoleView,
    SelfView,
    TeamView,
)
from bot.capability import Example, HomeItem, MenuItem
from bot.chat.message import Message, say
from bot.chat.texts import Texts
from bot.people.directory import StrangerReason
from bot.people.model import Presence, Role, Sharing, SideState
from bot.ports import Cause
from schedules.calendar import UntilProblem

TODAY = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
CHRISTMAS = datetime(2026, 12, 27, 16, 0, tzinfo=UTC)
TENANT = "5f0c2d5e-1a0b-4c55-9a53-0d6c1f6b7e21"

NIGHT = TeamView(
    "team-night",
    "Night shift",
    "Harborline",
    "Asia/Manila",
    "Sun-Thu 22:00-06:00",
    "Ines Duarte",
    14,
    6,
    ("#harborline-night",),
)
CARE = TeamView("team-care", "Care", "Internal", "Europe/London", "Mon-Fri 09:00-17:00", "", 1, 0, ())

ME = SelfView(
    name="Ines Duarte",
    platform="slack",
    user_id="U0INES",
    side="Harborline",
    provisional=False,
    teams=("Night shift",),
    led=("Night shift",),
    roles=(RoleView(Role.LEAD, "Harborline"),),
    zone="Asia/Manila",
    hours="Sun-Thu 22:00-06:00",
    ways=("button", "direct"),
)

NEWCOMER = SelfView(
    name="محمد 👩‍👩‍👧‍👦 Constantinopoulou-Featherstonehaugh-Wolfeschlegelstein",
    platform="teams",
    user_id=TENANT,
    side="Lumenara",
    provisional=True,
    teams=(),
    led=(),
    roles=(),
    zone="UTC",
    hours="",
    ways=(),
)

PEOPLE = (
    PersonView("p1", "Ines Duarte", "Harborline", ("Night shift",), False),
    PersonView("p2", "中村 さくら", "Harborline", ("Night shift", "Chat"), True),
    PersonView("p3", "Tom Ashby", "Internal", (), False),
)

SIDES = (ChoiceView("side-internal", "Internal"), ChoiceView("side-harborline", "Harborline"))

TEAMS = (ChoiceView("team-night", "Night shift", "Harborline"), ChoiceView("team-care", "Care", "Internal"))

HARBORLINE = PartnerView(
    "side-harborline", "Harborline", SideState.ACTIVE, (("slack T0HARBOR", Presence.SLACK_CONNECT),), None
)
LUMENARA = PartnerView(
    "side-lumenara", "Lumenara", SideState.LEAVING, ((f"teams {TENANT}", Presence.OWN_TENANT),), date(2026, 12, 24)
)
PAUSED = replace(HARBORLINE, name="Quillon", state=SideState.PAUSED)


def examples(t: Texts) -> Sequence[Example]:
    """All of them in one locale."""
    return (
        *_ways_in(t),
        *_companies(t),
        *_places(t),
        *_people(t),
        *_organisation(t),
        *_partners(t),
        *_health(t),
        *time_examples(t),
    )


def _ways_in(t: Texts) -> Sequence[Example]:
    items = [
        MenuItem("Write an update", "updates.write", 10, opens_form=True),
        MenuItem("Home", "setup.home", 500, opens_form=True),
        MenuItem("Who am I?", "setup.who", 510, opens_form=True),
    ]
    led = ("Night shift", "Chat", "Payments", "Claims", "Returns", "Back office", "Weekend", "Complaints")
    waiting = [replace(NIGHT, name=name, provisional=6 - number // 2) for number, name in enumerate(led)]
    many = [HomeItem(teams.people_to_confirm(t, team), 20, waiting=True) for team in waiting]
    team = HomeItem(teams.my_team(t, NIGHT), 100)
    slip = Unknown("fnd refund", "@Instep update find refund", "update find refund")
    help_groups = [HelpGroup("Updates", (HelpLine("@Instep update [title]", "Write an update"),))]
    return (
        Example("menu", ways_in.menu(t, "Ines", items, "@Instep help"), "after @Instep alone"),
        Example("menu, after a slip", ways_in.menu(t, "Ines", items, "@Instep help", slip), "after @Instep fnd refund"),
        Example("menu, after what is no word", ways_in.menu(t, "Ines", items, "@Instep help", Unknown("استرداد"))),
        Example("menu of an agent", ways_in.menu(t, "Ines", items[1:], "@Instep help")),
        Example("help", ways_in.help_text(t, help_groups)),
        Example("help, after a slash command", ways_in.help_text(t, help_groups[:1], "/instep help")),
        Example("menu card", ways_in.menu_card(t), "posted into a channel"),
        Example("menu card posted", say(ways_in.menu_card_posted(t), locale=t.locale)),
        Example("home of a lead", ways_in.home(t, [*many, team], items[:1]), "more than five things wait"),
        Example("home, one thing", ways_in.home(t, [many[0], team], items[:1])),
        Example("home, empty", ways_in.home(t, [], items[:1])),
        Example("everything that waits", ways_in.all_waiting(t, many)),
        Example("nothing waits", ways_in.all_waiting(t, [])),
    )


def _companies(t: Texts) -> Sequence[Example]:
    linked = [("slack", "Slack", "T0HARBOR", "Harborline"), ("teams", "Teams", TENANT, "Lumenara")]
    return (
        *(
            Example(f"stranger, {reason.replace('_', ' ')}", companies.stranger_line(t, reason))
            for reason in StrangerReason
        ),
        Example("new company", companies.new_company(t, "Slack", "slack", "T0HARBOR"), "to an admin, once"),
        Example("link a company on Slack", companies.link_home_form(t, "Slack", "slack", "T0HARBOR", SIDES)),
        Example("link a company on Teams", companies.link_home_form(t, "Teams", "teams", "", SIDES)),
        Example("company linked", companies.home_linked(t, "Harborline", "T0HARBOR", Presence.SLACK_CONNECT)),
        Example("which company", companies.which_company(t, [each[:3] for each in linked])),
        Example("linked companies", companies.linked_companies(t, linked)),
        Example("no linked companies", companies.linked_companies(t, [])),
    )


def _places(t: Texts) -> Sequence[Example]:
    reading = ReadingView(found=20, unplaced=1, guests=2, strangers=3)
    channel = "#harborline-night"
    return (
        Example(
            "link a channel",
            channels.link_channel_form(t, channel, "channel-1", TEAMS, ["team-night"], SIDES, may_add_partner=True),
        ),
        Example(
            "link a channel, first team",
            channels.link_channel_form(t, channel, "channel-1", [], [], SIDES[:1], may_add_partner=False),
        ),
        Example("channel linked", channels.channel_linked(t, channel, "channel-1", ["Night shift", "Chat"])),
        Example("unlink a channel", channels.ask_unlink(t, channel, "channel-1", ["Night shift"])),
        Example(
            "members read", readings.members_read(t, channel, reading, [NIGHT], may_confirm=True), "direct message"
        ),
        Example("nobody found", readings.members_read(t, channel, ReadingView(0), [CARE], may_confirm=True)),
        Example(
            "members not read",
            readings.members_not_read(t, channel, "#harborline-night is archived.", "Unarchive it.", "channel-1"),
        ),
        Example("teams", teams.team_list(t, [NIGHT, CARE], leads=True)),
        Example("team language", languages.language_form(t, TEAMS, "", "")),
        Example("team language, chosen", languages.language_form(t, TEAMS, "team-night", "fil")),
        Example("team language, kept", languages.language_kept(t, "Night shift", "team-night", "fil", "en")),
        Example("team language, read already", say(languages.reads_it_already(t, "Care", "ar"), locale=t.locale)),
        Example("team language, unknown", say(languages.no_such_language(t, "Klingon"), locale=t.locale)),
        Example("team language, no team", say(languages.no_team_to_change(t), locale=t.locale)),
        Example("many teams", teams.team_list(t, [NIGHT] * 40)),
        Example("no teams", teams.team_list(t, [])),
        Example(
            "channel lost",
            channels.channel_lost(t, "channel-1", ["Night shift"], "#harborline-night is archived.", "Unarchive it."),
            "to a lead, once",
        ),
        Example("channel shared", channels.channel_shared(t, channel, ["Night shift"], "channel-1"), "to a lead, once"),
    )


def _people(t: Texts) -> Sequence[Example]:
    return (
        Example("who am I", people.who_am_i(t, ME, "Slack")),
        Example("who am I, provisional", people.who_am_i(t, NEWCOMER, "Teams")),
        Example("that's not me", people.not_me(t)),
        Example("somebody is wrong", people.somebody_is_wrong(t, NEWCOMER, "Teams"), "to an admin"),
        Example("confirm people", people.confirm_people_form(t, "Night shift", "team-night", PEOPLE)),
        Example("confirm many people", people.confirm_people_form(t, "Night shift", "team-night", PEOPLE * 40)),
        Example("people confirmed", people.people_confirmed(t, "Night shift", 12, 1, 0, "team-night")),
        Example("people confirmed, more wait", people.people_confirmed(t, "Night shift", 80, 0, 40, "team-night")),
        Example("people", people.people_list(t, PEOPLE)),
        Example("many people", people.people_list(t, PEOPLE * 70)),
        Example("nobody", people.people_list(t, [])),
        Example("away", away.state(t, CHRISTMAS, TODAY, "Asia/Manila", "/instep away", leads=False)),
        Example("not away", away.state(t, None, TODAY, "Asia/Manila", "@Instep away", leads=False)),
        Example("not away, a lead", away.state(t, None, TODAY, "Asia/Manila", "@Instep away", leads=True)),
        Example("away, on the home", Message(t("Home"), away.at_home(t, CHRISTMAS, TODAY, "Asia/Manila"), t.locale)),
        Example("form, away", away.form(t, leads=False)),
        Example("form, away, a lead", away.form(t, leads=True)),
        Example("away, kept", say(away.gone(t, NEWCOMER.name, CHRISTMAS, TODAY, "UTC"), locale=t.locale)),
        Example("away, not understood", say(away.misread(t, UntilProblem.NOT_UNDERSTOOD, "soon"), locale=t.locale)),
        Example("back", say(away.back(t, "", was_away=True), locale=t.locale)),
        Example("give a role", people.grant_form(t, SIDES, Role.LEAD, give=True)),
        Example("take a role", people.grant_form(t, SIDES, None, give=False, problem=people.nobody_called(t, "Ned"))),
        Example("role given", say(people.role_given(t, "Ines Duarte", ME.roles[0]), locale=t.locale)),
    )


def _organisation(t: Texts) -> Sequence[Example]:
    audiences = (
        AudienceView("a1", "Everyone", Sharing.NOTHING, True, ()),
        AudienceView("a2", "Nights", Sharing.FIGURES, False, ("Night shift", "Chat")),
        AudienceView("a3", "All chat", Sharing.NAMES, False, tuple(f"Chat {n}" for n in range(9))),
    )
    return (
        Example("audiences", organisation.audience_list(t, audiences, may_make=True)),
        Example("no audiences", organisation.audience_list(t, [], may_make=False)),
        Example("new audience", organisation.audience_form(t, TEAMS, may_open=True)),
        Example("new audience, walled", organisation.audience_form(t, TEAMS, may_open=False)),
        Example("settings", organisation.settings_form(t, SETTINGS, HEADINGS)),
    )


def _partners(t: Texts) -> Sequence[Example]:
    effect = PartnerEffect(people=34, channels=3, waiting=2)
    return (
        Example("partners", partners.partner_list(t, [HARBORLINE, PAUSED, LUMENARA])),
        Example("no partners", partners.partner_list(t, [])),
        *(Example(f"{step} a partner", partners.partner_form(t, step, HARBORLINE, effect)) for step in PartnerStep),
        Example("pause done", partners.partner_done(t, PartnerStep.PAUSE, "Harborline", 2, None, revoked=0)),
        Example("resume done", partners.partner_done(t, PartnerStep.RESUME, "Harborline", 0, None, revoked=0)),
        Example(
            "offboard done",
            partners.partner_done(t, PartnerStep.OFFBOARD, "Harborline", 2, LUMENARA.erase_on, revoked=1),
        ),
        Example("partner erased", partners.partner_erased(t, "Harborline", 34), "to the admins"),
    )


def _health(t: Texts) -> Sequence[Example]:
    well = Health((LaneView("Slack", "Marlowe & Finch", 0, ""),), 12, (), (), 0, datetime(2026, 11, 24, 9, tzinfo=UTC))
    ill = Health(
        (LaneView("Microsoft Teams", "Lumenara", 3, "the app was removed"),),
        12,
        tuple(Obstacle(f"night-{n}", f"#night-{n} is archived.", "Unarchive it.") for n in range(12)),
        (("Slack", "T0HARBOR"),),
        2,
        None,
    )
    nothing = Health((), 0, (), (), 0, None)
    return (
        Example("doctor, all well", health.report(t, well, "Europe/London")),
        Example("doctor, troubles", health.report(t, ill, "Europe/London")),
        Example("doctor, before the first channel", health.report(t, nothing, "UTC")),
        Example("app removed", health.installation_lost(t, Cause.APP_REMOVED, "Slack", "Harborline", 3), "to admins"),
        Example("permission missing", health.installation_lost(t, Cause.PERMISSION_MISSING, "Teams", "Lumenara", 2)),
        Example("access revoked", health.installation_lost(t, Cause.TOKEN_REVOKED, "Teams", "Lumenara", 1)),
    )
