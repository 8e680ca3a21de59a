"""The AWS engine that tests talk to: their own, or one that somebody runs already (docs/engines.md)."""
