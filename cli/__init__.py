"""The `petavatar` command."""
