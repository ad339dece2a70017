"""What is judged of contracts, without a database: days, prices, clauses."""
