"""What the agenda of each kind of meeting has."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.capabilities.syncs.kinds import Template


@dataclass(frozen=True)
class Shape:
    """`facilitated`: somebody leads through it, and it says who. `raised`: anybody may raise something for it.

    What has neither is an invitation.
    """

    facilitated: bool = True
    raised: bool = True


SHAPES: Mapping[Template, Shape] = {
    Template.WEEKLY: Shape(),
    Template.REVIEW: Shape(),
    Template.CALIBRATION: Shape(),
    Template.CULTURE: Shape(),
    Template.HUDDLE: Shape(),
    Template.HANDOVER: Shape(facilitated=False),
    Template.DEMO: Shape(facilitated=False, raised=False),
    Template.TRAINING: Shape(facilitated=False, raised=False),
    Template.CELEBRATION: Shape(facilitated=False, raised=False),
}
"""Buttons follow from the same kinds, in `during.buttons`; sections are the sync's own, in its order."""
