"""Set-up: everything around the four jobs: ways in, companies, channels, people, rights and settings."""

from functools import partial

from bot.capabilities.setup import events
from bot.capabilities.setup.endpoints import ENDPOINTS
from bot.capabilities.setup.examples import examples
from bot.capabilities.setup.handlers import (
    audiences,
    away,
    channels,
    companies,
    days_off,
    health,
    languages,
    partners,
    people,
    settings,
    shifts,
    teams,
    ways_in,
)
from bot.capabilities.setup.handlers.ways_in import compose_home
from bot.capabilities.setup.jobs import members, offboarding, standing
from bot.capabilities.setup.jobs.standing import ensure_standing_work
from bot.capabilities.setup.messages import days_off as off
from bot.capabilities.setup.messages import stranger_line
from bot.capabilities.setup.messages.away import ASK, AWAY, BACK
from bot.capabilities.setup.messages.languages import TEAM_LANGUAGE, UNDO_LANGUAGE
from bot.capabilities.setup.messages.partners import PartnerStep
from bot.capabilities.setup.messages.shifts import ASK_ON, NOT_ON, SHIFTS
from bot.capabilities.setup.notices import notify_new_home, tell_installation_lost
from bot.capabilities.setup.rules import (
    ERASE,
    READ_MEMBERS,
    RETENTION,
    SWEEP,
    changes_settings,
    grants_roles,
    leads_somebody,
    links_homes,
    manages_audiences,
    manages_partners,
)
from bot.capability import NEVER_TOO_LATE, Capability, CommandOffer, JobOffer, MenuItem, PressOffer, SubmitOffer
from bot.people.rotas.keeping import erase_shifts, export_shifts, move_shifts

__all__ = [
    "SETUP",
    "compose_home",
    "ensure_standing_work",
    "notify_new_home",
    "stranger_line",
    "tell_installation_lost",
]

SETUP = Capability(
    name="setup",
    commands=(
        CommandOffer("menu", ways_in.show_menu, help="Everything you can do, as buttons", reads=True),
        CommandOffer("help", ways_in.show_help, help="These words", reads=True),
        CommandOffer("home", ways_in.show_home, help="What waits for you, and what is yours", reads=True),
        CommandOffer("who am i", people.who_am_i, help="What I know of you", reads=True),
        CommandOffer(
            "away",
            away.away,
            usage="away [until when]",
            help="You are away until then; leads: away [person] until [when]",
        ),
        CommandOffer("back", away.back, help="You are back from being away"),
        CommandOffer("shifts", shifts.my_shifts, help="When you work, and who said so", reads=True),
        CommandOffer(
            "on",
            shifts.on,
            usage="on until [time]",
            help="You are on shift until then; leads: on [person] until [time]",
        ),
        CommandOffer("days off", days_off.list_days_off, help="Days off to come", reads=True),
        CommandOffer("link channel", channels.ask_link, help="Links this channel to its teams", may=leads_somebody),
        CommandOffer("unlink channel", channels.ask_unlink, help="Undoes that", reads=True, may=leads_somebody),
        CommandOffer(
            "link home",
            companies.ask_link_home,
            usage="link home [workspace or tenant id]",
            help="Says whose workspace or tenant it is",
            reads=True,
            may=links_homes,
        ),
        CommandOffer(
            "unlink home",
            companies.ask_unlink_home,
            help="Shows linked companies and undoes a link",
            reads=True,
            may=links_homes,
        ),
        CommandOffer(
            "team language",
            languages.team_language,
            usage="team language [language]",
            help="In which language your team reads updates",
            may=leads_somebody,
        ),
        CommandOffer("teams", teams.list_teams, help="The teams and who leads them", reads=True, may=leads_somebody),
        CommandOffer(
            "people",
            people.list_people,
            usage="people [name]",
            help="The people, or somebody",
            reads=True,
            may=leads_somebody,
        ),
        CommandOffer(
            "audiences",
            audiences.list_audiences,
            help="Who can be written to, and a new audience",
            reads=True,
            may=manages_audiences,
        ),
        CommandOffer(
            "grant", people.ask_grant, usage="grant [role] [person]", help="Gives somebody a role", may=grants_roles
        ),
        CommandOffer(
            "revoke", people.ask_revoke, usage="revoke [role] [person]", help="Takes a role away", may=grants_roles
        ),
        CommandOffer(
            "settings",
            settings.ask_settings,
            usage="settings [name value]",
            help="What the organisation decides",
            may=changes_settings,
        ),
        CommandOffer(
            "partner",
            partners.list_partners,
            usage="partner [pause|resume|offboard name]",
            help="Pauses a partner, or says goodbye",
            reads=True,
            may=manages_partners,
        ),
        CommandOffer(
            "button", ways_in.post_menu_card, help="Posts a menu button into this channel", may=leads_somebody
        ),
        CommandOffer("doctor", health.examine, help="What needs a look", reads=True, may=changes_settings),
    ),
    presses={
        "setup.menu": PressOffer(ways_in.show_menu, reads=True),
        "setup.help": PressOffer(ways_in.show_help, reads=True),
        "setup.home": PressOffer(ways_in.show_home, reads=True),
        "setup.waiting": PressOffer(ways_in.show_waiting, reads=True),
        "setup.who": PressOffer(people.who_am_i, reads=True),
        "setup.not_me": PressOffer(people.not_me, reads=True),
        "setup.tell_admins": PressOffer(people.tell_admins),
        AWAY: PressOffer(away.show_state, reads=True),
        ASK: PressOffer(away.ask, reads=True),
        BACK: PressOffer(away.back),
        SHIFTS: PressOffer(shifts.my_shifts, reads=True),
        ASK_ON: PressOffer(shifts.ask_on, reads=True),
        NOT_ON: PressOffer(shifts.not_on),
        off.DAYS_OFF: PressOffer(days_off.list_days_off, reads=True),
        off.ADD: PressOffer(days_off.ask_add, reads=True),
        off.REMOVE: PressOffer(days_off.ask_remove, reads=True),
        off.UNDO_ADD: PressOffer(days_off.undo_add),
        off.BRING_BACK: PressOffer(days_off.bring_back),
        "setup.link_channel": PressOffer(channels.ask_link, may=leads_somebody),
        "setup.unlink_channel": PressOffer(channels.unlink, may=leads_somebody),
        "setup.read_again": PressOffer(channels.read_again, may=leads_somebody),
        "setup.agree_sharing": PressOffer(channels.agree_sharing, may=links_homes),
        TEAM_LANGUAGE: PressOffer(languages.ask, reads=True, may=leads_somebody),
        UNDO_LANGUAGE: PressOffer(languages.undo, may=leads_somebody),
        "setup.confirm_people": PressOffer(teams.ask_confirm, reads=True, may=leads_somebody),
        "setup.link_home": PressOffer(companies.ask_link_home, reads=True, may=links_homes),
        "setup.unlink_home": PressOffer(companies.unlink_home, may=links_homes),
        "setup.linked_homes": PressOffer(companies.ask_unlink_home, reads=True, may=links_homes),
        "setup.teams": PressOffer(teams.list_teams, reads=True, may=leads_somebody),
        "setup.people": PressOffer(people.list_people, reads=True, may=leads_somebody),
        "setup.audiences": PressOffer(audiences.list_audiences, reads=True, may=manages_audiences),
        "setup.new_audience": PressOffer(audiences.ask_new_audience, reads=True, may=manages_audiences),
        "setup.grant": PressOffer(people.ask_grant, reads=True, may=grants_roles),
        "setup.revoke": PressOffer(people.ask_revoke, reads=True, may=grants_roles),
        "setup.settings": PressOffer(settings.ask_settings, reads=True, may=changes_settings),
        "setup.partners": PressOffer(partners.list_partners, reads=True, may=manages_partners),
        "setup.doctor": PressOffer(health.examine, reads=True, may=changes_settings),
        "setup.post_menu": PressOffer(ways_in.post_menu_card, may=leads_somebody),
        **{
            f"setup.partner_{step}": PressOffer(partial(partners.preview, step), reads=True, may=manages_partners)
            for step in PartnerStep
        },
    },
    submits={
        ASK: SubmitOffer(away.keep),
        ASK_ON: SubmitOffer(shifts.keep_on),
        off.ADD: SubmitOffer(days_off.add),
        off.REMOVE: SubmitOffer(days_off.remove),
        "setup.link_channel": SubmitOffer(channels.link, may=leads_somebody),
        TEAM_LANGUAGE: SubmitOffer(languages.keep, may=leads_somebody),
        "setup.confirm_people": SubmitOffer(teams.confirm, may=leads_somebody),
        "setup.link_home": SubmitOffer(companies.link_home, may=links_homes),
        "setup.new_audience": SubmitOffer(audiences.make_audience, may=manages_audiences),
        "setup.grant": SubmitOffer(people.grant, may=grants_roles),
        "setup.revoke": SubmitOffer(people.revoke, may=grants_roles),
        "setup.settings": SubmitOffer(settings.change_settings, may=changes_settings),
        **{
            f"setup.partner_{step}": SubmitOffer(partial(partners.take, step), may=manages_partners)
            for step in PartnerStep
        },
    },
    menu=(
        MenuItem("Home", "setup.home", 500, opens_form=True),
        MenuItem("Who am I?", "setup.who", 510, opens_form=True),
        MenuItem("Away", AWAY, 515, opens_form=True),
        MenuItem("My shifts", SHIFTS, 516, opens_form=True),
        MenuItem("Days off", off.DAYS_OFF, 517, opens_form=True),
        MenuItem("Help", "setup.help", 520, opens_form=True),
        MenuItem("Link this channel", "setup.link_channel", 600, opens_form=True, may=leads_somebody),
        MenuItem("Menu button here", "setup.post_menu", 610, may=leads_somebody),
        MenuItem("Teams", "setup.teams", 620, opens_form=True, may=leads_somebody),
        MenuItem("People", "setup.people", 630, opens_form=True, may=leads_somebody),
        MenuItem("Audiences", "setup.audiences", 640, opens_form=True, may=manages_audiences),
        MenuItem("Link a company", "setup.link_home", 700, opens_form=True, may=links_homes),
        MenuItem("Linked companies", "setup.linked_homes", 710, opens_form=True, may=links_homes),
        MenuItem("Partners", "setup.partners", 720, opens_form=True, may=manages_partners),
        MenuItem("Give a role", "setup.grant", 730, opens_form=True, may=grants_roles),
        MenuItem("Take a role away", "setup.revoke", 740, opens_form=True, may=grants_roles),
        MenuItem("Settings", "setup.settings", 750, opens_form=True, may=changes_settings),
        MenuItem("Doctor", "setup.doctor", 760, opens_form=True, may=changes_settings),
    ),
    home=ways_in.own_home_items,
    events=events.hear,
    jobs={
        READ_MEMBERS: JobOffer(members.read_members, NEVER_TOO_LATE, at_leisure=True),
        SWEEP: JobOffer(standing.sweep_channels, NEVER_TOO_LATE, at_leisure=True),
        RETENTION: JobOffer(standing.keep_retention, NEVER_TOO_LATE, at_leisure=True),
        ERASE: JobOffer(offboarding.erase_partner, NEVER_TOO_LATE, at_leisure=True),
    },
    endpoints=ENDPOINTS,
    examples=examples,
    export_person=export_shifts,
    erase_person=erase_shifts,
    merge_person=move_shifts,
    retention=standing.forget,
)
