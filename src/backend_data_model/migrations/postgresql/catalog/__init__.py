"""The objects of a PostgreSQL database as its catalog prints them, with what depends on what."""
