"""What people enter about contracts. Forms read; what is allowed is decided by actions."""
