"""What keeps the local system to its user: no page of another origin and no unsigned request gets in."""
