"""The sections of the report, one a file; each gives the markup of one `<section>`."""
