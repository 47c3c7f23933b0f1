"""Teams, people, channels and audiences as CSV files: out, changed in a spreadsheet, and in again."""
