"""Before a meeting: who attends, what they and everybody else want on the agenda, and who facilitates."""
