"""The kinds of work of a run, by its inside id: what has a time of its own, beside its rhythm."""

from datetime import timedelta

ASK = "checkins.ask"
"""Those are asked whose time has come: one piece of work for each instant, whomever it is for."""

REMIND = "checkins.remind"
"""The same of reminders."""

ELSEWHERE = "checkins.elsewhere"
"""Whoever no message of their own reaches after all is asked by the button in a channel."""

SHUFFLE = "checkins.shuffle"
"""What was answered anonymously is written anew in random order."""

CLOSE = "checkins.close"
"""It closes."""

TOO_LATE = timedelta(days=400)
"""A limit for what nobody waits for any more: whether work of a run is still of use is looked at when it is done."""
