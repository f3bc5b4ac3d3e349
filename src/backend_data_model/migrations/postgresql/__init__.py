"""PostgreSQL: the catalog as it is, the changes between two, and the online steps that make them."""
