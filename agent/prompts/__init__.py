"""What the models read, and what of their own words is let through."""
