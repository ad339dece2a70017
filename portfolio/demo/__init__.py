"""The demonstration: Halden Mutual, an insurer that does not exist, and the vendors that it works with."""
