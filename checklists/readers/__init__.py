"""What comes in: facts from the records below, questionnaires from files, and what we ship ourselves."""
