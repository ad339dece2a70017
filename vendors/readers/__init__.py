"""What comes in from files, and goes out as addresses and tables."""
