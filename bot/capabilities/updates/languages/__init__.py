"""Updates in several languages: each team and person reads their own, the others are one press away."""
