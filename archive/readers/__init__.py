"""Reads the database table by table, and backups member by member, neither ever whole."""
