"""Requests that nobody sent: forged from real ones, thrown at the gates, judged by what they changed."""

from bot.proof.chaos.requests.forgery import Forgery
from bot.proof.chaos.requests.slack import SlackForger
from bot.proof.chaos.requests.teams import TeamsForger
from bot.proof.chaos.requests.verdict import Attack, verdict
from bot.proof.chaos.requests.wire import knock

__all__ = ["Attack", "Forgery", "SlackForger", "TeamsForger", "knock", "verdict"]
