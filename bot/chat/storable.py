"""What came in from a platform, as every database keeps it and every encoder writes it."""

from typing import Any


def storable(value: Any) -> Any:
    """The same JSON, with U+FFFD for NUL and half emoji, which somebody who forges a request can put anywhere.

    What is JSON again within a text of it is to be cleaned when that is read.
    """
    match value:
        case str():
            whole = value.replace("\0", "\N{REPLACEMENT CHARACTER}")
            return whole.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case dict():
            return {storable(name): storable(one) for name, one in value.items()}
        case list():
            return [storable(one) for one in value]
    return value
