"""Checks models' replies: text is reduced to plain text, and rejected if it repeats a prompt."""
