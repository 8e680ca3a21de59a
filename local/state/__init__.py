"""What the local system keeps: snapshots of the engine's state, and all that `--keep` brings back after a restart."""
