"""ALTER TABLE and its kin: the lock of each subcommand, and what each does to the tables below."""
