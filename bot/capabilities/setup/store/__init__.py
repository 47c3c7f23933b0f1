"""What set-up reads from the database, within a scope, as the views that its messages show."""
