"""Rules about statements whose success depends on the rows."""
