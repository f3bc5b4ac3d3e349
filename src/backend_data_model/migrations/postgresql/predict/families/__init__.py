"""One module per family of statements; each lists its handlers under the names of libpg_query's nodes."""
