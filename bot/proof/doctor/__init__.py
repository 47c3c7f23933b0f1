"""The doctor: looks at everything that can keep Instep from working, and says what to do about each."""

from bot.proof.doctor.examination import Examination, Group, examine
from bot.proof.doctor.report import show

__all__ = ["Examination", "Group", "examine", "show"]
