"""`instep demo`: one local page on which the whole product is used, by anybody of an invented organisation."""

from bot.proof.playground.opening import open_playground

__all__ = ["open_playground"]
