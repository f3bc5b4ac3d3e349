"""Rules about tables that are rewritten or read as a whole."""
