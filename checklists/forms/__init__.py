"""What people write about checklists: decisions, answers, waivers, templates."""
