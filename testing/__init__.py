"""What tests and benchmarks share: sample data, servers that stand in on the wire, and an observer of AWS calls."""
