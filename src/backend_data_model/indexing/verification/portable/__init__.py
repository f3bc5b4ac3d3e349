"""What the verification on MySQL and that on SQLite share."""
