"""The forms in which a trace is shown."""
