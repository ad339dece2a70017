"""A large, plausible portfolio of made-up vendors: the same rows for the same sizes, seed and day."""
