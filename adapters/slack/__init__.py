"""Slack: everything Instep knows about Slack and its libraries is in this folder."""
