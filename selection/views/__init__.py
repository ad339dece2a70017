"""Pages of the selection of a vendor."""
