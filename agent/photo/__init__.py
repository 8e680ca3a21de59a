"""Photos: decoded in a confined process, and made ready for the models."""
