"""The gate: whether a sharing is ready, and whether it may go now. Pure: no query, no clock."""
