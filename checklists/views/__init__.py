"""The pages of checklists, waivers, templates and evidence, and the vendors' portal."""
