"""Rules about conventions."""
