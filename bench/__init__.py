"""What is measured, and how: each figure a ratio to a floor that ran in the same process and the same loop."""
