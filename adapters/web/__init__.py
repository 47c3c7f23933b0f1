"""The web edge: health and metrics for the operator."""
