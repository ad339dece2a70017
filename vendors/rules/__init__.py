"""What is judged of names, places and facts; pure functions of what they are given."""
