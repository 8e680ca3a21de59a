"""What takes a sandbox away, kind by kind. Each tells what it has removed; what is not there is fine."""
