"""What is gathered of a selection, in a number of statements that does not grow."""
