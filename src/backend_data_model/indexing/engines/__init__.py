"""What differs from engine to engine: who reads the statements, which forms there are, how an index is written."""
