"""What a review looks like to a person, a script, or a code host: one format a file."""
