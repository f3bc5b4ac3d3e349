"""Rules about transactions and timeouts."""
