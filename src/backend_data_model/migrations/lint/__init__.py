"""What a migration that somebody wrote does, statement by statement, and what is wrong with it."""
