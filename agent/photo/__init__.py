"""Photos: decodes them in a confined process, and prepares them for the models."""
