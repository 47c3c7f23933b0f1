"""What stands in a button or form that asks for a token: the token, and the language in which its press is answered.

Of a press that carries a token nobody looks up who pressed, so the language has to come with it.
"""

TOKEN_CHARACTERS = 30
"""How long a token is."""

TOKEN_ROOM = TOKEN_CHARACTERS + 10
"""Characters that a button needs for its token: a babel locale such as `zh_Hant_TW` and what stands between fit."""

_BETWEEN = "~"


def written(token: str, locale: str) -> str:
    """As a platform carries it there and back; nothing without a token."""
    return f"{token}{_BETWEEN}{locale}" if token else ""


def read(carried: str) -> tuple[str, str]:
    """The token and the locale of what `written` wrote; both empty for nothing."""
    token, _, locale = carried.partition(_BETWEEN)
    return token, locale
