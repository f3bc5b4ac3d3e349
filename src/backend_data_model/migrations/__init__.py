"""From one state of a schema to another while the database is in use: changes, plans, locks, lint and rehearsal."""
