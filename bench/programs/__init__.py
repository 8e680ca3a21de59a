"""Programs that are measured from outside, each in a fresh process of its own."""
