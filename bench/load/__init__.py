"""The load test: photos handed in at once, statuses and results read at a steady rate."""
