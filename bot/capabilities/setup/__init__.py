"""Set-up: who and where the organisation is, kept in chat."""
