"""What follows from facts: tier, what applies, what is outstanding. Pure: no query, no clock, no setting."""
