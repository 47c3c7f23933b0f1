"""Who there is: sides, teams, people and their identities, channels and audiences, and who may do what."""
