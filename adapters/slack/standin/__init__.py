"""A stand-in for Slack: its wire protocol on loopback, as strict as the original in what it serves."""

from adapters.slack.standin.clock import StandinClock
from adapters.slack.standin.courier import Answer
from adapters.slack.standin.faults import Fault
from adapters.slack.standin.ledger import CallRecord, Entry, Ledger
from adapters.slack.standin.remote import RemoteSlack, StandinRefused
from adapters.slack.standin.server import SlackStandin
from adapters.slack.standin.world import App, CannotAct, NoSuchThing

__all__ = [
    "Answer",
    "App",
    "CallRecord",
    "CannotAct",
    "Entry",
    "Fault",
    "Ledger",
    "NoSuchThing",
    "RemoteSlack",
    "SlackStandin",
    "StandinClock",
    "StandinRefused",
]
