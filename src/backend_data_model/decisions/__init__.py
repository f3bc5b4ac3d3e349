"""Decision trees as data: what each asks, which answer follows, why, at what price, and what would change it."""
