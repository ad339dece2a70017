"""What is judged when a vendor is chosen; pure functions of what they are given."""
