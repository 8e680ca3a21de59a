"""The prompts: a system prompt for each step, and the words of the portrait prompt."""
