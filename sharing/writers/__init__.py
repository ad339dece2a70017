"""What leaves the house as proof: signatures and tokens."""
