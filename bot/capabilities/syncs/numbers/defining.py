"""What a figure is: its name, its unit, whether more or less of it is better, and how exactly it is written."""

from dataclasses import dataclass

from bot.capabilities.syncs.kinds import Better
from bot.capabilities.syncs.store.metrics import metrics_by_word
from bot.capabilities.syncs.store.tables import Metric
from bot.people import access
from bot.people.access import Actor
from bot.people.folding import says_something
from bot.people.refusal import Refused
from bot.storage.sessions import Session

LONGEST_NAME = 60
LONGEST_UNIT = 12
MOST_DECIMALS = 3

PERCENT = "%"


@dataclass(frozen=True)
class Definition:
    """What somebody says of a metric; None for what they leave as it is, or as it goes without saying."""

    name: str
    unit: str | None = None
    better: Better | None = None
    decimals: int | None = None

    def changes(self, metric: Metric) -> bool:
        """Whether the metric is something else by now."""
        said = ((self.unit, metric.unit), (self.better, metric.better), (self.decimals, metric.decimals))
        return any(new is not None and new != old for new, old in said)

    def put_into(self, metric: Metric) -> None:
        """Has the metric be as it is said."""
        metric.unit = metric.unit if self.unit is None else self.unit
        metric.better = self.better or metric.better
        metric.decimals = metric.decimals if self.decimals is None else self.decimals


def spelled(name: str) -> str:
    """A metric's name as it is kept; raises Refused for one that nobody could read."""
    name = " ".join(name.split())
    if not says_something(name) or len(name) > LONGEST_NAME:
        raise Refused(f"A figure needs a name of at most {LONGEST_NAME} characters, like CSAT.")
    return name


def new_metric(definition: Definition, decimals: int = 1) -> Metric:
    """A metric of which only this is known; `decimals` as its figures have, where nobody says it."""
    metric = Metric(name=definition.name, unit="", better=Better.HIGHER, decimals=decimals)
    definition.put_into(metric)
    return metric


async def define(session: Session, actor: Actor | None, definition: Definition) -> tuple[Metric, bool]:
    """Makes a metric, or has one be something else; says whether anything is new. Raises Refused."""
    access.require(actor, access.may_define_figures)
    if definition.unit is not None and len(definition.unit) > LONGEST_UNIT:
        raise Refused(f"A unit has at most {LONGEST_UNIT} characters, like % or min.")
    if definition.decimals is not None and not 0 <= definition.decimals <= MOST_DECIMALS:
        raise Refused(f"Choose 0 to {MOST_DECIMALS} decimals.")
    metric = (await metrics_by_word(session)).get(definition.name.casefold())
    if metric is None:
        metric = new_metric(definition)
        session.add(metric)
        await session.flush()
        return metric, True
    changes = definition.changes(metric)
    definition.put_into(metric)
    return metric, changes
