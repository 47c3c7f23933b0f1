"""The papers with which a partner's administrators decide about Instep: a page, the packages, drafts to adapt."""

from bot.proof.approval.facts import Facts, facts_of
from bot.proof.approval.kit import write_kit

__all__ = ["Facts", "facts_of", "write_kit"]
