"""Rules about referential."""
