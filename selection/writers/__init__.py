"""What leaves this room for other programs."""
