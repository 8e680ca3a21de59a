"""What the models read: a system prompt for each step, and the words of a portrait."""
