"""How each kind of claim enters a model: it confirms a fact, adds one, or raises a question."""
