"""What is due when: pure, from dates and calendars alone."""
