"""Operators' commands, and the scripts that write documents."""
