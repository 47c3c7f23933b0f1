"""Neutral messages, forms and homes as Block Kit; escaping and Slack's sizes are here and nowhere else."""

from adapters.slack.render.button import Pressed, read_value
from adapters.slack.render.form import (
    FormState,
    field_name,
    read_state,
    render_form,
    render_note,
    render_options,
    sought_source,
)
from adapters.slack.render.message import render_blocks, render_home, render_message, rendered_sizes

__all__ = [
    "FormState",
    "Pressed",
    "field_name",
    "read_state",
    "read_value",
    "render_blocks",
    "render_form",
    "render_home",
    "render_message",
    "render_note",
    "render_options",
    "rendered_sizes",
    "sought_source",
]
