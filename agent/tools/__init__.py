"""The agent's four tools, one file each: the work of a step, and the tool with which the model joins it."""
