"""What is outstanding, whose it is, and what is said of it: read from the records of the rooms below."""
