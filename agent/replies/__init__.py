"""What models reply: text is reduced to plain text, and refused if it repeats a prompt."""
