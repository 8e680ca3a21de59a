"""Finds what is missing or wrong in a sandbox, and how to fix it."""
