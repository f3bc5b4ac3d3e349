"""The rules of the linter, one a file, in a folder for each family."""
