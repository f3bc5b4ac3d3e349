"""Rules about locks that others wait for."""
