"""Rules about what makes migrations and their tables last."""
