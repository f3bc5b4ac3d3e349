"""What an SQLite database holds, in a form that can be compared."""
