"""Everything one stand-in knows and keeps, in one place."""

from dataclasses import dataclass, field

from adapters.slack.limits import Limits
from adapters.slack.standin.blocks import BlockRules
from adapters.slack.standin.clock import StandinClock
from adapters.slack.standin.faults import Faults
from adapters.slack.standin.ledger import Ledger
from adapters.slack.standin.pace import Pace
from adapters.slack.standin.tickets import Tickets
from adapters.slack.standin.wire import Wire
from adapters.slack.standin.world import World


@dataclass(slots=True)
class Desk:
    """The parts of a stand-in that its methods and acts work on."""

    world: World
    limits: Limits
    clock: StandinClock
    ledger: Ledger = field(init=False)
    faults: Faults = field(init=False)
    pace: Pace = field(init=False)
    tickets: Tickets = field(init=False)
    rules: BlockRules = field(init=False)
    wire: Wire = field(default_factory=Wire, init=False)

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.clock, self.world.changes)
        self.faults = Faults()
        self.pace = Pace(self.limits, self.clock)
        self.tickets = Tickets(self.world)
        self.rules = BlockRules(self.limits)
