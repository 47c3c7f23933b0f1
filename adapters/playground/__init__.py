"""The page that joins both stand-ins: whoever opens it is anybody of an invented organisation, on both platforms."""

from adapters.playground.backstage import Backstage, NotPossible, NotReady
from adapters.playground.feed import Feed
from adapters.playground.server import Playground, PortTaken

__all__ = ["Backstage", "Feed", "NotPossible", "NotReady", "Playground", "PortTaken"]
