"""The pages of sharing requests."""
