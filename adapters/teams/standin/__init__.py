"""A stand-in for Microsoft Teams on loopback, as strict as the original in what it serves."""

from adapters.teams.standin.courier import Turn
from adapters.teams.standin.dialogs import Dialog, NotPossible
from adapters.teams.standin.faults import Fault
from adapters.teams.standin.ledger import Call, Entry, Message
from adapters.teams.standin.records import Kind, Reach
from adapters.teams.standin.server import TeamsStandin

__all__ = ["Call", "Dialog", "Entry", "Fault", "Kind", "Message", "NotPossible", "Reach", "TeamsStandin", "Turn"]
