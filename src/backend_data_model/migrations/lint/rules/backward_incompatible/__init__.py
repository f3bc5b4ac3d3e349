"""Rules about changes that running code does not survive."""
