"""What people write about sharings."""
