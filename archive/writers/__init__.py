"""Writes backups, and puts rows and documents back."""
