"""One file per group of kinds: the SQL that creates, drops or alters an object while the database is in use."""
