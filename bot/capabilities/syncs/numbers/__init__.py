"""Figures that the organisation imports, side by side on the agenda of a sync."""
