"""What people type about vendors and engagements, read and made clean."""
