"""Shows on a real account whether a sandbox works: read-only checks first, then one job that is paid, and a report."""
