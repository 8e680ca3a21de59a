"""What is missing or wrong in a sandbox, and what mends it."""
