"""Made-up portfolios: a large one for measuring, and the demonstration."""
